"""A till is told in which segments its customer is."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.database.locks import one_writer
from chaland.kernel.errors import Refusal
from chaland.segments import queries, services
from chaland.stores.queries import stores
from chaland.usecases.sales.record_receipts import today_of_network

if TYPE_CHECKING:
    from chaland.segments.at_till import Membership


@dataclass(frozen=True, slots=True)
class _Told:
    """The segments told at a till. state: what they were made from. names: by id."""

    state: Any
    names: Mapping[int, str]
    membership: "Membership"


MOST_AT_START = 20
_told: dict[int | None, _Told] = {}


def tell_segments(customer_id: int, scope: Scope, *, now: datetime, is_receipt: bool = False) -> list[dict[str, Any]]:
    """Return the saved segments told at the till that a customer is in, by id and name, in the order of names.

    Each is judged by what the scope sees. is_receipt: the stays in these segments are noted too, as each segment's
    own scope judges. A segment that is not told costs nothing.
    """
    saved = queries.saved_segments(scope)
    if not any(one.is_told_at_till for one in saved):
        return []
    told = _prepared(scope, saved, today_of_network(now))
    inside = told.membership.of(customer_id)
    if is_receipt:
        _note(customer_id, told.names.keys(), {int(key[1:]) for key in inside if key.startswith("n")}, now)
    return [{"id": key, "name": name} for key, name in told.names.items() if f"t{key}" in inside]


def prepare(*, now: datetime) -> None:
    """Prepare the segments told at the tills before a receipt has to wait for it: a new day, or a changed rule.

    For every store of a small network; of a large one, for those whose tills have asked. Safe to repeat, and nothing
    to do where nothing has changed.
    """
    for store_id in list(_told) or _at_start():
        saved = queries.saved_segments(Scope(store_id))
        if any(one.is_told_at_till for one in saved):
            _prepared(Scope(store_id), saved, today_of_network(now))


def _at_start() -> list[int | None]:
    every = list(stores().values_list("pk", flat=True)[: MOST_AT_START + 1])
    return [None, *every] if len(every) <= MOST_AT_START else []


def _prepared(scope: Scope, saved: Sequence[queries.Saved], today: date) -> _Told:
    # Imported here: the libraries of columns are large, and most shops tell nothing at the till.
    from chaland.privacy.queries import state_of_terms
    from chaland.segments.at_till import membership
    from chaland.stores.queries import state_of_places

    state = (today, tuple(saved), state_of_places(), state_of_terms())
    known = _told.get(scope.store_id)
    if known is None or known.state != state:
        told = {one.segment_id: one.name for one in saved if one.is_told_at_till}
        known = _Told(state, told, membership(_asked(scope, told, today)))
        _told[scope.store_id] = known
    return known


def _asked(scope: Scope, told: Mapping[int, str], today: date) -> dict[str, Any]:
    """Return each rule twice: t… as the scope sees it, n… as its own scope does."""
    from chaland.segments.evaluating import View

    asked = {}
    for segment in queries.segments(scope).filter(pk__in=told):
        for mark, seen in (("t", scope), ("n", Scope(segment.store_id))):
            # A rule about another store describes nobody whom one sees.
            with suppress(Refusal):
                rule, others = queries.read_rule(segment.rule, seen)
                asked[f"{mark}{segment.pk}"] = (rule, View(today, seen.store_id, others))
    return asked


def _note(customer_id: int, told: Iterable[int], inside: set[int], now: datetime) -> None:
    noted = queries.stays_of(customer_id)
    changed = [key for key in told if (key in inside) != (key in noted)]
    if changed:
        with one_writer(), transaction.atomic():
            for key in changed:
                services.note_stay(key, customer_id, is_in=key in inside, now=now)
