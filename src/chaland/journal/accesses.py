"""The access log: who saw, or took out, what the file holds of whom. Lines are added and, once old, dropped."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, F, Max, Min, QuerySet, Sum
from django.db.models.functions import TruncMonth

from chaland.journal.models import Access, AccessMonth


def note(
    act: str,
    *,
    now: datetime,
    customer_id: int | None = None,
    customer_ids: Sequence[int] | None = None,
    user_id: int | None = None,
    token_id: int | None = None,
    store_id: int | None = None,
    detail: str = "",
) -> None:
    """Write one line. customer_ids: of an export, everybody in it."""
    Access.objects.create(
        at=now,
        act=Access.Act(act),
        customer_id=customer_id,
        customer_ids=customer_ids if customer_ids is None else list(customer_ids),
        count=1 if customer_ids is None else len(customer_ids),
        user_id=user_id,
        token_id=token_id,
        store_id=store_id,
        detail=detail[:100],
    )


def opened_since(moment: datetime, *, user_id: int) -> set[int]:
    """Return the customers whose page a user has opened since."""
    rows = Access.objects.filter(user_id=user_id, act=Access.Act.OPENED, at__gte=moment)
    return {one for one in rows.values_list("customer_id", flat=True) if one}


def was_blocked_since(moment: datetime, *, user_id: int) -> bool:
    """Tell whether a user was stopped since."""
    return Access.objects.filter(user_id=user_id, act=Access.Act.BLOCKED, at__gte=moment).exists()


def blocked(limit: int = 50) -> QuerySet[Access]:
    """Return who was stopped, the last first."""
    return Access.objects.filter(act=Access.Act.BLOCKED).order_by("-at")[:limit]


def of_customer(customer_id: int, limit: int = 50) -> list[Access]:
    """Return who saw a customer, the last first."""
    return list(Access.objects.filter(customer_id=customer_id).order_by("-at", "-pk")[:limit])


def seen_by(user_id: int, *, from_at: datetime, until_at: datetime) -> dict[int, tuple[datetime, datetime]]:
    """Return whom a user saw or took out between two moments, both within, with the first and the last time."""
    lines = Access.objects.filter(user_id=user_id, at__gte=from_at, at__lte=until_at)
    alone = lines.filter(customer_id__isnull=False).values_list("customer_id")
    found: dict[int, tuple[datetime, datetime]] = {
        pk: (first, last) for pk, first, last in alone.annotate(Min("at"), Max("at")).order_by()
    }
    for at, ids in lines.filter(customer_ids__isnull=False).order_by("at").values_list("at", "customer_ids"):
        for pk in ids or ():
            found[pk] = (min(at, found[pk][0]), max(at, found[pk][1])) if pk in found else (at, at)
    return found


def counted(user_id: int, *, from_at: datetime, until_at: datetime) -> dict[str, int]:
    """Return how often a user did what between two moments."""
    lines = Access.objects.filter(user_id=user_id, at__gte=from_at, at__lte=until_at)
    return dict(lines.values_list("act").annotate(Count("pk")).order_by())


def drop_before(moment: datetime) -> None:
    """Drop the lines before a moment; how many there were of each kind, month by month, stays."""
    old = Access.objects.filter(at__lt=moment)
    counted = old.annotate(month=TruncMonth("at")).values("month", "act")
    for one in counted.annotate(lines=Count("pk"), customers=Sum("count")).order_by("month", "act"):
        month, _ = AccessMonth.objects.get_or_create(
            month_on=one["month"].date(), act=one["act"], defaults={"lines": 0, "customers": 0}
        )
        more = {"lines": F("lines") + one["lines"], "customers": F("customers") + one["customers"]}
        AccessMonth.objects.filter(pk=month.pk).update(**more)
    old.delete()


def months(limit: int = 60) -> list[AccessMonth]:
    """Return what stays of lines that are gone, the last month first."""
    return list(AccessMonth.objects.order_by("-month_on", "act")[:limit])


def exports_of(customer_id: int) -> list[Access]:
    """Return the lines of the files in which a customer was taken out, the last first."""
    lines = Access.objects.filter(act=Access.Act.EXPORTED).order_by("-at", "-pk")
    return [one for one in lines.iterator() if customer_id in (one.customer_ids or [one.customer_id])]
