"""What is read to clear points between the merchants of a street, and what is written of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from chaland.database.lookups import as_kept, fetch
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.kernel.iban import normalise_iban
from chaland.kernel.money import Cents
from chaland.loyalty.models import ProgrammeVersion, Settlement, StreetMember, VoucherUse
from chaland.loyalty.rules.clearing import Due, Kind, Moved, dues, net_positions, payments
from chaland.stores.models import Merchant
from chaland.stores.queries import network_zone

_ENTRIES = (
    "SELECT e.programme_id, s.customer_id, e.subject, e.kind, e.points, {day}, e.merchant_id FROM loyalty_entry e "
    "LEFT JOIN privacy_subject s ON s.key = e.subject ORDER BY e.programme_id, s.customer_id, e.subject"
)
_GONE: dict[str, Kind] = {"burnt": "used", "returned": "back", "earned": "back"}
"""What points that go mean, by their kind in the ledger; any other kind is nobody's debt."""


@dataclass(frozen=True, slots=True)
class Street:
    """What is known of a street. given: day, merchant and points of all that came.

    due: between its members, one for each day and pair of merchants.
    """

    given: Sequence[tuple[date, int, int]]
    due: Sequence[Due]


def read_street() -> Street:
    """Read everything that was given and used, whoever the customers are."""
    given: list[tuple[date, int, int]] = []
    found = list(_of_vouchers())
    for moved in _lives():
        given += [(one.on, one.merchant, one.points) for one in moved if one.kind == "came"]
        found += dues(moved)
    within = _Within(StreetMember.objects.all())
    return Street(given, _by_day(filter(within.holds, found)))


def _by_day(found: Iterable[Due]) -> list[Due]:
    """Add up what merchants owe each other on a day: what one customer did is told to nobody else."""
    sums: dict[tuple[date, int, int], tuple[int, Cents]] = {}
    for due in found:
        points, cents = sums.get(key := (due.on, due.issuer, due.honoured_by), (0, 0))
        sums[key] = points + due.points, cents + due.cents
    return [Due(*key, *sums[key]) for key in sorted(sums)]


class _Within:
    """Tells whether both merchants belonged to the street on the day."""

    def __init__(self, members: Iterable[StreetMember]) -> None:
        self._days = {one.merchant_id: (one.joined_on, one.left_on or date.max) for one in members}

    def holds(self, due: Due) -> bool:
        return all(self._belongs(merchant, due.on) for merchant in (due.issuer, due.honoured_by))

    def _belongs(self, merchant: int, day: date) -> bool:
        joined_on, left_on = self._days.get(merchant, (date.max, date.min))
        return joined_on <= day <= left_on


def _lives() -> Iterator[list[Moved]]:
    worth = _Worth()
    rows = fetch(_ENTRIES.format(day=as_kept('e."on"')), [])
    # A customer merged into another has two subjects and one life; an erased one keeps the subject alone.
    for _, life in groupby(rows, key=lambda row: (row[0], row[1] or row[2])):
        yield [_moved(row, worth) for row in _kept(list(life)) if row[4]]


def _kept(life: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Leave out points used that were given back: of a day and a merchant, it is the same which of as many."""
    back = Counter((on, merchant, -points) for _, _, _, kind, points, on, merchant in life if kind == "restored")
    for row in life:
        _, _, _, kind, points, on, merchant = row
        if kind == "burnt" and back[on, merchant, points]:
            back[on, merchant, points] -= 1
        elif kind != "restored":
            yield row


def _moved(row: tuple[Any, ...], worth: "_Worth") -> Moved:
    programme, _, _, kind, points, on, merchant = row
    day = date.fromisoformat(on) if isinstance(on, str) else on
    if points > 0:
        return Moved(day, merchant, "came", points)
    gone = _GONE.get(kind, "lost")
    return Moved(day, merchant, gone, -points, 0 if gone == "lost" else worth.of(programme, day, -points))


class _Worth:
    """What points are worth at the till, in cents rounded down, by the version of the programme in force."""

    def __init__(self) -> None:
        self._versions: dict[int, list[tuple[date, int, int]]] = defaultdict(list)
        rows = ProgrammeVersion.objects.order_by("-valid_from")
        for row in rows:
            self._versions[row.programme_id].append((row.valid_from, row.burn_points, row.burn_cents))

    def of(self, programme_id: int, day: date, points: int) -> Cents:
        versions = self._versions[programme_id]
        first = versions[-1:] or [(day, 1, 0)]
        _, burn_points, burn_cents = next((one for one in versions if one[0] <= day), first[0])
        return points * burn_cents // max(burn_points, 1)


def _of_vouchers() -> Iterator[Due]:
    """Vouchers used at another merchant, and not given back: who issued one owes what it took off."""
    back = VoucherUse.objects.filter(voucher=OuterRef("voucher"), key=OuterRef("key"), act=VoucherUse.Act.RELEASED)
    used = VoucherUse.objects.filter(~Exists(back), act=VoucherUse.Act.REDEEMED, discount_cents__gt=0)
    used = used.filter(voucher__store__isnull=False, store__isnull=False)
    zone = ZoneInfo(network_zone())
    rows = used.values_list("at", "voucher__store__merchant", "store__merchant", "discount_cents")
    for at, issuer, honoured_by, cents in rows:
        if issuer != honoured_by:
            yield Due(at.astimezone(zone).date(), issuer, honoured_by, 0, cents or 0)


def unsettled(street: Street, until: date) -> dict[int, Cents]:
    """Return what each merchant is owed by everything up to a day that no settlement holds."""
    positions = net_positions(due for due in street.due if due.on <= until)
    for settled in Settlement.objects.values_list("positions", flat=True):
        for merchant, cents in settled.items():
            positions[int(merchant)] = positions.get(int(merchant), 0) - cents
    return {merchant: cents for merchant, cents in positions.items() if cents}


def settle(*, until: date, user_id: int | None, now: datetime) -> Settlement:
    """Write down who pays whom so that everything up to a day is quits. The caller holds the transaction.

    Raises Conflict `settled_already` for a day that is not after the last settlement.
    """
    if Settlement.objects.filter(until_on__gte=until).exists():
        raise Conflict("settled_already")
    positions = unsettled(read_street(), until)
    return Settlement.objects.create(
        until_on=until,
        positions={str(merchant): cents for merchant, cents in sorted(positions.items())},
        payments=[[one.debtor, one.creditor, one.cents] for one in payments(positions)],
        made_at=now,
        made_by_id=user_id,
    )


def join(merchant_id: int, *, iban: str, on: date) -> StreetMember:
    """Have a merchant clear points with the others from a day on; one that comes back keeps its first day.

    Raises NotFound `row_unknown`, Refusal `iban_not_understood`, Conflict `street_member_already`.
    """
    if not Merchant.objects.filter(pk=merchant_id).exists():
        raise NotFound("row_unknown")
    member = StreetMember.objects.filter(merchant=merchant_id).first() or StreetMember(
        merchant_id=merchant_id, joined_on=on
    )
    if member.pk and member.left_on is None:
        raise Conflict("street_member_already", field="merchant")
    member.iban, member.left_on = normalise_iban(iban), None
    member.save()
    return member


def change_account(member: StreetMember, *, iban: str) -> None:
    """Change the account a merchant pays from. Raises Refusal `iban_not_understood`."""
    member.iban = normalise_iban(iban)
    member.save(update_fields=["iban"])


def leave(member: StreetMember, *, on: date) -> None:
    """Have a merchant clear no more points after a day. Raises Refusal `left_before_joining`, Conflict when it left."""
    if member.left_on is not None:
        raise Conflict("street_member_left")
    if on < member.joined_on:
        raise Refusal("left_before_joining")
    member.left_on = on
    member.save(update_fields=["left_on"])
