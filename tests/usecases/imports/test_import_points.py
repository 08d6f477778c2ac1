"""Points that customers bring from an earlier program. Made-up shops, people and programme."""

from contextlib import nullcontext
from datetime import date
from uuid import UUID

import pytest

from chaland.kernel.errors import NotFound
from chaland.loyalty.models import Entry
from chaland.loyalty.services.points import burn
from chaland.usecases.imports import import_points as module
from chaland.usecases.imports.import_points import import_points
from chaland.usecases.imports.undo_import import foresee_undo, undo_import
from factories.files import write_csv
from factories.loyalty import NOW, balances, lines, programme, wrong
from factories.person import open_file
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
OPENED = date(2026, 3, 1)


@pytest.fixture
def shop():
    (lyon,) = open_shops("lyon")
    programme()
    return lyon


@pytest.fixture
def anna():
    return open_file(reference="anna", cards=("0012", "0034"))


def bring(tmp_path, *rows, dry_run=False, now=NOW):
    headings = ["reference", "card", "points", "date", "store"]
    path = write_csv(tmp_path / "points.csv", rows, headings)
    return import_points(path, now=now, watch=lambda _rows: nullcontext(lambda _: None), dry_run=dry_run)


def row(points="120", on="2026-03-01", **cells):
    return {"points": points, "date": on, **(cells or {"reference": "anna"})}


def counted(imported):
    tally = imported.tally
    return {name: getattr(tally, name) for name in ("created", "replayed", "conflicts", "rejected")}


def test_opening_balances_count_from_their_day_once(tmp_path, shop, anna):
    first = counted(bring(tmp_path, row(), row("1 030", "", card="0034")))
    again = counted(bring(tmp_path, row(), row("1 030", "", card="0034")))
    assert (first["created"], again["created"], again["replayed"]) == (2, 0, 2)
    assert (lines(), balances(), wrong()) == (
        [("opening", 120, OPENED), ("opening", 1030, NOW.date())], {"anna": (1150, 0)}, ""
    )  # fmt: skip


def test_leading_zeros_of_a_card_tell_two_people_apart(tmp_path, shop, anna):
    open_file(reference="bea", cards=("12", "012"))
    bring(tmp_path, row("5", card="0012"), row("7", card="12"), row("11", card="012"))
    assert balances() == {"anna": (5, 0), "bea": (18, 0)}


def test_dry_run_counts_and_writes_nothing(tmp_path, shop, anna):
    told = counted(bring(tmp_path, row(), dry_run=True))
    assert (told["created"], Entry.objects.count()) == (1, 0)


def test_rows_that_cannot_be_are_told_by_number_and_the_others_go_on(tmp_path, shop, anna):
    open_file(reference="bea", cards=("99",))
    rows = [
        row("0"), row("12,5"), row("x"), row("5", "2027-01-01"), row("5", reference=""), row("5", reference="nobody"),
        row("5", card="77"), row("5", reference="anna", card="99"), row("5", store="rome", reference="anna"), row("8"),
        row("9"),
    ]  # fmt: skip
    imported = bring(tmp_path, *rows)
    assert [(one.row, one.refusal.code) for one in imported.tally.errors] == [
        (2, "points_none"), (3, "points_none"), (4, "points_none"), (5, "points_of_later"), (6, "field_missing"),
        (7, "customer_unknown"), (8, "customer_unknown"), (9, "card_of_another"), (10, "store_unknown"),
        (12, "points_opened_otherwise"),
    ]  # fmt: skip
    assert (counted(imported)["conflicts"], balances()) == (1, {"anna": (8, 0)})


def test_file_taken_back_leaves_nothing_and_may_come_again(tmp_path, shop, anna):
    imported = bring(tmp_path, row())
    foreseen = foresee_undo(imported.import_id)
    undone = undo_import(imported.import_id, now=NOW)
    assert foreseen == undone
    after = balances()
    again = counted(bring(tmp_path, row("150")))
    assert (undone.points, after, again["created"], balances(), wrong()) == (1, {}, 1, {"anna": (150, 0)}, "")


def test_points_used_before_the_file_is_taken_back_are_a_debt(tmp_path, shop, anna):
    imported = bring(tmp_path, row())
    burn(anna.pk, points=100, store_id=shop.pk, key=UUID(int=9), now=NOW)
    undo_import(imported.import_id, now=NOW)
    assert balances() == {"anna": (0, 100)}


def test_without_a_programme_nothing_is_taken_in(tmp_path, anna):
    open_shops("lyon")
    with pytest.raises(NotFound) as refused:
        bring(tmp_path, row())
    assert refused.value.code == "no_programme"


def test_dry_run_tells_rows_that_come_again_as_the_import_does(tmp_path, shop, anna, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 1)
    told = [counted(bring(tmp_path, row(), row(), row("7"), dry_run=dry)) for dry in (True, False)]
    assert told == [{"created": 1, "replayed": 1, "conflicts": 1, "rejected": 0}] * 2
