"""The merchants of a street clear their points: who gave, who honoured, who pays whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound, Refusal
from chaland.kernel.money import Cents
from chaland.loyalty import clearing
from chaland.loyalty.clearing import Street, read_street
from chaland.loyalty.models import Settlement, StreetMember
from chaland.loyalty.rules.clearing import Due
from chaland.loyalty.rules.sepa import Party, Transfer, credit_transfer
from chaland.sales.queries.merchants import bought_elsewhere_too
from chaland.stores.models import Merchant, Store
from chaland.usecases.sales.record_receipts import today_of_network

FEWEST_TOLD = 5
"""Of fewer people whom others serve too a merchant is not told: somebody could be made out."""


@dataclass(frozen=True, slots=True)
class Line:
    """A merchant in a month. honoured: points of others used here; used_elsewhere: its own used at others.

    claims and debts are what others owe it and it owes them, in cents. common: its customers who bought at another
    merchant of the street too; None below `FEWEST_TOLD`.
    """

    merchant: Merchant
    given: int
    honoured: int
    claims: Cents
    used_elsewhere: int
    debts: Cents
    common: int | None

    @property
    def net(self) -> Cents:
        return self.claims - self.debts


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the street as one sees it. months: those there is something of, the latest first."""

    first: date
    months: Sequence[date]
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Statement:
    """What concerns one merchant in a month, day by day and merchant by merchant. names: of all merchants."""

    first: date
    line: Line
    dues: Sequence[Due]
    names: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Owed:
    """What a merchant pays after a settlement, to whom how many cents. is_ready: all the accounts are known."""

    debtor: Merchant
    payments: Sequence[tuple[Merchant, Cents]]
    is_ready: bool


def own_merchant(scope: Scope) -> int | None:
    """Return the only merchant whose clearing the scope sees; None for all of them."""
    if scope.store_id is None:
        return None
    return Store.objects.values_list("merchant_id", flat=True).get(pk=scope.store_id)


def members(scope: Scope, *, only: int | None = None) -> list[StreetMember]:
    """Return the merchants of the street that the scope sees, those that left last.

    only: just this merchant. Raises NotFound `row_unknown` when it is not among them.
    """
    rows = StreetMember.objects.select_related("merchant").order_by("-left_on", "merchant__name")
    own = own_merchant(scope)
    found = [one for one in rows if own in (None, one.merchant_id) and only in (None, one.merchant_id)]
    if only is not None and not found:
        raise NotFound("row_unknown")
    return sorted(found, key=lambda one: one.left_on is not None)


def read_month(first: date, scope: Scope) -> Month:
    """Read a month, named by its first day; a store sees its own merchant only."""
    street, common = read_street(), _common(first)
    starts = {due.on.replace(day=1) for due in street.due} | {first}
    lines = [_line(one.merchant, street, first, common) for one in members(scope)]
    return Month(first, sorted(starts, reverse=True), lines)


def _common(first: date) -> Mapping[int, int]:
    """Return how many customers of each merchant bought at another one too in a month, where enough did."""
    everybody = [one.merchant_id for one in members(Scope())]
    found = bought_elsewhere_too(everybody, first, last_day(first))
    return {merchant: people for merchant, people in found.items() if people >= FEWEST_TOLD}


def _line(merchant: Merchant, street: Street, first: date, common: Mapping[int, int]) -> Line:
    month = [due for due in street.due if due.on.replace(day=1) == first and due.issuer != due.honoured_by]
    claims = [due for due in month if due.honoured_by == merchant.pk]
    debts = [due for due in month if due.issuer == merchant.pk]
    return Line(
        merchant,
        sum(points for on, giver, points in street.given if giver == merchant.pk and on.replace(day=1) == first),
        sum(due.points for due in claims),
        sum(due.cents for due in claims),
        sum(due.points for due in debts),
        sum(due.cents for due in debts),
        common.get(merchant.pk),
    )


def read_statement(merchant_id: int, first: date, scope: Scope) -> Statement:
    """Read what concerns one merchant. Raises NotFound `row_unknown`, also for one the scope does not see."""
    (member,) = members(scope, only=merchant_id)
    street = read_street()
    month = [due for due in street.due if due.on.replace(day=1) == first and due.issuer != due.honoured_by]
    own = [due for due in month if merchant_id in (due.issuer, due.honoured_by)]
    return Statement(
        first,
        _line(member.merchant, street, first, _common(first)),
        own,
        dict(Merchant.objects.values_list("pk", "name")),
    )


def settlements(scope: Scope) -> list[tuple[Settlement, list[Owed]]]:
    """Return what was settled, the latest first, with the payments that the scope sees, by who pays."""
    own, known = own_merchant(scope), {one.merchant_id: one for one in members(Scope())}
    found = []
    for row in Settlement.objects.order_by("-until_on"):
        seen: dict[int, list[tuple[StreetMember, Cents]]] = {}
        for debtor, creditor, cents in row.payments:
            if own is None or own in (debtor, creditor):
                seen.setdefault(debtor, []).append((known[creditor], cents))
        found.append((row, [_owed(known[debtor], payments) for debtor, payments in seen.items()]))
    return found


def _owed(debtor: StreetMember, payments: Sequence[tuple[StreetMember, Cents]]) -> Owed:
    is_ready = all(one.iban for one in (debtor, *(creditor for creditor, _ in payments)))
    return Owed(debtor.merchant, [(creditor.merchant, cents) for creditor, cents in payments], is_ready)


def last_day(first: date) -> date:
    """Return the last day of a month, named by its first."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


@transaction.atomic
def settle_month(first: date, *, user_id: int, now: datetime) -> Settlement:
    """Settle everything up to the end of a month. Raises Refusal `month_not_over`, Conflict `settled_already`."""
    until = last_day(first)
    if until >= today_of_network(now):
        raise Refusal("month_not_over")
    return clearing.settle(until=until, user_id=user_id, now=now)


@transaction.atomic
def join_street(merchant_id: int, *, iban: str, on: date) -> StreetMember:
    """A merchant joins. Raises as `loyalty.clearing.join`."""
    return clearing.join(merchant_id, iban=iban, on=on)


@transaction.atomic
def change_account(merchant_id: int, *, iban: str) -> None:
    """The account of a merchant changes. Raises NotFound `row_unknown`, Refusal `iban_not_understood`."""
    (member,) = members(Scope(), only=merchant_id)
    clearing.change_account(member, iban=iban)


@transaction.atomic
def leave_street(merchant_id: int, *, user_id: int, now: datetime) -> None:
    """A merchant leaves today: what is due up to today is settled at once, unless it was.

    Points it gave stay the customers' own; used later, they cost whoever honours them.
    """
    today = today_of_network(now)
    (member,) = members(Scope(), only=merchant_id)
    clearing.leave(member, on=today)
    if clearing.unsettled(read_street(), today) and not Settlement.objects.filter(until_on__gte=today).exists():
        clearing.settle(until=today, user_id=user_id, now=now)


def order_payment(settlement_id: int, merchant_id: int, scope: Scope, *, today: date) -> bytes:
    """Return the order to the bank by which a merchant pays what a settlement says.

    Raises NotFound `row_unknown`, also for a merchant the scope does not see or that owes nothing, and Refusal
    `iban_missing` when an account is not known.
    """
    payer, row = members(scope, only=merchant_id)[0], Settlement.objects.filter(pk=settlement_id).first()
    owed = [(creditor, cents) for debtor, creditor, cents in (row.payments if row else ()) if debtor == merchant_id]
    if row is None or not owed:
        raise NotFound("row_unknown")
    known = {one.merchant_id: one for one in members(Scope())}
    if not payer.iban or not all(known[creditor].iban for creditor, _ in owed):
        raise Refusal("iban_missing")
    transfers = [
        Transfer(_party(known[creditor]), cents, f"CLEARING-{row.pk}-{merchant_id}-{creditor}", _told(row))
        for creditor, cents in owed
    ]
    reference = f"CLEARING-{row.pk}-{merchant_id}"
    return credit_transfer(_party(payer), transfers, reference=reference, made_at=row.made_at, pay_on=today)


def _party(member: StreetMember) -> Party:
    return Party(member.merchant.legal_name or member.merchant.name, member.iban)


def _told(row: Settlement) -> str:
    return f"Compensation points {row.until_on:%d/%m/%Y}"
