"""Saving segments and noting their members. The caller opens the transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chaland.database.locks import lock_rows
from chaland.database.lookups import execute, values_source
from chaland.kernel.errors import Conflict, Refusal
from chaland.kernel.text import clean
from chaland.segments.models import Membership, Segment, SegmentVersion
from chaland.segments.tree import conditions, parse

LONGEST_NAME = 80


def save_segment(
    segment: Segment | None,
    *,
    name: str,
    rule: dict[str, Any],
    store_id: int | None,
    author_id: int | None,
    is_told_at_till: bool,
    now: datetime,
) -> Segment:
    """Write a segment, new or known; a changed rule is its next version, the same one adds none.

    Raises Refusal `name_missing`, Conflict `segment_name_taken`.
    """
    kept = clean(name, LONGEST_NAME)
    if not kept:
        raise Refusal("name_missing", field="name")
    if any(
        other.store_id == store_id and (segment is None or other.pk != segment.pk)
        for other in Segment.objects.filter(name=kept)
    ):
        raise Conflict("segment_name_taken", field="name", text=kept)
    if segment is None:
        segment = Segment(store_id=store_id, author_id=author_id, created_at=now, version=0)
    else:
        lock_rows(Segment, [segment.pk])
    is_new_rule = segment.version == 0 or segment.rule != rule
    segment.name, segment.rule, segment.is_told_at_till = kept, rule, is_told_at_till
    segment.version, segment.changed_at = segment.version + is_new_rule, now
    segment.members_at = None if is_new_rule else segment.members_at
    segment.save()
    if is_new_rule:
        SegmentVersion.objects.create(
            segment=segment, number=segment.version, rule=rule, author_id=author_id, made_at=now
        )
    return segment


def tell_at_till(segment: Segment, *, is_told: bool, now: datetime) -> None:
    """Have a segment told at the till, or no more."""
    Segment.objects.filter(pk=segment.pk).update(is_told_at_till=is_told, changed_at=now)


def delete_segment(segment: Segment) -> None:
    """Delete a segment, its versions and its history. Raises Conflict `segment_in_use` where another names it."""
    for other in Segment.objects.exclude(pk=segment.pk):
        if any(one.code == "member" and segment.pk in one.get("is") for one in conditions(parse(other.rule))):
            raise Conflict("segment_in_use", text=other.name)
    segment.delete()


def note_moves(segment_id: int, *, entered: Sequence[int], left: Sequence[int], now: datetime) -> tuple[int, int]:
    """Note who entered and who left, as of a moment; returns how many of each it noted. Safe to repeat.

    now: when they were looked for. What a till has noted of a customer since then stands, and who was erased since
    then is noted nowhere.
    """
    source, parameters = values_source(["bigint"], [(one,) for one in left])
    gone = execute(
        "UPDATE segments_membership SET left_at = %s WHERE segment_id = %s AND left_at IS NULL AND entered_at <= %s "  # noqa: S608
        f"AND customer_id IN (SELECT v.c0 FROM {source})",
        [now, segment_id, now, *parameters],
    )
    source, parameters = values_source(["bigint"], [(one,) for one in entered])
    come = execute(
        "INSERT INTO segments_membership (segment_id, customer_id, entered_at) "  # noqa: S608
        f"SELECT %s, c.id, %s FROM {source} JOIN customers_customer c ON c.id = v.c0 "
        "WHERE NOT EXISTS (SELECT 1 FROM segments_membership m "
        "WHERE m.segment_id = %s AND m.customer_id = c.id AND (m.left_at IS NULL OR m.left_at > %s)) "
        # A till may note one of them at this very moment.
        "ON CONFLICT DO NOTHING",
        [segment_id, now, *parameters, segment_id, now],
    )
    return come, gone


def have_noted(segment_id: int, *, now: datetime) -> None:
    """Remember that everybody who entered or left by now is noted."""
    Segment.objects.filter(pk=segment_id).update(members_at=now)


def note_stay(segment_id: int, customer_id: int, *, is_in: bool, now: datetime) -> None:
    """Note that one customer is in the segment, or not, as seen at the till. Safe to repeat."""
    stays = Membership.objects.filter(segment_id=segment_id, customer_id=customer_id, left_at=None)
    if not is_in:
        stays.update(left_at=now)
    elif not stays.exists():
        Membership.objects.bulk_create(
            [Membership(segment_id=segment_id, customer_id=customer_id, entered_at=now)], ignore_conflicts=True
        )
