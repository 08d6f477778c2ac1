"""Rows read by another process are the rows that this one reads, whatever becomes of that process."""

import gc
import subprocess
import sys
from collections import deque
from dataclasses import dataclass, replace

import pytest

from chaland.customers import queries
from chaland.kernel.errors import Refusal
from chaland.reading.process import command, understand_file
from chaland.usecases.imports import import_ahead as module
from chaland.usecases.imports.import_any_customers import reader_of
from chaland.usecases.imports.import_customer_rows import columns
from chaland.usecases.imports.import_headings import Mapping
from chaland.usecases.imports.import_reader import OwnReader, RecipeReader
from chaland.usecases.imports.import_recipe import propose
from chaland.usecases.imports.import_table import open_table
from factories.sales import NOON, open_shops

pytestmark = pytest.mark.django_db

ROWS = (
    "2900000000018;Bonnet;Zoé;zoe@example.org;06 39 98 00 01;34000;24/11/1984\n"
    ";Roux;Paul;not an address;12;;\n"
    ";d’Ávila;;;+33 (0)1 99 00 12 34;2A004;01/02\n"
    ";;x;;;;\n"
)


@pytest.fixture
def asked(settings, tmp_path):
    """Return a table of 400 rows, good and bad, and what reads it."""
    settings.HOME = tmp_path
    open_shops("lyon")
    source = tmp_path / "fichier.csv"
    source.write_text("Carte;Nom;Prénom;E-mail;Portable;CP;Né le\n" + ROWS * 100, encoding="utf-8")
    told = understand_file(source, tmp_path / "copy.csv")
    recipe = replace(propose(told, queries.policy(), source="Salon"), month_first=False)
    table = open_table(tmp_path / "copy.csv", [str(place) for place in range(len(told.columns))], (), Mapping())
    return table, reader_of(recipe, told, now=NOON)


def rows(batches):
    plain = lambda one: (one.code, one.field, one.params) if isinstance(one, Refusal) else one  # noqa: E731
    return [(number, plain(cells), plain(person), *more) for batch in batches for number, cells, person, *more in batch]


def here(asked, skip=0):
    return rows(module.read_ahead(*asked, skip=skip, size=30))


def only_elsewhere(monkeypatch):
    """Leave all reading to the other process: were it to break, no row would come."""
    monkeypatch.setattr(module, "WORTH_IT", 0)
    monkeypatch.setattr(module, "_batches", lambda *_: iter(()))


def test_rows_are_the_same_from_another_process(asked, monkeypatch):
    own, own_rest = here(asked), here(asked, skip=37)
    only_elsewhere(monkeypatch)
    assert (len(own), own_rest) == (400, own[37:])
    assert (here(asked), here(asked, skip=37)) == (own, own_rest)


def test_process_that_could_not_start_is_told(asked, monkeypatch):
    own = here(asked)
    monkeypatch.setattr(module, "command", lambda _: command("chaland.usecases.nothing_of_that_name"))
    monkeypatch.setattr(module, "WORTH_IT", 0)
    # The twin: without `only_elsewhere` this process reads what the other did not, and no test would see it.
    assert here(asked) == own
    only_elsewhere(monkeypatch)
    assert here(asked) == []


def test_process_that_is_killed_changes_nothing(asked, monkeypatch):
    started = []

    def start(*arguments, **options):
        started.append(subprocess.Popen(*arguments, **options))
        return started[0]

    own = here(asked)
    monkeypatch.setattr(module, "WORTH_IT", 0)
    monkeypatch.setattr(module, "Popen", start)
    batches = module.read_ahead(*asked, skip=0, size=30)
    first = next(batches)
    started[0].kill()
    assert rows([first, *batches]) == own


def test_batch_told_in_part_is_read_here(asked, monkeypatch):
    own = here(asked)
    half = "import sys; sys.stdout.buffer.write((99).to_bytes(8, 'big') + b'half of what was announced')"
    monkeypatch.setattr(module, "command", lambda _: [sys.executable, "-c", half])
    monkeypatch.setattr(module, "WORTH_IT", 0)
    assert here(asked) == own


@pytest.mark.parametrize("times", [0, 1, 2])
def test_batches_are_the_same_whether_called_or_not(asked, times):
    with module.called(module.read_ahead(*asked, skip=0, size=30)) as coming:
        found = []
        for batch in coming:
            found.append(batch)
            for _ in range(times):
                coming.call()
    assert rows(found) == here(asked)


def test_what_goes_wrong_in_a_called_batch_is_told(asked):
    def batches():
        yield ["a row"]
        raise Refusal("file_damaged")

    with module.called(batches()) as coming:
        left = iter(coming)
        assert next(left) == ["a row"]
        coming.call()
        with pytest.raises(Refusal, match="file_damaged"):
            next(left)


def test_process_ends_with_who_asked_for_it(asked, monkeypatch):
    started = []
    monkeypatch.setattr(module, "WORTH_IT", 0)
    monkeypatch.setattr(
        module, "Popen", lambda *told, **more: started.append(subprocess.Popen(*told, **more)) or started[0]
    )
    batches = module.read_ahead(*asked, skip=0, size=1)
    next(batches)
    batches.close()
    assert started[0].poll() is not None


def test_process_gets_ready_for_a_large_file_and_ends_with_who_wanted_it(asked, monkeypatch, tmp_path):
    own, file = here(asked), tmp_path / "copy.csv"
    only_elsewhere(monkeypatch)
    with module.ready_for(file) as process:
        assert process is None
    monkeypatch.setattr(module, "WORTH_BYTES", 0)
    with module.ready_for(file) as asked_nothing:
        assert asked_nothing.poll() is None
    with module.ready_for(file) as process:
        found = rows(module.read_ahead(*asked, skip=0, size=30, process=process))
    assert (found, process.poll() is None, asked_nothing.poll() is None) == (own, False, False)


def test_file_with_our_own_headings_is_read_by_another_process_too(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    open_shops("lyon")
    source = tmp_path / "clients.csv"
    source.write_text("reference,last_name,mobile,birthday,store\n" + "a:1,Roux,0639980001,24/11/1984,lyon\n"
                      "a:2,Noël,12,,\na:3,Petit,,x,\na:4,Bonnet,,,nulle part\n" * 20, encoding="utf-8")  # fmt: skip
    names = columns(queries.policy())
    reader = OwnReader(names, queries.policy(), {"lyon": 7}, None, NOON.date())
    asked = open_table(source, names, (), Mapping()), reader
    own = here(asked)
    only_elsewhere(monkeypatch)
    assert (len(own), here(asked)) == (80, own)


def test_rows_that_were_read_leave_nothing_behind(asked):
    table, reader = asked
    kept = [left_behind(table, reader), left_behind(table, Holding(reader))]
    # The twin: a refusal that keeps how it was raised keeps its row, and a quarter of these rows is refused.
    assert kept == [0, 100]


@dataclass
class Holding:
    """A reader whose refusals keep how they were raised."""

    reader: RecipeReader
    shows_cells: bool = False

    def person(self, cells):
        try:
            raise self.reader.person(cells)
        except Refusal as refusal:
            return refusal
        except TypeError:
            return self.reader.person(cells)

    def asked(self, *told):
        return self.reader.asked(*told)


def left_behind(table, reader):
    """Return how many refusals are still there once all rows were read, nobody looking for garbage meanwhile."""
    gc.collect()
    gc.disable()
    before = held()
    try:
        deque(module._batches(table, reader, 0, 30), maxlen=0)
        return held() - before
    finally:
        gc.enable()
        gc.collect()


def held():
    return sum(isinstance(one, Refusal) for one in gc.get_objects())
