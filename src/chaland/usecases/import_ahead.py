"""`python -m chaland.usecases.import_ahead`: reads the rows of a large file into people while another writes them down.

Half the time of an import is reading: telephones, addresses, dates. A process of its own does it on another processor,
and the database is not held meanwhile.
"""

import copyreg
import pickle
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial
from itertools import islice
from operator import attrgetter
from subprocess import PIPE, Popen
from typing import IO, TypeAlias, cast

from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Refusal
from chaland.reading.process import command, surroundings
from chaland.usecases.import_reader import Reader
from chaland.usecases.import_table import Table

Read: TypeAlias = tuple[int, list[str] | Refusal, NewCustomer | Refusal]
"""A row's number, its cells, and whom it tells of; a Refusal for what cannot be read."""

WORTH_IT = 10_000
"""Of fewer rows than these the other process would hardly have begun."""


def read_ahead(table: Table, reader: Reader, *, skip: int, size: int) -> Iterator[list[Read]]:
    """Give the rows after the first `skip`, `size` at a time; a process that is killed meanwhile changes nothing."""
    if table.rows - skip >= WORTH_IT:
        for batch in _from_process(table, reader, skip, size):
            yield batch
            skip += len(batch)
    if skip < table.rows:
        yield from _batches(table, reader, skip, size)


def _from_process(table: Table, reader: Reader, skip: int, size: int) -> Iterator[list[Read]]:
    with Popen(command(__name__), stdin=PIPE, stdout=PIPE, env=surroundings()) as process:  # noqa: S603 - our own module
        asked, told = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            with asked:
                pickle.dump((table, reader, skip, size), asked)
            while True:
                yield pickle.load(told)  # noqa: S301 - from our own process
        except (EOFError, OSError, pickle.UnpicklingError):
            return
        finally:
            process.kill()


def _batches(table: Table, reader: Reader, skip: int, size: int) -> Iterator[list[Read]]:
    rows = islice(table.read(), skip, None)
    while batch := [(number, cells, reader.person(cells)) for number, cells in islice(rows, size)]:
        yield batch


def main() -> None:
    """Read what is asked for on the standard input, and answer batch by batch."""
    for kind in (NewCustomer, Address, Birthday):
        # A third of the time that pickle takes by itself.
        copyreg.pickle(kind, partial(_reduced, attrgetter(*(field.name for field in fields(kind)))))
    for batch in _batches(*pickle.load(sys.stdin.buffer)):  # noqa: S301 - from our own process
        pickle.dump(batch, sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
        sys.stdout.buffer.flush()


def _reduced(values: Callable[[object], tuple[object, ...]], one: object) -> tuple[type, tuple[object, ...]]:
    return type(one), values(one)


if __name__ == "__main__":
    main()
