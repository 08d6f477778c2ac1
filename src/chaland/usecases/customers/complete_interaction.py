"""A thing to do is done, moved or dropped."""

from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.interactions import queries, services
from chaland.kernel.errors import NotFound


@transaction.atomic
def complete_interaction(
    interaction_id: int, *, outcome: str, text: str | None = None, scope: Scope, now: datetime
) -> None:
    """Mark as done with an outcome; `text` replaces the note.

    Raises NotFound `interaction_not_found`, Conflict `interaction_closed`, and Refusal for an outcome or a text
    that does not fit.
    """
    _must_see(interaction_id, scope)
    services.complete(interaction_id, outcome=outcome, text=text, now=now)


@transaction.atomic
def reschedule_interaction(interaction_id: int, *, due_at: datetime, scope: Scope) -> None:
    """Move to another moment. Raises as `complete_interaction`."""
    _must_see(interaction_id, scope)
    services.reschedule(interaction_id, due_at=due_at)


@transaction.atomic
def cancel_interaction(interaction_id: int, *, scope: Scope, now: datetime) -> None:
    """Take off the list; it stays in the timeline. Raises as `complete_interaction`."""
    _must_see(interaction_id, scope)
    services.cancel(interaction_id, now=now)


def _must_see(interaction_id: int, scope: Scope) -> None:
    if not queries.visible(scope).filter(pk=interaction_id).exists():
        raise NotFound("interaction_not_found")
