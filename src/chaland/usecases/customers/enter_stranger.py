"""Somebody without a card tells a name and how to reach them: found in the file again, or entered in it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers import queries, rules
from chaland.customers.rules import NewCustomer
from chaland.database.locks import lock_words
from chaland.kernel.errors import Refusal
from chaland.signups.rules import Content, form_policy
from chaland.signups.services import Came
from chaland.usecases.customers.create_customer import create_customers
from chaland.usecases.customers.recognise_customer import recognise_customer
from chaland.usecases.sales.record_receipts import today_of_network

ASKED: Mapping[str, str] = {
    "last_name": "required",
    "first_name": "optional",
    "email": "optional",
    "mobile": "optional",
}


def check_stranger(told: NewCustomer, *, now: datetime) -> NewCustomer:
    """Return a name and one way to reach somebody, as they are kept.

    Raises Refusal `contact_needed`, or as `customers.rules.check`, whatever else the network asks of its customers.
    """
    policy = form_policy(Content(fields=ASKED), queries.policy())
    checked = rules.check(told, policy, today=today_of_network(now))
    if not (checked.emails or checked.mobiles or checked.phones):
        raise Refusal("contact_needed", field="email")
    return checked


@transaction.atomic
def enter_stranger(checked: NewCustomer, *, came: Came, now: datetime, import_run_id: int | None = None) -> int:
    """Return the customer whom a checked name and contact tell, a prospect if nobody is; never changes who is known.

    Two processes at once enter one person once.
    """
    lock_words([*checked.emails, *checked.mobiles, *checked.phones])
    known = recognise_customer(checked, Scope(came.store_id))
    if known is not None:
        return known
    (customer_id,) = create_customers([checked], now=now, came=came, import_run_id=import_run_id)
    return customer_id
