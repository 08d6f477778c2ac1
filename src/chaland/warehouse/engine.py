"""Asking the lake: one expression, whichever engine runs it.

An expression is made of `table(name)`, which knows the columns of a fact but no data; `run` answers it from the state
of the lake that holds everything committed before the call.
"""

import threading
from functools import cache

import pyarrow as pa
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from chaland.warehouse import sync
from chaland.warehouse.duck import Duck
from chaland.warehouse.fact import facts, shape
from chaland.warehouse.models import LakeState
from chaland.warehouse.question import Backend, Question, table
from chaland.warehouse.tables import Broken, Tables

__all__ = ["Engine", "Question", "engine", "run", "table"]


class Engine:
    """A backend that is shown the lake as it is now. One question at a time: it uses all it can get."""

    def __init__(self, backend: Backend) -> None:
        """Start without data; the first question shows it the lake."""
        self.backend = backend
        self._lock = threading.RLock()
        self._shown: dict[str, tuple[str, int]] = {}

    def run(self, question: Question, *, fresh: bool = True) -> pa.Table:
        """Answer from the lake; one that is lost or corrupt is built anew on the way."""
        with self._lock:
            state = _state(fresh=fresh)
            try:
                return self._answer(question, state)
            except (*self.backend.failures, *Broken):
                self._shown.clear()
                if Tables(state.generation).are_sound(state.versions):
                    raise
                return self._answer(question, sync.rebuild(instead_of=state))

    def _answer(self, question: Question, state: LakeState) -> pa.Table:
        for fact in facts().values():
            wanted = (state.generation, state.versions[fact.name])
            if self._shown.get(fact.name) != wanted:
                self.backend.show(fact, *wanted)
                self._shown[fact.name] = wanted
        return self.backend.answer(question)


def _state(*, fresh: bool) -> LakeState:
    known = sync.current()
    is_of_today = known is not None and known.shape == shape()
    return known if known and is_of_today and not (fresh and sync.is_behind()) else sync.sync()


@cache
def engine() -> Engine:
    """Return the engine of this process: DuckDB, or the Spark cluster that the settings name."""
    return Engine(Duck() if settings.ENGINE == "duckdb" else _spark())


def _spark() -> Backend:
    # Loaded only where it is asked for: an extra, which needs Java.
    try:
        from chaland.warehouse.spark import Spark
    except ImportError:
        raise ImproperlyConfigured("CHALAND_ENGINE names a Spark cluster, and pyspark is not installed.") from None
    return Spark(settings.ENGINE)


def run(question: Question, *, fresh: bool = True) -> pa.Table:
    """Answer an expression as an Arrow table. `fresh=False` leaves out what has just changed, and is quicker."""
    return engine().run(question, fresh=fresh)
