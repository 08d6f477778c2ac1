"""Bringing the lake up to the database, whatever stops on the way.

A synchronisation takes what waits in the outbox under a batch number (one transaction), writes the tables, then
forgets what it took and shows the new versions to readers (one transaction). Stopped in between, the next one finds
the batch and does it again: replacing rows is harmless to repeat, and an addition carries the number of its batch.
What another transaction commits meanwhile has no batch yet and is taken next time: there is no watermark to race.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from chaland.database.locks import one_writer, only_one
from chaland.database.snapshot import one_state
from chaland.warehouse.fact import Fact, facts, shape
from chaland.warehouse.models import Change, LakeState
from chaland.warehouse.reading import all_rows, rows_of
from chaland.warehouse.tables import Broken, Tables, drop_other_generations

LOCK = "lake"


@dataclass(frozen=True, slots=True)
class Pending:
    """What one batch must bring into the tables of one topic: new rows, and rows to read again."""

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


def rebuild() -> LakeState:
    """Build the lake anew from the database while the tills go on."""
    with only_one(LOCK):
        return _build()


def _catch_up(state: LakeState) -> LakeState:
    batch = state.batch + 1
    with one_writer(), transaction.atomic():
        # A batch that was taken and not finished keeps what it took; what came since waits for the next.
        if not Change.objects.filter(batch=batch).exists():
            Change.objects.filter(batch=None).update(batch=batch)
    pending = _pending(batch)
    if not pending:
        return state
    tables = Tables(state.generation)
    touched = [fact for fact in facts().values() if fact.topic in pending]
    for fact in touched:
        _write(tables, fact, pending[fact.topic], batch)
    for fact in touched:
        tables.tidy(fact)
    state.versions |= {fact.name: tables.open(fact).version() for fact in touched}
    state.batch = batch
    with one_writer(), transaction.atomic():
        Change.objects.filter(batch=batch).delete()
        state.save()
    return _catch_up(state) if is_behind() else state


def _pending(batch: int) -> Mapping[str, Pending]:
    new: dict[str, list[int]] = {}
    changed: dict[str, set[int]] = {}
    for topic, ids, is_new in Change.objects.filter(batch=batch).values_list("topic", "ids", "is_new"):
        if is_new:
            new.setdefault(topic, []).extend(ids)
        else:
            changed.setdefault(topic, set()).update(ids)
    return {topic: _told_apart(new.get(topic, []), changed.get(topic, set())) for topic in new.keys() | changed.keys()}


def _told_apart(new: Sequence[int], changed: set[int]) -> Pending:
    """A key that is given again after its row was deleted may be in the lake already: such a row is read again."""
    return Pending(sorted(set(new) - changed), sorted(changed))


def _write(tables: Tables, fact: Fact, pending: Pending, batch: int) -> None:
    with one_state():
        again, fresh = rows_of(fact, pending.changed), rows_of(fact, pending.new)
    tables.replace(fact, pending.changed, again)
    if fresh.num_rows:
        tables.append(fact, fresh, batch)


def _build() -> LakeState:
    tables = Tables(uuid.uuid4().hex)
    with one_state():
        seen = list(Change.objects.values_list("pk", flat=True))
        for fact in facts().values():
            tables.create(fact, all_rows(fact))
    versions = {fact.name: tables.open(fact).version() for fact in facts().values()}
    with one_writer(), transaction.atomic():
        for chunk in _chunks(seen):
            Change.objects.filter(pk__in=chunk).delete()
        # What came during the building, or stood in a batch that broke off, is taken in next.
        Change.objects.update(batch=None)
        LakeState.objects.update_or_create(
            defaults={"generation": tables.generation, "batch": 0, "versions": versions, "shape": shape()}
        )
    drop_other_generations(tables.generation)
    state = LakeState.objects.get()
    return _catch_up(state) if is_behind() else state


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    yield from (ids[start : start + 500] for start in range(0, len(ids), 500))
