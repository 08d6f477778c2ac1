"""A segment is saved under its name; its members are noted."""

from datetime import datetime
from typing import Any

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.database.locks import one_writer
from chaland.kernel.errors import Forbidden
from chaland.segments import queries, services
from chaland.segments.models import Segment
from chaland.segments.tree import plain
from chaland.usecases.look_at_segment import members, read


def save_segment(
    segment_id: int | None,
    *,
    name: str,
    rule: Any,
    is_told_at_till: bool,
    scope: Scope,
    author_id: int | None,
    now: datetime,
) -> Segment:
    """Save a new segment of what one looks at, or change a known one; note who is in it.

    Raises what reading the rule raises, Forbidden `segment_of_network` when a store's user changes the network's,
    and what `services.save_segment` raises.
    """
    known = _own(segment_id, scope) if segment_id else None
    tree, _view = read(rule, scope, now=now, own_id=segment_id)
    inside = members(rule, scope, now=now).to_pylist()
    with one_writer(), transaction.atomic():
        segment = services.save_segment(
            known,
            name=name,
            rule=plain(tree),
            store_id=scope.store_id,
            author_id=author_id,
            is_told_at_till=is_told_at_till,
            now=now,
        )
        services.note_members(segment, inside, now=now)
    return segment


def tell_at_till(segment_id: int, scope: Scope, *, is_told: bool, now: datetime) -> None:
    """Have a segment told at the till, or no more.

    Raises NotFound `segment_unknown`, Forbidden `segment_of_network`.
    """
    segment = _own(segment_id, scope)
    with one_writer(), transaction.atomic():
        services.tell_at_till(segment, is_told=is_told, now=now)


def _own(segment_id: int, scope: Scope) -> Segment:
    segment = queries.segment(segment_id, scope)
    if segment.store_id != scope.store_id:
        raise Forbidden("segment_of_network")
    return segment


def note_members(segment_id: int, *, now: datetime) -> tuple[int, int]:
    """Note who is in a saved segment now; returns how many entered and how many left. Safe to repeat."""
    segment = Segment.objects.get(pk=segment_id)
    inside = members(segment.rule, Scope(segment.store_id), now=now).to_pylist()
    with one_writer(), transaction.atomic():
        return services.note_members(segment, inside, now=now)


def delete_segment(segment_id: int, scope: Scope) -> None:
    """Delete a segment with its history.

    Raises NotFound `segment_unknown`, Forbidden `segment_of_network`, Conflict `segment_in_use` where another names it.
    """
    segment = _own(segment_id, scope)
    with one_writer(), transaction.atomic():
        services.delete_segment(segment)
