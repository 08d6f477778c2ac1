"""The pairs that were found, and what was decided about them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db.models import Exists, OuterRef, QuerySet

from chaland.accounts.rules import Scope
from chaland.customers.finding import visible
from chaland.customers.models import Customer, Likeness, LikenessSearch
from chaland.customers.street import hidden_from
from chaland.database.rows import run_many, stored
from chaland.kernel.errors import NotFound

Pair = tuple[int, int, float, Sequence[str], bool]
"""Keys of the two, the lesser first; score; reasons; whether nothing speaks against it."""

_KEEP = (
    "INSERT INTO customers_likeness (kind, one_id, other_id, score, reasons, is_plain, found_at, decision) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, '') ON CONFLICT (kind, one_id, other_id) DO UPDATE SET "
    "score = excluded.score, reasons = excluded.reasons, is_plain = excluded.is_plain, found_at = excluded.found_at"
)


def add(kind: str, pairs: Iterable[Pair], *, now: datetime) -> None:
    """Keep pairs beside those of the last search; what was decided stays decided."""
    moment = stored(now)
    run_many(
        _KEEP,
        [
            (kind, one, other, score, orjson.dumps(list(codes)).decode(), is_plain, moment)
            for one, other, score, codes, is_plain in pairs
        ],
    )


def keep(kind: str, pairs: Iterable[Pair], *, now: datetime) -> None:
    """Keep the pairs of a search in place of the last one's; what was decided stays decided."""
    add(kind, pairs, now=now)
    Likeness.objects.filter(kind=kind, decision="", found_at__lt=now).delete()


def note_search(customers: int, *, now: datetime) -> None:
    """Note that the file was searched."""
    LikenessSearch.objects.update_or_create(pk=1, defaults={"found_at": now, "customers": customers})


def want_search(*, now: datetime) -> None:
    """Note that somebody asked for a search."""
    LikenessSearch.objects.update_or_create(pk=1, defaults={"wanted_at": now})


def last_search() -> LikenessSearch:
    """Return when the file was last searched; an unsaved row before the first time."""
    return LikenessSearch.objects.filter(pk=1).first() or LikenessSearch()


def is_wanted() -> bool:
    """Tell whether a search was asked for since the last one."""
    search = last_search()
    return search.wanted_at is not None and (search.found_at is None or search.found_at < search.wanted_at)


def to_decide(kind: str, scope: Scope, decision: str = "") -> QuerySet[Likeness]:
    """Return the pairs of which the scope sees both, the likeliest first; nobody who was merged meanwhile."""
    found = Likeness.objects.filter(kind=kind, decision=decision, one__merged_into=None, other__merged_into=None)
    if scope.store_id is not None:
        seen = _whole(scope)
        found = found.filter(Exists(seen.filter(pk=OuterRef("one"))), Exists(seen.filter(pk=OuterRef("other"))))
    if kind == Likeness.Kind.HOUSEHOLD:
        found = found.exclude(one__household__isnull=False, one__household=_household_of_other())
    return found.select_related("one", "other").order_by("-score", "pk")


def _whole(scope: Scope) -> QuerySet[Customer]:
    """Return the customers whom a scope sees with all their contact points: what two share tells of either."""
    return visible(scope).exclude(pk__in=hidden_from(scope).values("customer"))


def _household_of_other() -> QuerySet[Customer, Any]:
    return Customer.objects.filter(pk=OuterRef("other_id")).values("household")[:1]


def pair(pair_id: int, scope: Scope) -> Likeness:
    """Return one pair. Raises NotFound `pair_unknown` also where the scope does not see both."""
    found = Likeness.objects.filter(pk=pair_id).select_related("one", "other").first()
    if found is None or any(not _whole(scope).filter(pk=one).exists() for one in (found.one_id, found.other_id)):
        raise NotFound("pair_unknown")
    return found


def decide(pair_ids: Iterable[int], decision: str, *, now: datetime, user_id: int | None) -> int:
    """Note what was decided about pairs; return of how many."""
    rows = Likeness.objects.filter(pk__in=list(pair_ids))
    return rows.update(decision=Likeness.Decision(decision), decided_at=now, decided_by=user_id)
