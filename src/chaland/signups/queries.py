"""Reads of forms, of what was sent through them, and of how customers came in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.customers.models import ContactPoint
from chaland.customers.rules import NewCustomer
from chaland.customers.street import contacts_seen_by
from chaland.kernel.errors import NotFound
from chaland.sales.models import Receipt
from chaland.signups import rules, telling
from chaland.signups.models import Arrival, ContestEntry, Draw, FormVersion, SignupForm, Submission


class Door(NamedTuple):
    """How people came in: the channel, and the keys of form, seller and store, or none."""

    channel: str
    form: int | None
    source: str
    seller: int | None
    store: int | None


@dataclass(frozen=True, slots=True)
class Collected:
    """How many came in, and of these how many confirmed their address, can be reached, and have bought since."""

    collected: int = 0
    confirmed: int = 0
    valid: int = 0
    bought: int = 0

    def plus(self, other: "Collected") -> "Collected":
        """Add the counts of other people."""
        return Collected(
            self.collected + other.collected,
            self.confirmed + other.confirmed,
            self.valid + other.valid,
            self.bought + other.bought,
        )


def forms(scope: Scope) -> list[SignupForm]:
    """Return the forms one may see, the newest first: everybody's, or those of one store."""
    rows = SignupForm.objects.select_related("store").order_by("-created_at", "-pk")
    return list(rows if scope.store_id is None else rows.filter(store_id=scope.store_id))


def form(code: str, scope: Scope) -> SignupForm:
    """Return a form. Raises NotFound `form_unknown`, also for another store's."""
    found = SignupForm.objects.select_related("store").filter(code=code).first()
    if found is None or scope.store_id not in (None, found.store_id):
        raise NotFound("form_unknown")
    return found


def published(code: str) -> FormVersion:
    """Return what a form shows to the public, with its form. Raises NotFound `form_unknown` if it never was public."""
    rows = FormVersion.objects.select_related("form__store").filter(form__code=code)
    found = rows.order_by("-number").first()
    if found is None:
        raise NotFound("form_unknown")
    return found


def asks_who_brought(today: date) -> str:
    """Return the code of the page open today that asks for the card of who brought one; the latest, or none."""
    rows = SignupForm.objects.filter(kind=SignupForm.Kind.PAGE, is_open=True).order_by("-pk")
    taking = (one for one in rows if is_taking(one, today))
    return next((one.code for one in taking if rules.read(published(one.code).content).referral), "")


def version(code: str, version_id: int) -> FormVersion:
    """Return a version that a form once showed. Raises NotFound `form_unknown`."""
    found = FormVersion.objects.select_related("form__store").filter(form__code=code, pk=version_id).first()
    if found is None:
        raise NotFound("form_unknown")
    return found


def is_taking(one: SignupForm, today: date) -> bool:
    """Tell whether a form takes anything in today."""
    return rules.is_active(is_open=one.is_open, starts_on=one.starts_on, ends_on=one.ends_on, today=today)


def was_taking(one: SignupForm, moment: datetime, day: date) -> bool:
    """Tell whether a form took in what was typed at that moment, of that day."""
    was_open = one.is_open or (one.closed_at is not None and moment < one.closed_at)
    return rules.is_active(is_open=was_open, starts_on=one.starts_on, ends_on=one.ends_on, today=day)


def was_sent(key: UUID) -> bool:
    return Submission.objects.filter(pk=key).exists()


def sharing(kinds: Iterable[str], values: Iterable[str], scope: Scope) -> list[int]:
    """Return whom a scope sees to have one of these contact points, exactly, the first in the file first."""
    points = contacts_seen_by(scope).filter(
        kind__in=tuple(kinds), normalised__in=tuple(values), customer__merged_into=None
    )
    return sorted(set(points.values_list("customer_id", flat=True)))


def waiting(customer_id: int, address: str) -> list[tuple[UUID, NewCustomer]]:
    """Return what forms say of a customer under this address and nobody has confirmed yet, the oldest first."""
    rows = Submission.objects.filter(customer_id=customer_id, address=address, confirmed_at=None).order_by("sent_at")
    return [(one.key, telling.read(one.told)) for one in rows]


def _reached() -> Exists:
    return Exists(ContactPoint.objects.filter(customer=OuterRef("customer"), status=ContactPoint.Status.VALID))


def _bought_since(moment: str) -> Exists:
    return Exists(
        Receipt.objects.filter(customer=OuterRef("customer"), sold_at__gte=OuterRef(moment), total_cents__gte=0)
    )


def _counts(moment: str, *, distinct: bool = False) -> dict[str, Count]:
    return {
        "collected": Count("customer", distinct=distinct),
        "confirmed": Count("customer", filter=Q(confirmed_at__isnull=False), distinct=distinct),
        "valid": Count("customer", filter=_reached(), distinct=distinct),
        "bought": Count("customer", filter=_bought_since(moment), distinct=distinct),
    }


def collected_by_form(form_ids: Sequence[int]) -> dict[int, Collected]:
    """Return, by form, how many people sent it; those who sent nothing are left out."""
    rows = Submission.objects.filter(version__form__in=form_ids)
    found = rows.values_list("version__form").annotate(**_counts("sent_at", distinct=True))
    return {form_id: Collected(*counts) for form_id, *counts in found}


def came_in(scope: Scope, first: datetime, last: datetime) -> list[tuple[Door, Collected]]:
    """Return how many customers came in from one moment until before the other, by everything that is known of how.

    In the scope of one store, only those who came in there.
    """
    found = _arrived(scope, first, last).values_list(*Door._fields).annotate(**_counts("arrived_at"))
    return [(Door(*row[: len(Door._fields)]), Collected(*row[len(Door._fields) :])) for row in found]


def came_by_forms(scope: Scope, first: datetime, last: datetime) -> int:
    """Return how many customers came in by a form, from one moment until before the other."""
    return _arrived(scope, first, last).filter(form__isnull=False).count()


def _arrived(scope: Scope, first: datetime, last: datetime) -> QuerySet[Arrival]:
    rows = Arrival.objects.filter(arrived_at__gte=first, arrived_at__lt=last)
    return rows if scope.store_id is None else rows.filter(store_id=scope.store_id)


def entries(form_id: int) -> list[ContestEntry]:
    """Return who takes part in a contest, the winners first by rank, then in the order they entered."""
    rows = ContestEntry.objects.filter(form_id=form_id).select_related("customer")
    return sorted(rows, key=lambda one: (one.rank or len(rows) + one.number, one.number))


def draw_of(form_id: int) -> Draw | None:
    return Draw.objects.filter(form_id=form_id).first()
