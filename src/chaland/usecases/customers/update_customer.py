"""A person's file is corrected or completed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.customers import queries, rules, services
from chaland.customers.rules import NewCustomer
from chaland.customers.street import walled_merchant
from chaland.kernel.errors import Refusal
from chaland.sales import services as sales_services
from chaland.stores.queries import merchant_of
from chaland.usecases.customers.create_customer import refuse_unknown_places
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.sales.record_receipts import today_of_network


@transaction.atomic
def update_customer(customer_id: int, new: NewCustomer, *, scope: Scope, now: datetime) -> None:
    """Make a customer's file what `new` says; `customers.queries.as_known` gives what it says today.

    What the network does not ask for stays as it is, and cards too. In the scope of one store, the store of reference
    only ever becomes that one.
    Raises NotFound `customer_unknown` beyond the scope, Refusal as `customers.rules.check` and
    `contacts_kept_elsewhere`, for a contact point where another merchant of a street keeps the file, Conflict
    `reference_taken`.
    """
    open_customer(customer_id, scope)
    policy, known = queries.policy(), queries.as_known(customer_id, EVERYWHERE)
    wanted = _placed(new, known, scope)
    if (merchant_id := walled_merchant(scope)) is not None:
        wanted = _beside_hidden(wanted, known, queries.as_known(customer_id, scope), merchant_id, scope)
    checked = rules.check(wanted, policy, today=today_of_network(now), communes=queries.communes())
    kept = rules.keep_unasked(checked, known, policy)
    refuse_unknown_places(kept)
    services.update_customer(customer_id, kept, now=now)
    sales_services.open_figures({customer_id: kept.home_store_id})


def _placed(new: NewCustomer, known: NewCustomer, scope: Scope) -> NewCustomer:
    theirs = scope.store_id in (None, new.home_store_id)
    return new if theirs else replace(new, home_store_id=known.home_store_id)


_CONTACTS = {"emails": "email", "mobiles": "mobile", "phones": "phone", "addresses": "address1"}
"""The lists of contact points, and the field that each is typed in."""


def _beside_hidden(
    wanted: NewCustomer, known: NewCustomer, seen: NewCustomer, merchant_id: int, scope: Scope
) -> NewCustomer:
    """Return what a merchant of a street wants of a file, beside what it does not see, which stays.

    The first to write a contact point down keeps the file.
    """
    is_bare = not any(getattr(known, name) for name in _CONTACTS)
    keeps = is_bare or merchant_of(known.home_store_id) == merchant_id
    home = wanted.home_store_id if keeps else known.home_store_id
    told: dict[str, Any] = {
        name: _with_hidden(*(getattr(one, name) for one in (wanted, known, seen))) for name in _CONTACTS
    }
    for name, field in _CONTACTS.items():
        is_shared = bool(getattr(seen, name))
        if not (keeps or is_shared) and getattr(wanted, name):
            raise Refusal("contacts_kept_elsewhere", field=field)
    if is_bare and any(told.values()):
        home = scope.store_id
    return replace(wanted, home_store_id=home, **told)


def _with_hidden(wanted: Sequence[Any], known: Sequence[Any], seen: Sequence[Any]) -> tuple[Any, ...]:
    """Return what is wanted beside what is known and not seen; the main one stays the main one."""
    hidden = [one for one in known if one not in seen]
    ours = [one for one in wanted if one not in hidden]
    return (*hidden, *ours) if hidden and known[0] == hidden[0] else (*ours, *hidden)
