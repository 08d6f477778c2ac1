"""A file of quotes: customers found again or entered, each quote once, the whole file taken back."""

from contextlib import nullcontext
from datetime import date

import pytest

from chaland.customers.models import Customer
from chaland.sales.models import Cart
from chaland.signups.models import Arrival
from chaland.usecases.imports.import_carts import import_carts
from chaland.usecases.imports.undo_import import foresee_undo, undo_import
from factories.files import write_csv
from factories.person import open_file
from factories.sales import NOON, open_shops

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shops():
    return open_shops("lyon")


def row(reference="D-1", **changes):
    told = {
        "store": "lyon", "reference": reference, "made_at": "01/03/2026 10:00", "last_name": "Le Goff",
        "email": "anne@example.com", "label": "Canapé inventé", "quantity": "2", "amount": "99,80",
    }  # fmt: skip
    return {**told, **changes}


def bring(tmp_path, *rows, dry_run=False):
    names = dict.fromkeys(name for one in rows for name in one)
    path = write_csv(tmp_path / "quotes.csv", [{name: one.get(name, "") for name in names} for one in rows])
    return import_carts(path, now=NOON, watch=lambda _rows: nullcontext(lambda _: None), dry_run=dry_run)


def counted(imported):
    tally = imported.tally
    return {name: getattr(tally, name) for name in ("rows", "created", "replayed", "conflicts", "rejected")}


def test_lines_of_a_quote_are_put_together_and_their_customer_enters_once(tmp_path):
    rows = [
        row(valid_until="2026-12-24", follow_up="15/03/2026"),
        row("D-2", kind="order"),
        row(sku="BOT-38", label="", amount="10"),
    ]
    told = counted(bring(tmp_path, *rows))
    assert told == {"rows": 3, "created": 2, "replayed": 0, "conflicts": 0, "rejected": 0}
    first = Cart.objects.get(reference="D-1")
    assert (first.kind, first.total_cents, first.lines.count()) == ("quote", 10_980, 2)
    assert (first.valid_until_on, first.follow_up_on) == (date(2026, 12, 24), date(2026, 3, 15))
    assert Customer.objects.get() == first.customer
    assert Arrival.objects.get(customer=first.customer_id).channel == "quote"


def test_same_file_again_changes_nothing(tmp_path):
    bring(tmp_path, row(), row("D-2"))
    told = counted(bring(tmp_path, row(), row("D-2")))
    assert (told["created"], told["replayed"], Cart.objects.count(), Customer.objects.count()) == (0, 2, 2, 1)


def test_dry_run_counts_and_writes_nothing(tmp_path):
    told = counted(bring(tmp_path, row(), dry_run=True))
    assert (told["created"], Cart.objects.count(), Customer.objects.count()) == (1, 0, 0)


def test_known_customer_is_found_by_reference_card_or_contact(tmp_path):
    claire = open_file(reference="web:1", cards=("CARTE1",), emails=("claire@example.com",))
    nobody = {"last_name": "", "email": ""}
    rows = [
        row("D-1", customer="web:1", **nobody),
        row("D-2", card="CARTE1", **nobody),
        row("D-3", last_name="Bonnet", email="claire@example.com"),
    ]
    bring(tmp_path, *rows)
    assert list(Cart.objects.values_list("customer", flat=True).distinct()) == [claire.pk]


def test_a_bad_line_keeps_its_quote_and_its_customer_out(tmp_path):
    rows = [
        row(),
        row(amount="x"),
        row("D-2", email="", last_name="Sans Contact"),
        row("D-3", store="paris"),
        row("D-4", customer="web:9"),
        row("D-5", kind="facture"),
        row("D-6", last_name="Anne", email="x@example.com"),
    ]
    imported = bring(tmp_path, *rows)
    assert [(one.row, one.refusal.code) for one in imported.tally.errors] == [
        (3, "amount_not_understood"),
        (4, "contact_needed"),
        (5, "store_not_yours"),
        (6, "customer_unknown"),
        (7, "choice_expected"),
    ]
    assert (Cart.objects.get().reference, Customer.objects.count()) == ("D-6", 1)


def test_file_is_taken_back_with_whom_it_brought(tmp_path):
    imported = bring(tmp_path, row())
    foreseen = foresee_undo(imported.import_id)
    undone = undo_import(imported.import_id, now=NOON)
    assert foreseen == undone
    assert (undone.carts, Cart.objects.count(), Customer.objects.count()) == (1, 0, 0)


def test_line_with_a_secret_number_keeps_its_quote_out_and_is_told(tmp_path):
    imported = bring(tmp_path, row(), row(label="IBAN FR76 3000 6000 0112 3456 7890 189"), row("D-2"))
    told = [(one.row, one.refusal.code, one.refusal.field) for one in imported.tally.errors]
    assert told == [(3, "text_holds_secret_number", "label")]
    assert list(Cart.objects.values_list("reference", flat=True)) == ["D-2"]
