"""A new customer says who brought them."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers import queries
from chaland.customers.merging import tree_of
from chaland.customers.models import Customer
from chaland.customers.queries import visible
from chaland.database.locks import one_writer
from chaland.kernel.barcode import normalise_card
from chaland.kernel.errors import Refusal
from chaland.kernel.text import clean
from chaland.loyalty.models import Referral
from chaland.loyalty.services.referrals import is_late, refer, referrer_of
from chaland.usecases.customers.open_customer import open_customer

_LONGEST = 64


@dataclass(frozen=True, slots=True)
class Brought:
    """Who brought a customer, as the scope may see it, and whom they brought.

    by: None also for somebody the scope does not see, where `is_known` is true all the same. others: how many they
    brought. may_tell: it can still be written down who brought them.
    """

    by: Customer | None
    is_known: bool
    others: int
    may_tell: bool


def refer_customer(customer_id: int, told: str, *, scope: Scope, now: datetime) -> None:
    """Write down who brought a customer, by reference or card. Safe to repeat.

    Raises NotFound `customer_unknown` beyond the scope, Refusal `referrer_unknown`, and as `referrals.refer`.
    """
    with one_writer(), transaction.atomic():
        open_customer(customer_id, scope)
        refer(customer_id, referrer(told, scope), now=now)


def referrer(told: str, scope: Scope) -> int:
    """Return who is meant: a customer of the scope by reference, anybody by card. Raises Refusal `referrer_unknown`."""
    text = clean(told, _LONGEST)
    by_reference = queries.ids_by_reference([text]).get(text)
    if by_reference is not None and visible(scope).filter(pk=by_reference).exists():
        return by_reference
    return _by_card(text)


def bring_quietly(customer_id: int, told: str, *, now: datetime) -> None:
    """Write down who brought somebody new, by the card that they gave on a page for everybody.

    A number that is nobody's, or no use, changes nothing and is not told: who tries numbers learns nothing of anybody.
    The caller holds the transaction.
    """
    if not told.strip():
        return
    with suppress(Refusal):
        refer(customer_id, _by_card(clean(told, _LONGEST)), now=now)


def _by_card(text: str) -> int:
    found = queries.ids_by_card([_card(text)]).get(_card(text))
    if found is None:
        raise Refusal("referrer_unknown", field="referred_by")
    return found


def _card(text: str) -> str:
    try:
        return normalise_card(text)
    except Refusal:
        raise Refusal("referrer_unknown", field="referred_by") from None


def read_brought(customer_id: int, scope: Scope, *, now: datetime) -> Brought:
    """Return who brought a customer and how many they brought."""
    known = referrer_of(customer_id)
    seen = visible(scope).filter(pk=known).first() if known else None
    others = Referral.objects.filter(referrer__in=tree_of(customer_id)).count()
    return Brought(seen, known is not None, others, known is None and not is_late(customer_id, now=now))
