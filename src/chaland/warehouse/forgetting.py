"""Making the lake hold nothing but its present rows: no earlier version, no note of what was there."""

import os
import uuid
from pathlib import Path

from deltalake import convert_to_deltalake
from django.conf import settings

from chaland.database.locks import one_writer, only_one
from chaland.warehouse import sync
from chaland.warehouse.fact import Fact, facts
from chaland.warehouse.models import LakeState
from chaland.warehouse.tables import PROPERTIES, Tables, drop_other_generations


def forget() -> None:
    """Take in what waits, then drop every earlier state of the lake, and the log that tells of it.

    The files that are of today are kept as they are, under a log that begins today; an object store is built anew.
    Readers in other processes go on with the new state. Safe to repeat; does nothing where there is no lake.
    """
    if sync.current() is None:
        return
    if "://" in settings.LAKE:
        sync.rebuild()
        return
    state = sync.sync()
    with only_one(sync.LOCK):
        state.refresh_from_db()
        _begin_anew(state)
        drop_other_generations(state.generation)


def _begin_anew(state: LakeState) -> None:
    old, new = Tables(state.generation), Tables(uuid.uuid4().hex)
    for fact in facts().values():
        _carry_over(fact, old, new, state.versions[fact.name])
    state.generation = new.generation
    state.versions = {fact.name: new.open(fact).version() for fact in facts().values()}
    with one_writer():
        state.save()


def _carry_over(fact: Fact, old: Tables, new: Tables, version: int) -> None:
    files = old.files(fact, version)
    if not files:
        new.create(fact, ())
        return
    folder = Path(new.folder(fact))
    folder.mkdir(parents=True)
    for file in map(Path, files):
        os.link(file, folder / file.name)
    convert_to_deltalake(str(folder), configuration=dict(PROPERTIES))
