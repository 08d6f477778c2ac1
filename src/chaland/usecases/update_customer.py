"""A person's file is corrected or completed."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers import queries, rules, services
from chaland.customers.rules import NewCustomer
from chaland.sales import services as sales_services
from chaland.usecases.create_customer import refuse_unknown_places
from chaland.usecases.open_customer import open_customer
from chaland.usecases.record_receipts import today_of_network


@transaction.atomic
def update_customer(customer_id: int, new: NewCustomer, *, scope: Scope, now: datetime) -> None:
    """Make a customer's file what `new` says; `customers.queries.as_known` gives what it says today.

    What the network does not ask for stays as it is, and cards too. In the scope of one store, the store of reference
    only ever becomes that one.
    Raises NotFound `customer_unknown` beyond the scope, Refusal as `customers.rules.check`, Conflict `reference_taken`.
    """
    open_customer(customer_id, scope)
    policy, known = queries.policy(), queries.as_known(customer_id)
    wanted = _placed(new, known, scope)
    checked = rules.check(wanted, policy, today=today_of_network(now), communes=queries.communes())
    kept = rules.keep_unasked(checked, known, policy)
    refuse_unknown_places(kept)
    services.update_customer(customer_id, kept, now=now)
    sales_services.open_figures({customer_id: kept.home_store_id})


def _placed(new: NewCustomer, known: NewCustomer, scope: Scope) -> NewCustomer:
    theirs = scope.store_id in (None, new.home_store_id)
    return new if theirs else replace(new, home_store_id=known.home_store_id)
