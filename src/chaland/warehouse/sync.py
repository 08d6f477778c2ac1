"""Bringing the lake up to the database, whatever stops on the way.

A synchronisation takes what waits in the outbox under a batch number (one transaction), writes the tables, then
forgets what it took and shows the new versions to readers (one transaction). Stopped in between, the next one finds
the batch and does it again: replacing rows is harmless to repeat, and an addition carries the number of its batch.
What another transaction commits meanwhile has no batch yet and is taken next time: there is no watermark to race.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from chaland.database.locks import one_writer, only_one
from chaland.database.snapshot import one_state
from chaland.warehouse.fact import Fact, facts, shape
from chaland.warehouse.models import Change, LakeState
from chaland.warehouse.outbox import EVERYTHING
from chaland.warehouse.reading import all_rows, rows_of
from chaland.warehouse.tables import Broken, Tables, drop_other_generations, stretches

LOCK = "lake"


@dataclass(frozen=True, slots=True)
class Pending:
    """What one batch must bring into the tables of one topic: new rows, and rows to read again; keys ascending."""

    new: Sequence[int]
    changed: Sequence[int]


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
    """Finish the batch that broke off, if one did; then take in what waits, but not what comes meanwhile."""
    if Change.objects.filter(batch=state.batch + 1).exists():
        state = _bring_in(state)
    with one_writer(), transaction.atomic():
        taken = Change.objects.filter(batch=None).update(batch=state.batch + 1)
    return _bring_in(state) if taken else state


def _bring_in(state: LakeState) -> LakeState:
    """Bring the batch that was taken into the tables."""
    batch = state.batch + 1
    pending = _pending(batch)
    if EVERYTHING in pending:
        return _build()
    tables = Tables(state.generation)
    touched = [fact for fact in facts().values() if fact.topic in pending]
    for fact in touched:
        _write(tables, fact, pending[fact.topic], batch)
        tables.tidy(fact)
    state.versions |= {fact.name: tables.open(fact).version() for fact in touched}
    state.batch = batch
    with one_writer(), transaction.atomic():
        Change.objects.filter(batch=batch).delete()
        state.save()
    return state


def _pending(batch: int) -> Mapping[str, Pending]:
    new: dict[str, set[int]] = {}
    changed: dict[str, set[int]] = {}
    for topic, ids, is_new in Change.objects.filter(batch=batch).values_list("topic", "ids", "is_new").iterator():
        (new if is_new else changed).setdefault(topic, set()).update(ids)
    # A row that is new and changed is read again: an earlier batch may have seen it.
    return {
        topic: Pending(sorted(new.get(topic, set()) - changed.get(topic, set())), sorted(changed.get(topic, ())))
        for topic in new.keys() | changed.keys()
    }


def _write(tables: Tables, fact: Fact, pending: Pending, batch: int) -> None:
    with one_state():
        for ids in stretches(pending.changed):
            tables.replace(fact, ids, rows_of(fact, ids))
        if pending.new:
            tables.append(fact, (rows_of(fact, ids) for ids in stretches(pending.new)), batch)


def _build() -> LakeState:
    before = current()
    batch = before.batch + 1 if before else 1
    with one_writer(), transaction.atomic():
        # Should the building break off, the lake that is there reads these again.
        Change.objects.update(batch=batch, is_new=False)
    tables = Tables(uuid.uuid4().hex)
    with one_state():
        for fact in facts().values():
            tables.create(fact, all_rows(fact))
    versions = {fact.name: tables.open(fact).version() for fact in facts().values()}
    with one_writer(), transaction.atomic():
        Change.objects.filter(batch=batch).delete()
        # What came during the building may be in the tables already, and is read again.
        Change.objects.update(is_new=False)
        LakeState.objects.update_or_create(
            defaults={"generation": tables.generation, "batch": 0, "versions": versions, "shape": shape()}
        )
    drop_other_generations(tables.generation)
    return _catch_up(LakeState.objects.get())
