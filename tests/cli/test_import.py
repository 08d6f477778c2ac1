"""`chaland import`: what scripts read, what people read."""

import json

import pytest

from chaland.cli.main import main
from chaland.sales.models import Receipt
from factories.files import person, row, write_csv
from factories.sales import open_shops

pytestmark = pytest.mark.django_db(transaction=True)


def run(capsys, *arguments):
    code = main([*map(str, arguments), "--language", "en"])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_import_ends_with_one_line_of_json(tmp_path, capsys):
    open_shops("lyon")
    path = write_csv(tmp_path / "f.csv", [{**row("1"), "extra": "x"}, {**row("2", amount="x"), "extra": ""}])

    code, out, _ = run(capsys, "import", path, "--kind", "receipts", "--json")

    told = json.loads(out)
    seconds, peak, number = (told.pop(name) for name in ("seconds", "peak_memory_mb", "import"))
    assert (code, seconds >= 0, peak > 0, number > 0) == (0, True, True, True)
    assert told == {
        "kind": "receipts",
        "rows": 2,
        "created": 1,
        "replayed": 0,
        "conflicts": 0,
        "rejected": 1,
        "errors": [
            {
                "row": 3,
                "code": "amount_not_understood",
                "column": "amount",
                "message": "“x” is not an amount. Write it like 12.50.",
            }
        ],
        "ignored_columns": ["extra"],
        "dry_run": False,
    }


def test_import_tells_a_person_and_how_to_take_it_back(tmp_path, capsys):
    path = write_csv(tmp_path / "f.csv", [person(1), person(2, email="x")])

    code, out, _ = run(capsys, "import", path, "--kind", "customers")

    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "2 rows: 1 new, 0 already there, 0 in conflict, 1 rejected."
    assert lines[1].startswith("Row 3: ")
    assert lines[2].startswith("To take it back: chaland import undo ")


def test_undo_takes_an_import_back(tmp_path, capsys):
    open_shops("lyon")
    path = write_csv(tmp_path / "f.csv", [row("1")])
    _, out, _ = run(capsys, "import", path, "--kind", "receipts", "--json")
    number = json.loads(out)["import"]

    told = run(capsys, "import", "undo", number)
    assert (told[0], Receipt.objects.count()) == (1, 1)
    assert "To be removed: 1 receipt, 1 customer. Nothing was done yet: go on with --yes." in told[2]
    code, out, _ = run(capsys, "import", "undo", number, "--yes", "--json")

    assert code == 0
    counts = {"receipts": 1, "customers": 1, "interactions": 0, "kept": 0, "given_back": 0, "carts": 0, "points": 0}
    assert json.loads(out) == {"import": number, **counts}
    assert Receipt.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("absent.csv", "--kind", "receipts"), "file_not_found"),
        (("absent.csv",), "usage"),
        (("undo", "987654"), "import_unknown"),
        (("absent.csv", "3", "--kind", "receipts"), "usage"),
    ],
)
def test_import_that_cannot_be_is_told_in_one_sentence(capsys, arguments, code):
    exit_code, out, err = run(capsys, "import", *arguments, "--json")

    assert exit_code != 0
    assert json.loads(out)["error"] == code
    assert len(err.splitlines()) == 1


def test_dry_run_says_so(tmp_path, capsys):
    open_shops("lyon")

    _, out, _ = run(capsys, "import", write_csv(tmp_path / "f.csv", [row("1")]), "--kind", "receipts", "--dry-run")

    assert out.splitlines()[-1] == "Dry run: nothing was written."
    assert Receipt.objects.count() == 0
