"""Writes of interactions. Callers hold the transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chaland.database.locks import lock_rows
from chaland.interactions.models import Interaction
from chaland.interactions.rules import CANCELLED, NewInteraction, check, check_due, check_outcome
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.warehouse import outbox

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Added:
    """An interaction written, or found under the same reference (`replayed`)."""

    interaction_id: int
    replayed: bool


def add(new: NewInteraction, *, author_id: int | None, now: datetime, import_run_id: int | None = None) -> Added:
    """Write one interaction down. Safe to send twice under one `reference`.

    Raises Refusal as `rules.check`, and Conflict `interaction_reference_taken` when the reference names
    another customer's or another kind.
    """
    checked = check(new, now)
    known = Interaction.objects.filter(reference=checked.reference).first() if checked.reference else None
    if known:
        return _replayed(known, checked)
    row = _row(checked, author_id, now, import_run_id)
    row.save(force_insert=True)
    outbox.changed("interaction", [row.pk])
    return Added(row.pk, replayed=False)


def add_many(
    rows: Sequence[NewInteraction], *, now: datetime, author_id: int | None = None, import_run_id: int | None = None
) -> int:
    """Write many down and return how many were new; those of a known reference are left as they stand."""
    checked = [check(row, now) for row in rows]
    known = _known_references([row.reference for row in checked if row.reference])
    fresh = _once_each([row for row in checked if row.reference not in known])
    made = [_row(row, author_id, now, import_run_id) for row in fresh]
    Interaction.objects.bulk_create(made, batch_size=_CHUNK)
    outbox.changed("interaction", [row.pk for row in made])
    return len(made)


def complete(interaction_id: int, *, outcome: str, text: str | None = None, now: datetime) -> None:
    """Mark a thing to do as done, with what came of it; `text` replaces the note.

    Raises NotFound `interaction_not_found` and Conflict `interaction_closed`.
    """
    row = _open_row(interaction_id)
    row.outcome = check_outcome(row.kind, outcome) or Interaction.Outcome.DONE
    row.done_at = now
    if text is not None:
        row.text = check(_as_new(row, text), now).text
    row.save(update_fields=["outcome", "done_at", "text"])
    outbox.changed("interaction", [row.pk])


def reschedule(interaction_id: int, *, due_at: datetime) -> None:
    """Move a thing to do to another moment. Raises as `complete`."""
    row = _open_row(interaction_id)
    check_due(row.kind, due_at)
    row.due_at = due_at
    row.save(update_fields=["due_at"])
    outbox.changed("interaction", [row.pk])


def cancel(interaction_id: int, *, now: datetime) -> None:
    """Take a thing to do off the list; it stays in the timeline. Raises as `complete`."""
    row = _open_row(interaction_id)
    row.outcome = CANCELLED
    row.done_at = now
    row.save(update_fields=["outcome", "done_at"])
    outbox.changed("interaction", [row.pk])


def _replayed(known: Interaction, new: NewInteraction) -> Added:
    if (known.customer_id, known.kind) != (new.customer_id, new.kind):
        raise Conflict("interaction_reference_taken", field="reference", reference=new.reference)
    return Added(known.pk, replayed=True)


def _row(new: NewInteraction, author_id: int | None, now: datetime, import_run_id: int | None) -> Interaction:
    return Interaction(
        customer_id=new.customer_id,
        kind=new.kind,
        channel=new.channel,
        occurred_at=new.occurred_at or now,
        author_id=author_id,
        store_id=new.store_id,
        subject=new.subject,
        text=new.text,
        outcome=new.outcome,
        score=new.score,
        due_at=new.due_at,
        done_at=now if new.due_at and new.outcome else None,
        reference=new.reference or None,
        import_run_id=import_run_id,
    )


def _as_new(row: Interaction, text: str) -> NewInteraction:
    return NewInteraction(row.customer_id, row.kind, row.channel, subject=row.subject, text=text, due_at=row.due_at)


def _open_row(interaction_id: int) -> Interaction:
    lock_rows(Interaction, [interaction_id])
    row = Interaction.objects.filter(pk=interaction_id).first()
    if row is None:
        raise NotFound("interaction_not_found")
    if row.due_at is None:
        raise Refusal("interaction_not_due")
    if row.done_at is not None:
        raise Conflict("interaction_closed")
    return row


def _known_references(references: Sequence[str]) -> set[str | None]:
    known: set[str | None] = set()
    for start in range(0, len(references), _CHUNK):
        part = references[start : start + _CHUNK]
        known.update(Interaction.objects.filter(reference__in=part).values_list("reference", flat=True))
    return known


def _once_each(rows: Sequence[NewInteraction]) -> list[NewInteraction]:
    """Keep the first of the rows that share a reference."""
    first: dict[object, NewInteraction] = {}
    for place, row in enumerate(rows):
        first.setdefault(row.reference or place, row)
    return list(first.values())
