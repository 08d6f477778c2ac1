"""The files that programs and people leave behind: by the command line, by the screen's use cases, by the API."""

import json
from collections import defaultdict
from dataclasses import replace

import pytest

from chaland.accounts.services import create_token
from chaland.cli.main import main
from chaland.customers.models import Customer
from chaland.journal.models import Upload
from chaland.kernel.errors import Refusal
from chaland.kernel.phone import format_phone
from chaland.usecases.imports import read_uploads
from chaland.usecases.imports.guide_import import keep_recipe, understood_file
from chaland.usecases.imports.import_recipe import Recipe
from chaland.usecases.imports.import_report import read_report
from factories.imports import corpus
from factories.sales import NOON, open_shops

pytestmark = pytest.mark.django_db

EXPECTED = corpus.expected()
ANSWERS = {
    "--accents=repair": {"repair": True},
    "--no-headings": {"headingless": True},
    "--dates=month-first": {"month_first": True},
}
TOLD_BY_PROGRAM = {
    "--accents=repair": {"accents": "repair"},
    "--no-headings": {"no_headings": True},
    "--dates=month-first": {"dates": "month-first"},
}


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return corpus.write_all(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    monkeypatch.setattr(read_uploads, "PAUSE_SECONDS", 0)
    open_shops("lyon")


def by_command(capsys, path, *more):
    code = main(["import", str(path), "--kind", "customers", "--json", *more])
    return code, json.loads(capsys.readouterr().out)


def hand_in(path):
    return read_uploads.hand_in(
        [path.read_bytes()], file_name=path.name, kind="customers", store="", check_only=False, now=NOON, look=True
    )


def by_screen(path, *, check_only=False, **choices):
    """Hand a file in, decide, and have it read; returns the upload and what its report says."""
    handed = hand_in(path)
    recipe = replace(Recipe.of(handed.recipe), **choices)
    keep_recipe(handed.pk, recipe, check_only=check_only, now=NOON)
    report = []
    if check_only:
        read_uploads.read_uploads(clock=lambda: NOON)
        report = list(read_report(understood_file(handed).report))
    else:
        read_uploads.read_uploads(clock=lambda: NOON)
    return Upload.objects.get(pk=handed.pk), report


def test_what_is_decided_while_the_server_looks_around_is_what_is_done(tmp_path, monkeypatch):
    path = tmp_path / "clients.csv"
    path.write_text("Nom;Prénom\nBonnet;Claire\n", encoding="utf-8")
    handed, _ = by_screen(path, check_only=True)
    begin = read_uploads.services.begin_reading

    def decided_just_before(upload_id):
        keep_recipe(handed.pk, Recipe.of(handed.recipe), check_only=False, now=NOON)
        return begin(upload_id)

    monkeypatch.setattr(read_uploads.services, "begin_reading", decided_just_before)
    read_uploads.read_uploads(clock=lambda: NOON)
    assert [one.last_name for one in Customer.objects.all()] == ["Bonnet"]


def kept(told):
    """What is asserted of the first customer of a file."""
    asked = {"last_name": told.get("last_name", "Lefèvre")}
    return asked | {name: told[name] for name in ("birth_year", "birth_month") if name in told}


def first(names):
    return Customer.objects.order_by("pk").values(*names).first()


@pytest.mark.parametrize("case", EXPECTED["files"])
def test_file_meets_its_verdict_by_the_command(case, files, capsys):
    told = EXPECTED["files"][case]
    code, said = by_command(capsys, files[case])
    if told["verdict"] in ("FILE", "ASK"):
        assert (code != 0, said["error"], Customer.objects.count()) == (True, told["code"], 0)
    if told["verdict"] == "ASK":
        code, said = by_command(capsys, files[case], told["answer"])
    if told["verdict"] != "FILE":
        assert (said["created"], {one["code"] for one in said["errors"]}) == (
            told.get("created", 1),
            {told["code"]} if told["verdict"] == "ROW" else set(),
        )
        assert first(kept(told)) == kept(told)


@pytest.mark.parametrize("case", EXPECTED["files"])
def test_file_meets_its_verdict_on_the_screen(case, files):
    told = EXPECTED["files"][case]
    if told["verdict"] == "FILE":
        with pytest.raises(Refusal) as caught:
            hand_in(files[case])
        assert (caught.value.code, Upload.objects.count()) == (told["code"], 0)
        return
    if told["verdict"] == "ASK":
        with pytest.raises(Refusal) as caught:
            by_screen(files[case])
        assert (caught.value.code, Customer.objects.count()) == (told["code"], 0)
    upload, _ = by_screen(files[case], **ANSWERS.get(told.get("answer"), {}))
    assert (upload.status, upload.run.outcome["created"]) == ("done", told.get("created", 1))
    assert first(kept(told)) == kept(told)
    if "encoding" in told:
        assert understood_file_of_copy(files[case]) == told["encoding"]


def understood_file_of_copy(path):
    return understood_file(hand_in(path)).understanding.encoding


def values_of(customer):
    """Everything a row may have become, as people write it."""
    points = [format_phone(one) for one in customer.contact_points.values_list("normalised", flat=True)]
    birthday = f"{customer.birth_day or 0:02}/{customer.birth_month or 0:02}/{customer.birth_year or 0}"
    return {*points, *customer.cards.values_list("number", flat=True), birthday, customer.postcode}


@pytest.fixture
def by_program(client):
    """Sends a call of the API as a partner; returns its status and its body."""
    token = create_token(name="Ancien logiciel")

    def send(method, path, body, content_type="application/json"):
        headers = {"Authorization": f"Bearer {token}"}
        told = client.generic(method, f"/api/v1/imports{path}", body, content_type, headers=headers)
        return told.status_code, told.json()

    return send


def decide(send, handed, do, **told):
    """Decide, have it read, and return what the API says then."""
    status, said = send("POST", f"/{handed['id']}/decide", json.dumps({"do": do, **told}))
    if status == 200:
        read_uploads.read_uploads(clock=lambda: NOON)
        status, said = send("GET", f"/{handed['id']}", b"")
    return status, said


@pytest.mark.parametrize("case", EXPECTED["files"])
def test_file_meets_its_verdict_by_the_api(case, files, by_program):
    told = EXPECTED["files"][case]
    content = files[case].read_bytes()
    status, handed = by_program("POST", f"?name={files[case].name}", content, "application/octet-stream")
    if told["verdict"] == "FILE":
        assert (status, handed["code"], Upload.objects.count()) == (422, told["code"], 0)
        return
    assert (status, handed["status"]) == (201, "to_confirm")
    if told["verdict"] == "ASK":
        status, said = decide(by_program, handed, "import")
        assert (status, said["code"], Customer.objects.count()) == (422, told["code"], 0)
    status, said = decide(by_program, handed, "import", **TOLD_BY_PROGRAM.get(told.get("answer"), {}))
    assert (status, said["status"], said["outcome"]["created"]) == (200, "done", told.get("created", 1))
    assert first(kept(told)) == kept(told)


def test_rows_meet_their_verdicts_by_the_api_and_are_taken_back(tmp_path, by_program):
    path = corpus.write_rows(tmp_path / "rows.txt", EXPECTED["rows"])
    cases = dict(enumerate(EXPECTED["rows"], 2))
    _, handed = by_program("POST", "?name=rows.txt", path.read_bytes(), "text/plain")
    _, checked = decide(by_program, handed, "check")
    _, report = by_program("GET", f"/{handed['id']}/rows", b"")
    assert (checked["status"], report["after"], Customer.objects.count()) == ("done", None, 0)
    remarks = {cases[one["row"]]: set(one["remarks"]) for one in report["rows"]}
    _, said = decide(by_program, handed, "import")
    check_rows({cases[one["row"]]: one["code"] for one in report["rows"] if one["code"]}, remarks)
    taken = Customer.objects.count()
    assert (said["outcome"]["created"], taken) == (taken, taken)
    assert by_program("POST", f"/{handed['id']}/undo", b"") == (200, {"customers": taken, "kept": 0, "given_back": 0})
    assert (Customer.objects.count(), by_program("GET", f"/{handed['id']}", b"")[1]["status"]) == (0, "undone")


def check_rows(errors, remarks):
    """Compare the customers of the file, the rows kept out and the remarks with what each row expects."""
    people = {one.first_name: one for one in Customer.objects.all()}
    for case, told in EXPECTED["rows"].items():
        if told["verdict"] == "ROW":
            assert (case, errors[case], case in people) == (case, told["code"], False)
            continue
        assert (case, errors.get(case)) == (case, None)
        assert people[case].last_name == told.get("last_name", people[case].last_name)
        assert not (missing := {told["kept"]} - values_of(people[case]) if "kept" in told else None), (case, missing)
        wanted = told.get("remark") or ("import_fixed" if told["verdict"] == "FIX" else None)
        assert wanted is None or remarks is None or wanted in remarks[case], (case, wanted)


def test_rows_meet_their_verdicts_by_the_command(tmp_path, capsys):
    path = corpus.write_rows(tmp_path / "rows.txt", EXPECTED["rows"])
    _, said = by_command(capsys, path)
    cases = dict(enumerate(EXPECTED["rows"], 2))
    check_rows({cases[one["row"]]: one["code"] for one in said["errors"]}, None)


def test_rows_meet_their_verdicts_on_the_screen_and_repairs_are_told(tmp_path):
    path = corpus.write_rows(tmp_path / "rows.txt", EXPECTED["rows"])
    cases = dict(enumerate(EXPECTED["rows"], 2))
    checked, report = by_screen(path, check_only=True)
    assert (checked.status, Customer.objects.count()) == ("done", 0)
    remarks = defaultdict(set)
    for line in report:
        remarks[cases[line.row]] |= {one.code for one in line.remarks}
    errors = {cases[line.row]: line.refusal.code for line in report if line.refusal}
    by_screen(path)
    check_rows(errors, remarks)


def test_two_in_one_cell_are_both_taken_when_that_is_chosen(tmp_path):
    rows = {case: told for case, told in EXPECTED["rows"].items() if told.get("split")}
    by_screen(corpus.write_rows(tmp_path / "rows.txt", rows), split=True)
    points = Customer.objects.order_by("pk").values_list("contact_points__normalised", flat=True)
    assert sorted(points) == ["+33639980047", "+33639980147", "i57@example.org", "j57@example.org"]
