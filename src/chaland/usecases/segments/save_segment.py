"""A segment is saved under its name; its members are noted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.campaigns.journey_list import naming
from chaland.database.locks import lock_rows, one_writer
from chaland.kernel.errors import Conflict, Forbidden
from chaland.segments import queries, services
from chaland.segments.models import Segment
from chaland.segments.tree import plain
from chaland.usecases.segments.look_at_segment import members, read

AT_ONCE = 5_000


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
    people = members(rule, scope, now=now).to_pylist()
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
    note_inside(segment, people, now=now)
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
    return note_inside(segment, members(segment.rule, Scope(segment.store_id), now=now).to_pylist(), now=now)


def note_inside(segment: Segment, people: Sequence[int], *, now: datetime) -> tuple[int, int]:
    """Note that these people are in a segment and nobody else; returns how many entered and how many left.

    now: when they were looked for. Some at a time, so that tills need not wait; stopped on the way, it is still due.
    Nothing is noted by a rule that is no longer the segment's.
    """
    noted, wanted = queries.inside(segment.pk), set(people)
    entered, left = sorted(wanted - noted), sorted(noted - wanted)
    come = gone = 0
    for start in range(0, max(len(entered), len(left), 1), AT_ONCE):
        some = slice(start, start + AT_ONCE)
        with one_writer(), transaction.atomic():
            lock_rows(Segment, [segment.pk])
            if not Segment.objects.filter(pk=segment.pk, version=segment.version).exists():
                return come, gone
            moves = services.note_moves(segment.pk, entered=entered[some], left=left[some], now=now)
            come, gone = come + moves[0], gone + moves[1]
            if start + AT_ONCE >= max(len(entered), len(left)):
                services.have_noted(segment.pk, now=now)
    return come, gone


def delete_segment(segment_id: int, scope: Scope) -> None:
    """Delete a segment with its history.

    Raises NotFound `segment_unknown`, Forbidden `segment_of_network`, Conflict `segment_in_use` where another, or a
    journey, names it.
    """
    segment = _own(segment_id, scope)
    with one_writer(), transaction.atomic():
        if journey := naming(segment_id):
            raise Conflict("segment_in_use", text=journey.name)
        services.delete_segment(segment)
