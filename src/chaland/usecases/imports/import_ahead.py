"""`python -m chaland.usecases.imports.import_ahead`: reads a large file into people while another writes them down.

Half the time of an import is reading: telephones, addresses, dates. A process of its own does it on another processor,
and the database is not held meanwhile.
"""

import copyreg
import gc
import pickle
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import fields
from functools import partial
from itertools import islice
from operator import attrgetter
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Thread
from typing import IO, TypeAlias, cast

from chaland.customers.duplicates.asked import Asked
from chaland.customers.kept import Kept, kept
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Refusal
from chaland.reading.process import command, surroundings
from chaland.usecases.imports.import_reader import Reader
from chaland.usecases.imports.import_table import Table

Read: TypeAlias = tuple[int, list[str] | Refusal, NewCustomer | Refusal, Asked | None, Kept | None]
"""A row's number, its cells, whom it tells of, by what they may be found and what is kept of them.

A Refusal stands for what cannot be read, and none of what follows it. No cells where nobody looks at them.
"""

WORTH_IT = 10_000
"""Of fewer rows than these the other process would hardly have begun."""
WORTH_BYTES = 50 * WORTH_IT
_SIZE_BYTES = 8
"""Each batch is announced by how many bytes it has."""


@contextmanager
def ready_for(path: Path) -> Iterator[Popen[bytes] | None]:
    """Give the process that will read a file, where it is large: it gets ready while the file is understood."""
    if path.stat().st_size < WORTH_BYTES:
        yield None
        return
    with start() as process:
        try:
            yield process
        finally:
            process.kill()


def start() -> Popen[bytes]:
    """Start the process; it waits to be asked."""
    return Popen(command(__name__), stdin=PIPE, stdout=PIPE, env=surroundings())  # noqa: S603 - our own module


def read_ahead(
    table: Table, reader: Reader, *, skip: int, size: int, process: Popen[bytes] | None = None
) -> Iterator[list[Read]]:
    """Give the rows after the first `skip`, `size` at a time; a process that is killed meanwhile changes nothing.

    The process begins at once, while the caller gets ready. process: one that is `ready_for` the file.
    """
    batches = _read_ahead(table, reader, skip, size, process)
    next(batches)
    return batches


def _read_ahead(
    table: Table, reader: Reader, skip: int, size: int, process: Popen[bytes] | None
) -> Iterator[list[Read]]:
    """Give an empty batch once the process has begun, then the rows."""
    if table.rows - skip >= WORTH_IT:
        for batch in _from_process(process or start(), (table, reader, skip, size)):
            skip += len(batch)
            yield batch
            # One batch more at a time would be memory for nothing.
            del batch
    else:
        yield []
    if skip < table.rows:
        yield from _batches(table, reader, skip, size)


class Coming:
    """Batches one by one, the next taken over by another thread from when it is called."""

    def __init__(self, batches: Iterator[list[Read]], taker: Executor) -> None:
        """Take nothing yet."""
        self._batches, self._taker = batches, taker
        self._next: Future[list[Read]] | None = None

    def call(self) -> None:
        """Begin to take the next batch over, once: worth it where this thread goes on without Python, in a commit."""
        self._next = self._next or self._taker.submit(next, self._batches, [])

    def __iter__(self) -> Iterator[list[Read]]:
        """Give the batches, whether they were called or not."""
        while batch := self._taken():
            yield batch
            del batch

    def _taken(self) -> list[Read]:
        self.call()
        coming, self._next = self._next, None
        return coming.result() if coming else []


@contextmanager
def called(batches: Iterator[list[Read]]) -> Iterator[Coming]:
    """Give batches that can be called; the thread ends with what it is at."""
    with ThreadPoolExecutor(1, "taking-over") as taker:
        yield Coming(batches, taker)


def _from_process(process: Popen[bytes], asked: tuple[Table, Reader, int, int]) -> Iterator[list[Read]]:
    with process, ThreadPoolExecutor(1, "receiving") as receiver:
        told = cast("IO[bytes]", process.stdout)
        # What is more than a pipe holds waits until the process reads it: nobody waits with it.
        asking = Thread(target=_ask, args=(process, asked))
        asking.start()
        try:
            yield []
            coming = receiver.submit(_received, told)
            while batch := coming.result():
                # Its bytes come while this one is written down; a pipe holds a fiftieth of them.
                coming = receiver.submit(_received, told)
                yield pickle.loads(batch)  # noqa: S301 - from our own process
                del batch
        finally:
            process.kill()
            asking.join()


def _received(told: IO[bytes]) -> bytes:
    """Return what was told of one batch, nothing at the end or where its teller was killed."""
    size = int.from_bytes(told.read(_SIZE_BYTES), "big")
    batch = told.read(size)
    return batch if len(batch) == size else b""


def _ask(process: Popen[bytes], asked: tuple[Table, Reader, int, int]) -> None:
    with suppress(OSError), cast("IO[bytes]", process.stdin) as told:
        pickle.dump(asked, told)


def _batches(table: Table, reader: Reader, skip: int, size: int) -> Iterator[list[Read]]:
    rows = islice(table.read(), skip, None)
    while batch := [_read(reader, number, cells) for number, cells in islice(rows, size)]:
        yield batch
        del batch


def _read(reader: Reader, number: int, cells: list[str] | Refusal) -> Read:
    person = reader.person(cells)
    left = cells if reader.shows_cells or isinstance(cells, Refusal) else []
    if isinstance(person, Refusal):
        return number, left, person, None, None
    own = kept(person)
    return number, left, person, reader.asked(number, person, own), own


def main() -> None:
    """Read what is asked for on the standard input, and answer batch by batch."""
    for kind in (NewCustomer, Address, Birthday, Asked):
        # A third of the time that pickle takes by itself.
        copyreg.pickle(kind, partial(_reduced, attrgetter(*(field.name for field in fields(kind)))))
    asked = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own process
    # Looking for cycles while rows are made took a quarter of the time, and rows leave none.
    gc.disable()
    for batch in _batches(*asked):
        told = pickle.dumps(batch, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.write(len(told).to_bytes(_SIZE_BYTES, "big"))
        sys.stdout.buffer.write(told)
        sys.stdout.buffer.flush()
        del batch, told


def _reduced(values: Callable[[object], tuple[object, ...]], one: object) -> tuple[type, tuple[object, ...]]:
    return type(one), values(one)


if __name__ == "__main__":
    main()
