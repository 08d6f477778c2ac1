"""An import is taken back: what it created goes, what was there before stays. Told before it is done.

Batch by batch, so that tills write in between: all that it did to some customers, or nothing of it. The journal keeps
how far it came, and whoever goes on begins there.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from functools import partial
from typing import TypeAlias

from django.db import InterfaceError, OperationalError, transaction

from chaland.customers.imported import nameless_before
from chaland.customers.models import Customer, FormerState
from chaland.database.locks import lock_rows, one_writer, only_one
from chaland.interactions.models import Interaction
from chaland.journal import queries, services
from chaland.journal.models import ImportRun
from chaland.kernel.errors import Conflict
from chaland.loyalty.services.openings import openings, standing_openings, take_back_openings
from chaland.sales.models import Cart, Receipt
from chaland.sales.services import figures_day, remove_receipts
from chaland.usecases.imports import import_points
from chaland.usecases.imports.import_run import Watch
from chaland.usecases.imports.undo_customers import concerned, in_batches, take_back, untouched
from chaland.usecases.sales.record_receipts import today_of_network

BATCH = 500
"""Rows at once, some tenths of a second of work."""
PAUSE_SECONDS = 0.11
"""After each batch. Another process that waits for SQLite looks again after a tenth of a second."""
log = logging.getLogger(__name__)

Step: TypeAlias = Callable[[ImportRun, "Progress"], "Progress"]
"""Some of the work, in the caller's transaction: takes how far it had come, returns how far it has."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, or would be.

    kept: customers of the import to whom anything happened since (`SINCE`), who agreed to something or were changed.
    given_back: customers whom it had completed, who say again what they said before. points: opening balances.
    """

    receipts: int
    customers: int
    interactions: int
    kept: int
    given_back: int = 0
    carts: int = 0
    points: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an undo has come, as the journal keeps it.

    customer, opening: up to which customer, and which line of points, all is taken back. rows, of: taken back so far,
    and when it began to be; the others as of `Undone`.
    """

    customer: int = 0
    opening: int = 0
    rows: int = 0
    of: int = 0
    receipts: int = 0
    customers: int = 0
    interactions: int = 0
    kept: int = 0
    given_back: int = 0
    carts: int = 0
    points: int = 0

    @classmethod
    def of_run(cls, run: ImportRun) -> "Progress":
        """Return how far the undo of a run has come."""
        return cls(**run.taken_back)

    @property
    def undone(self) -> Undone:
        """What was taken back so far."""
        return Undone(**{one.name: getattr(self, one.name) for one in fields(Undone)})

    def plus(self, rows: int, counts: dict[str, int]) -> "Progress":
        """Return it after a batch."""
        more = {name: getattr(self, name) + count for name, count in counts.items()}
        return replace(self, rows=self.rows + rows, **more)


def foresee_undo(import_id: int) -> Undone:
    """Return what `undo_import` would take back now; writes nothing. Raises as it does."""
    run = _standing(import_id)
    done = Progress.of_run(run).customer
    gone = untouched(run, after=done)
    customers = gone.count()
    completed = FormerState.objects.filter(run=run).exclude(customer__in=gone.values("pk"))
    return Undone(
        Receipt.objects.filter(import_run=run).count(),
        customers,
        Interaction.objects.filter(import_run=run).count(),
        Customer.objects.filter(import_run=run).count() - customers - nameless_before(run.pk).count(),
        completed.values("customer").distinct().count(),
        Cart.objects.filter(import_run=run).count(),
        standing_openings(import_points.came_with(run.pk)) if run.kind == import_points.KIND else 0,
    )


def _standing(import_id: int) -> ImportRun:
    run = queries.run(import_id)
    if run.status == ImportRun.Status.UNDONE:
        raise Conflict("import_already_undone", number=str(import_id))
    return run


def _unwatched(_rows: int) -> AbstractContextManager[Callable[[int], None]]:
    return nullcontext(lambda _rows: None)


def undo_import(import_id: int, *, now: datetime, watch: Watch = _unwatched) -> Undone:
    """Take back what one import created and bring the figures up to date.

    Stores, tills, products and sellers that it named first stay, and so do customers to whom anything happened since.
    One that was cut short is gone on with. Raises NotFound `import_unknown`, Conflict `import_already_undone`, or
    `import_undo_stopped` when somebody stopped it meanwhile.
    """
    ask_undo(import_id)
    with only_one("undo"):
        run = _standing(import_id)
        try:
            _carry_on(run, now, watch)
        except (OperationalError, InterfaceError):
            # A busy or absent database: gone on with later.
            raise
        except BaseException:
            services.stop_undo(import_id)
            raise
    return Progress.of_run(queries.run(import_id)).undone


def ask_undo(import_id: int) -> None:
    """Have `go_on_undoing` take an import back. Raises as `undo_import`."""
    if not services.begin_undo(import_id):
        _standing(import_id)


def go_on_undoing(*, clock: Callable[[], datetime]) -> None:
    """Take back what is asked to be, and what a process killed meanwhile left half taken back. Safe to repeat."""
    for run in queries.runs_being_undone():
        try:
            undo_import(run.pk, now=clock())
        except Conflict:
            # Somebody else took it back, or stopped it.
            continue
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            # It would fail again at every start of the server.
            log.exception("undo of an import")


def _carry_on(run: ImportRun, now: datetime, watch: Watch) -> None:
    """Take one batch back after the other. Raises Conflict `import_undo_stopped`."""
    todo = concerned(run, after=Progress.of_run(run).customer)
    free = Receipt.objects.filter(import_run=run, customer=None).count()
    left = sum(rows for _, rows in todo) + free
    done = _write(run.pk, lambda _run, done: replace(done, of=done.of or left))
    with watch(left) as advance:
        for number, step in enumerate(_steps(run, todo, free, now)):
            if number:
                time.sleep(PAUSE_SECONDS)
            before, done = done, _write(run.pk, step)
            advance(done.rows - before.rows)


def _write(run_id: int, step: Step) -> Progress:
    """Do one step and note it, both or neither. Raises Conflict `import_undo_stopped`."""
    with one_writer(), transaction.atomic():
        lock_rows(ImportRun, [run_id])
        run = queries.run(run_id)
        if run.status != ImportRun.Status.UNDOING:
            raise Conflict("import_undo_stopped")
        done = step(run, Progress.of_run(run))
        services.note_undo(run, taken_back=asdict(done))
        return done


def _steps(run: ImportRun, todo: list[tuple[int, int]], free: int, now: datetime) -> Iterator[Step]:
    for customer_ids, rows in in_batches(todo, BATCH):
        yield partial(_of_customers, customer_ids=customer_ids, rows=rows, now=now)
    for _ in range(0, free, BATCH):
        yield partial(_of_nobody, now=now)
    if run.kind == import_points.KIND:
        for _ in range(0, openings(import_points.came_with(run.pk)), BATCH):
            yield partial(_of_points, now=now)
    yield partial(_end, now=now)


def _of_customers(run: ImportRun, done: Progress, *, customer_ids: list[int], rows: int, now: datetime) -> Progress:
    return replace(done.plus(rows, take_back(run, customer_ids, now=now)), customer=customer_ids[-1])


def _of_nobody(run: ImportRun, done: Progress, *, now: datetime) -> Progress:
    free = Receipt.objects.filter(import_run=run, customer=None).order_by("pk").values_list("pk", flat=True)
    ids = list(free[:BATCH])
    remove_receipts(ids, buyers=(), as_of=figures_day(today_of_network(now)))
    return done.plus(len(ids), {"receipts": len(ids)})


def _of_points(run: ImportRun, done: Progress, *, now: datetime) -> Progress:
    came_with = import_points.came_with(run.pk)
    points, last = take_back_openings(came_with, after=done.opening, most=BATCH, now=now)
    return replace(done.plus(0, {"points": points}), opening=last)


def _end(run: ImportRun, done: Progress, *, now: datetime) -> Progress:
    services.mark_undone(run, now=now)
    return replace(done, kept=Customer.objects.filter(import_run=run).count())
