"""A leak or a loss of data: it is written down, its 72 hours run, and the access log tells who is concerned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from chaland.customers.models import Customer
from chaland.customers.queries import in_chunks
from chaland.journal import accesses
from chaland.kernel.errors import NotFound, Refusal
from chaland.kernel.text import clean_lines
from chaland.privacy.models import Breach

HOURS = timedelta(hours=72)
LONGEST = 1000
SHOWN = 500


@dataclass(frozen=True, slots=True)
class Concerned:
    """A customer whom the account saw. customer: none once they are erased."""

    customer_id: int
    customer: Customer | None
    first_at: datetime
    last_at: datetime


def due_at(breach: Breach) -> datetime:
    """Return by when the authority must be told. Source: RGPD art. 33(1)."""
    return breach.known_at + HOURS


def breaches() -> Sequence[Breach]:
    """Return every breach, the last first."""
    return list(Breach.objects.select_related("user").order_by("-known_at", "-pk"))


def breach_of(breach_id: int) -> Breach:
    """Return one. Raises NotFound `breach_unknown`."""
    found = Breach.objects.select_related("user").filter(pk=breach_id).first()
    if found is None:
        raise NotFound("breach_unknown")
    return found


@transaction.atomic
def write_breach(
    breach_id: int | None, values: Mapping[str, object], *, author_id: int | None, now: datetime
) -> Breach:
    """Write a breach down, or what is known of it since.

    Raises Refusal `breach_facts_missing`, `breach_in_future`, `breach_period_backwards`; NotFound `breach_unknown`.
    """
    told = {**values, **{name: clean_lines(str(values[name]), LONGEST) for name in ("facts", "effects", "measures")}}
    _check(told, now)
    if breach_id is None:
        return Breach.objects.create(**told, author_id=author_id, written_at=now)
    breach = breach_of(breach_id)
    Breach.objects.filter(pk=breach.pk).update(**told)
    return breach


def _check(told: Mapping[str, object], now: datetime) -> None:
    if not told["facts"]:
        raise Refusal("breach_facts_missing", field="facts")
    known_at, begin, end = told["known_at"], told["from_at"], told["until_at"]
    if isinstance(known_at, datetime) and known_at > now:
        raise Refusal("breach_in_future", field="known_at")
    if isinstance(begin, datetime) and isinstance(end, datetime) and end < begin:
        raise Refusal("breach_period_backwards", field="until_at")


def concerned(breach: Breach, *, now: datetime) -> tuple[int, Sequence[Concerned]]:
    """Return how many customers the misused account saw or took out, and the first of them by when."""
    if breach.user_id is None or breach.from_at is None:
        return 0, []
    seen = accesses.seen_by(breach.user_id, from_at=breach.from_at, until_at=breach.until_at or now)
    ids = sorted(seen, key=lambda pk: seen[pk])[:SHOWN]
    known = {one.pk: one for chunk in in_chunks(ids, SHOWN) for one in Customer.objects.filter(pk__in=chunk)}
    return len(seen), [Concerned(pk, known.get(pk), *seen[pk]) for pk in ids]
