"""Files handed in at the desk: kept, read in the background, stopped, gone on with."""

import fcntl
import os
import time

import pytest

from chaland.customers.models import Customer
from chaland.journal import services
from chaland.journal.models import ImportRun, Upload
from chaland.kernel.errors import Refusal
from chaland.usecases.imports import import_customers, read_uploads
from factories.files import person, row, write_csv
from factories.sales import NOON, open_shops

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path / "home"
    monkeypatch.setattr(import_customers, "BATCH", 2)
    monkeypatch.setattr(read_uploads, "PAUSE_SECONDS", 0)
    open_shops("lyon")
    return settings.HOME


def hand_in(path, kind="customers", *, check_only=False, store=""):
    content = [path.read_bytes()]
    return read_uploads.hand_in(content, file_name=path.name, kind=kind, store=store, check_only=check_only, now=NOON)


def people(tmp_path, count=5, **cells):
    return write_csv(tmp_path / "people.csv", [person(number, **cells) for number in range(1, count + 1)])


def read_all():
    read_uploads.read_uploads(clock=lambda: NOON)
    return Upload.objects.order_by("pk").last()


def kept(home):
    return sorted(path.name for path in (home / "uploads").rglob("*") if path.is_file())


def test_file_is_kept_until_it_is_read(tmp_path, home):
    handed = hand_in(people(tmp_path), store="lyon")
    before = kept(home)

    upload = read_all()

    assert (handed.rows, handed.status, before) == (5, "waiting", ["people.csv"])
    assert (upload.status, upload.rows_done, upload.run.outcome["created"], kept(home)) == ("done", 5, 5, [])
    assert set(Customer.objects.values_list("home_store__code", flat=True)) == {"lyon"}


def test_file_of_receipts_is_read(tmp_path):
    hand_in(write_csv(tmp_path / "f.csv", [row("1"), row("2")]), "receipts")
    assert read_all().run.outcome["created"] == 2


def test_check_reads_everything_and_writes_nothing(tmp_path, home):
    hand_in(people(tmp_path, email="nowhere"), check_only=True)

    upload = read_all()

    assert (upload.status, upload.run, upload.outcome["rejected"], upload.outcome["ignored"]) == ("done", None, 5, [])
    assert (Customer.objects.count(), ImportRun.objects.count(), kept(home)) == (0, 0, [])


def test_file_that_cannot_be_read_is_not_kept(tmp_path, home):
    (tmp_path / "f.csv").write_bytes(b"PK\x03\x04")
    with pytest.raises(Refusal) as caught:
        hand_in(tmp_path / "f.csv")
    assert (caught.value.code, kept(home), Upload.objects.count()) == ("file_is_renamed_spreadsheet", [], 0)


def test_reading_stops_when_asked_and_the_same_file_goes_on(tmp_path, home, monkeypatch):
    hand_in(people(tmp_path))

    def stop(_seconds):
        services.ask_to_stop(Upload.objects.get().pk, now=NOON)

    monkeypatch.setattr(read_uploads.time, "sleep", stop)
    stopped = read_all()
    monkeypatch.undo()
    found = (stopped.status, stopped.rows_done, stopped.run.status, Customer.objects.count(), kept(home))

    hand_in(people(tmp_path))
    upload = read_all()

    assert found == ("stopped", 2, "running", 2, [])
    assert (upload.status, upload.run, upload.run.outcome["created"]) == ("done", stopped.run, 5)
    assert Customer.objects.count() == 5


def test_file_left_half_read_is_gone_on_with(tmp_path, monkeypatch):
    hand_in(people(tmp_path))

    def cut(_seconds):
        if Upload.objects.get().rows_done:
            raise KeyboardInterrupt

    with monkeypatch.context() as power:
        power.setattr(read_uploads.time, "sleep", cut)
        with pytest.raises(KeyboardInterrupt):
            read_all()
    half = (Upload.objects.get().status, Customer.objects.count())

    upload = read_all()

    assert half == ("reading", 2)
    assert (upload.status, upload.rows_done, upload.run.outcome["created"]) == ("done", 5, 5)
    assert ImportRun.objects.count() == 1


def test_file_read_to_its_end_by_a_server_killed_then_is_not_read_again(tmp_path, home):
    hand_in(people(tmp_path))
    folder = next((home / "uploads").iterdir())
    read_all()
    folder.mkdir()
    (folder / "people.csv").write_bytes(people(tmp_path).read_bytes())
    Upload.objects.update(status="reading", run=None)

    upload = read_all()

    assert (upload.status, upload.run, kept(home)) == ("done", ImportRun.objects.get(), [])


def test_file_is_read_by_one_process_at_a_time(tmp_path, home):
    hand_in(people(tmp_path))
    other = os.open(next((home / "uploads").iterdir()), os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)
    waiting = read_all().status
    os.close(other)
    assert (waiting, read_all().status) == ("waiting", "done")


def test_same_file_twice_brings_everybody_once(tmp_path):
    hand_in(people(tmp_path))
    hand_in(people(tmp_path))
    upload = read_all()
    assert (upload.run.outcome["created"], upload.run.outcome["replayed"]) == (0, 5)


def test_error_of_the_program_ends_the_reading(tmp_path, home, monkeypatch):
    hand_in(people(tmp_path))
    monkeypatch.setitem(read_uploads.KINDS, "customers", lambda *_, **__: 1 // 0)
    upload = read_all()
    assert (upload.status, upload.outcome["code"], kept(home)) == ("refused", "import_failed", [])


def test_import_taken_back_while_it_is_read_ends_the_reading(tmp_path, monkeypatch):
    hand_in(people(tmp_path))
    monkeypatch.setattr(read_uploads.time, "sleep", lambda _: ImportRun.objects.update(status="undone"))
    upload = read_all()
    assert (upload.status, upload.outcome["code"]) == ("refused", "import_goes_on_elsewhere")


def test_what_was_never_handed_in_whole_is_removed(home):
    old, young = home / "uploads" / "old", home / "uploads" / "young"
    for folder in (old, young):
        folder.mkdir(parents=True)
    os.utime(old, (time.time() - 2 * 3600,) * 2)
    read_uploads.read_uploads(clock=lambda: NOON)
    assert [old.exists(), young.exists()] == [False, True]
