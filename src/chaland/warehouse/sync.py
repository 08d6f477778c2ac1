"""Bringing the lake up to the database, whatever stops on the way.

A synchronisation looks at what waits in the outbox, writes the tables, then deletes the rows of the outbox that it saw
and shows the new versions to readers, in one transaction. Stopped in between, the next one does it again, which is
harmless: rows are only ever replaced by what the database says now. What another transaction commits meanwhile was not
seen, so it waits for the next: there is no watermark to race.
"""

import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from chaland.database.locks import one_writer, only_one
from chaland.database.lookups import execute, values_source
from chaland.database.snapshot import one_state
from chaland.warehouse.fact import Fact, facts, shape
from chaland.warehouse.models import Change, LakeState
from chaland.warehouse.outbox import EVERYTHING
from chaland.warehouse.reading import all_rows, rows_of
from chaland.warehouse.tables import Broken, Tables, drop_other_generations, stretches

LOCK = "lake"


def sync() -> LakeState:
    """Bring the lake up to what was committed before the call, and return the state to read.

    Builds it where there is none, where its tables are lost, or where other columns are declared.
    """
    with only_one(LOCK):
        state = current()
        if state is None or state.shape != shape():
            return _build()
        try:
            return _catch_up(state)
        except Broken:
            return _build()


def current() -> LakeState | None:
    """Return the state that readers see, if there is a lake."""
    return LakeState.objects.first()


def is_behind() -> bool:
    """Tell whether something waits to be taken in."""
    return Change.objects.exists()


def rebuild(*, instead_of: LakeState | None = None) -> LakeState:
    """Build the lake anew from the database while the tills go on, unless that has replaced this state already."""
    with only_one(LOCK):
        now = current()
        if instead_of and now and now.generation != instead_of.generation:
            return _catch_up(now)
        return _build()


def _catch_up(state: LakeState) -> LakeState:
    with one_state():
        seen = _seen()
        pending = changes()
        if EVERYTHING not in pending:
            state.versions |= _written(Tables(state.generation), pending)
    if EVERYTHING in pending:
        return _build()
    if seen:
        _show(state, seen)
    return state


def _seen() -> list[int]:
    return list(Change.objects.values_list("pk", flat=True))


def changes() -> Mapping[str, set[int]]:
    """Return the keys that wait in the outbox, by topic."""
    found: dict[str, set[int]] = {}
    for topic, ids in Change.objects.values_list("topic", "ids").iterator():
        found.setdefault(topic, set()).update(ids)
    return found


def _written(tables: Tables, pending: Mapping[str, set[int]]) -> dict[str, int]:
    """Bring the tables up to date with these keys; returns the new versions of those that it touched."""
    touched = [fact for fact in facts().values() if pending.get(fact.topic)]
    return {fact.name: _replaced(tables, fact, sorted(pending[fact.topic])) for fact in touched}


def _replaced(tables: Tables, fact: Fact, ids: Sequence[int]) -> int:
    versions = [tables.replace(fact, some, rows_of(fact, some)) for some in stretches(ids)]
    return tables.tidy(fact, versions[-1])


def _build() -> LakeState:
    tables = Tables(uuid.uuid4().hex)
    with one_state():
        seen = _seen()
        versions = {fact.name: tables.create(fact, all_rows(fact)) for fact in facts().values()}
    state = current() or LakeState()
    state.generation, state.shape = tables.generation, shape()
    state.versions = versions
    _show(state, seen)
    drop_other_generations(tables.generation)
    return state


def _show(state: LakeState, seen: Sequence[int]) -> None:
    """Let readers see this state, and forget what was told before it."""
    source, parameters = values_source(["bigint"], [(pk,) for pk in seen])
    with one_writer(), transaction.atomic():
        execute(f"DELETE FROM warehouse_change WHERE id IN (SELECT v.c0 FROM {source})", parameters)  # noqa: S608
        state.shown_at = timezone.now()
        state.save()
