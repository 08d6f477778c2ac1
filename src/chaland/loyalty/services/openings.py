"""Points that customers bring from an earlier program. Callers hold the transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db.models import QuerySet

from chaland.kernel.errors import Conflict
from chaland.loyalty.ledger import NewEntry, append
from chaland.loyalty.models import Entry
from chaland.loyalty.services.points import give
from chaland.loyalty.services.refreshing import refresh_points
from chaland.privacy.models import Subject

_OPENINGS = UUID("5f0d7c6a-3a57-4f0e-9a0e-6c1f1f3b9d21")
_TAKEN_BACK = UUID("b7f2a1de-52c4-4c86-8a0b-0e4d7d2f6a90")


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody brings. name: whom and which day the row told, by which it counts once. on: since when they count.

    reference: which import it came with, so that it can be taken back with it.
    """

    name: str
    customer_id: int
    store_id: int
    points: int
    on: date
    reference: str


def open_balance(one: Opening, *, now: datetime) -> bool:
    """Write an opening balance down; false where it was there. One that was taken back may be given again.

    Raises Conflict `points_opened_otherwise` where the same name brought other points, or to somebody else; NotFound
    `no_programme`.
    """
    key = _free_key(one.name)
    is_new = not Entry.objects.filter(key=key).exists()
    try:
        give(
            one.customer_id, points=one.points, kind=Entry.Kind.OPENING, store_id=one.store_id, key=key, now=now,
            reference=one.reference, on=one.on,
        )  # fmt: skip
    except Conflict:
        raise Conflict("points_opened_otherwise", field="points") from None
    return is_new


def _free_key(name: str) -> UUID:
    key = uuid5(_OPENINGS, name)
    while Entry.objects.filter(key=uuid5(_TAKEN_BACK, str(key))).exists():
        key = uuid5(key, "again")
    return key


def take_back_openings(reference: str, *, after: int, most: int, now: datetime) -> tuple[int, int]:
    """Correct opening balances of an import to nothing; those of erased people stay.

    The lines stay, each with one more against it on the same day. Where the points were used, a debt is left.
    after, most: from which line of the ledger on, and how many lines. Returns how many were corrected, and the last
    line looked at.
    """
    found = list(_given(reference).filter(pk__gt=after)[:most])
    against = list(_against(found, reference))
    append(against, now=now)
    whose = Subject.objects.filter(key__in={one.subject for one in against}, customer__isnull=False)
    refresh_points(whose.values_list("customer_id", flat=True), now=now)
    return len(against), found[-1].pk if found else after


def openings(reference: str) -> int:
    """Return how many opening balances an import brought, those taken back too."""
    return _given(reference).count()


def standing_openings(reference: str) -> int:
    """Return how many opening balances of an import `take_back_openings` would correct."""
    return sum(1 for _ in _against(_given(reference), reference))


def _given(reference: str) -> QuerySet[Entry]:
    return Entry.objects.filter(kind=Entry.Kind.OPENING, reference=reference, key__isnull=False).order_by("pk")


def _against(given: Iterable[Entry], reference: str) -> Iterator[NewEntry]:
    """Give the lines that set those of an import to nothing, without those that have one."""
    for one in given:
        key = uuid5(_TAKEN_BACK, str(one.key))
        if not Entry.objects.filter(key=key).exists():
            yield NewEntry(
                one.store_id, one.programme_id, one.subject, Entry.Kind.ADJUSTED, -one.points, one.on,
                key=key, reference=reference,
            )  # fmt: skip
