"""A file of customers: checked, taken in once, gone on with, taken back."""

from datetime import timedelta

import pytest

from chaland.accounts.rules import EVERYWHERE
from chaland.customers import queries
from chaland.customers.models import Card, ContactPoint, Customer, CustomField, FieldPolicy
from chaland.journal.models import ImportRun
from chaland.kernel.errors import Refusal
from chaland.privacy.models import Stance
from chaland.sales.models import Figures, Receipt
from chaland.signups.models import Arrival
from chaland.usecases.imports import import_customers as module
from chaland.usecases.imports.import_customers import import_customers
from chaland.usecases.imports.undo_customers import SINCE
from chaland.usecases.imports.undo_import import Undone, foresee_undo, undo_import
from chaland.usecases.sales.record_receipts import record_receipt
from chaland.warehouse.fact import facts
from chaland.warehouse.models import Change
from factories.customers import tables_of_a_customer
from factories.files import person, stopping_after, unwatched, write_csv
from factories.sales import NOON, open_shops, receipt
from factories.vouchers import a_voucher

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shops():
    return open_shops("lyon", "nantes")


def take_in(path, **options):
    return import_customers(path, now=NOON, watch=unwatched, **options)


def counts(imported):
    tally = imported.tally
    return tally.rows, tally.created, tally.replayed, tally.conflicts, tally.rejected


def errors(imported):
    return [(error.row, error.refusal.code, error.refusal.field) for error in imported.tally.errors]


def test_import_writes_people_as_they_are_kept(tmp_path):
    imported = take_in(write_csv(tmp_path / "f.csv", [person(1)]), store="lyon")

    assert counts(imported) == (1, 1, 0, 0, 0)
    customer = Customer.objects.get()
    assert (customer.reference, customer.civility, customer.last_name) == ("c1", "mme", "Bonnet1")
    assert (customer.birth_day, customer.birth_month, customer.birth_year) == (24, 11, 1984)
    assert (customer.home_store.code, customer.commune, customer.import_run_id) == ("lyon", "34172", imported.import_id)
    points = ContactPoint.objects.order_by("kind").values_list("kind", "normalised")
    assert list(points) == [
        ("address", "34000 montpellier"),
        ("email", "claire1@example.org"),
        ("mobile", "+33639980001"),
    ]
    assert Card.objects.get().number == "299000000001"
    assert set(Figures.objects.values_list("store__code", "receipts")) == {(None, 0), ("lyon", 0)}


@pytest.mark.rule("origin-told")
def test_who_comes_by_a_file_of_our_own_headings_is_told_which(tmp_path):
    take_in(write_csv(tmp_path / "salon-2026.csv", [person(1)]))
    assert Arrival.objects.values_list("channel", "source").get() == ("import", "salon-2026")


def test_import_twice_brings_nothing_new(tmp_path):
    path = write_csv(tmp_path / "f.csv", [person(1), person(2), person(3, reference="", card="")])
    take_in(path)

    again = take_in(path)

    assert counts(again) == (3, 0, 3, 0, 0)
    assert Customer.objects.count() == 3


def test_import_changes_nobody_and_tells_who_clashes(tmp_path):
    take_in(write_csv(tmp_path / "f.csv", [person(1), person(2)]))
    rows = [
        person(1, last_name="Autre", card=""),
        person(9, card="299000000002", last_name="Tiers"),
        person(2, email="other@example.org"),
        person(4),
        person(4),
        person(5, card="299000000004"),
    ]

    imported = take_in(write_csv(tmp_path / "g.csv", rows))

    assert counts(imported) == (6, 1, 2, 3, 0)
    assert errors(imported) == [
        (2, "reference_is_another", "reference"),
        (3, "card_taken", "card"),
        (7, "card_taken", "card"),
    ]
    assert sorted(Customer.objects.values_list("last_name", flat=True)) == ["Bonnet1", "Bonnet2", "Bonnet4"]


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"email": "a@exemple,fr"}, "email_not_understood", "email"),
        ({"mobile": "6,12E+08"}, "phone_damaged_by_spreadsheet", "mobile"),
        ({"birthday": "31/02/1980"}, "birthday_not_understood", "birthday"),
        ({"postcode": "123456"}, "postcode_not_understood", "postcode"),
        ({"card": "3,70E+12"}, "card_damaged_by_spreadsheet", "card"),
        ({"civility": "docteur"}, "civility_unknown", "civility"),
        ({"store": "brest"}, "store_code_unknown", "store"),
        ({"household_size": "deux"}, "number_not_understood", "household_size"),
        ({"last_name": "x" * 101}, "text_too_long", "last_name"),
    ],
)
def test_import_rejects_a_bad_row_alone(tmp_path, cells, code, column):
    headings = [*person(), "store", "household_size"]
    path = write_csv(tmp_path / "f.csv", [person(1), person(2, **cells), person(3)], headings)

    imported = take_in(path)

    assert counts(imported) == (3, 2, 0, 0, 1)
    assert errors(imported) == [(3, code, column)]
    assert Customer.objects.count() == 2


def test_import_fills_the_fields_of_the_network(tmp_path):
    CustomField.objects.create(code="shoe-size", label="Pointure", kind="number")
    FieldPolicy.objects.create(field="birthday", requirement="off")

    take_in(write_csv(tmp_path / "f.csv", [{**person(1), "Shoe size": "38"}]))

    customer = Customer.objects.get()
    assert (customer.custom, customer.birth_day) == ({"shoe-size": 38}, None)


def test_import_names_those_whom_a_receipt_brought_first(tmp_path):
    record_receipt(receipt("1", customer="c1"), now=NOON)
    opened = Customer.objects.get()

    imported = take_in(write_csv(tmp_path / "f.csv", [person(1), person(1)]))

    assert counts(imported) == (2, 1, 1, 0, 0)
    customer = Customer.objects.get()
    assert (customer.pk, customer.last_name, customer.search_name) == (opened.pk, "Bonnet1", "bonnet1 claire")
    assert (customer.home_store.code, customer.birth_year, customer.custom) == ("lyon", 1984, {})
    assert (ContactPoint.objects.count(), Card.objects.get().customer) == (3, customer)
    assert Figures.objects.get(store=None).revenue_cents == 4990
    again = take_in(tmp_path / "f.csv")
    assert counts(again) == (2, 0, 2, 0, 0)


def test_undo_leaves_no_name_to_whom_a_receipt_brought_first(tmp_path):
    record_receipt(receipt("1", customer="c1"), now=NOON)
    before = queries.as_known(Customer.objects.get().pk, EVERYWHERE)
    path = write_csv(tmp_path / "f.csv", [person(1)])
    imported = take_in(path)

    foreseen = foresee_undo(imported.import_id)
    undone = undo_import(imported.import_id, now=NOON)

    assert foreseen == undone == Undone(receipts=0, customers=0, interactions=0, kept=0, given_back=1)
    customer = Customer.objects.get()
    assert queries.as_known(customer.pk, EVERYWHERE) == before
    assert (customer.search_name, ContactPoint.objects.count(), Card.objects.count()) == ("c1", 0, 0)
    assert counts(take_in(path)) == (1, 1, 0, 0, 0)
    assert Customer.objects.get().last_name == "Bonnet1"


def test_undo_removes_whom_a_stopped_import_brought_and_named_as_it_went_on(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 1)
    path = write_csv(tmp_path / "f.csv", [{"reference": "c1"}, person(1)], list(person(1)))
    with pytest.raises(KeyboardInterrupt):
        import_customers(path, now=NOON, watch=stopping_after(1))
    imported = import_customers(path, now=NOON + timedelta(hours=1), watch=unwatched)

    foreseen = foresee_undo(imported.import_id)
    undone = undo_import(imported.import_id, now=NOON + timedelta(hours=2))

    assert foreseen == undone == Undone(receipts=0, customers=1, interactions=0, kept=0)
    assert Customer.objects.count() == 0


def test_import_attaches_receipts_of_cards_now_known(tmp_path):
    record_receipt(receipt("1", card="299000000001"), now=NOON)

    take_in(write_csv(tmp_path / "f.csv", [person(1)]))

    assert Receipt.objects.get().customer.reference == "c1"
    assert Figures.objects.get(store=None).revenue_cents == 4990


def test_import_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BATCH", 3)
    path = write_csv(tmp_path / "f.csv", [person(number, reference="", card="") for number in range(1, 11)])
    with pytest.raises(KeyboardInterrupt):
        import_customers(path, now=NOON, watch=stopping_after(6))

    resumed = take_in(path)

    assert counts(resumed) == (10, 10, 0, 0, 0)
    assert Customer.objects.count() == 10
    assert list(ImportRun.objects.values_list("status", "rows_done")) == [("done", 10)]


def test_dry_run_writes_nothing(tmp_path):
    imported = take_in(write_csv(tmp_path / "f.csv", [person(1), person(2, email="x")]), dry_run=True)

    assert counts(imported) == (2, 1, 0, 0, 1)
    assert Customer.objects.count() == ImportRun.objects.count() == 0


def test_undo_keeps_those_who_bought_since(tmp_path):
    imported = take_in(write_csv(tmp_path / "f.csv", [person(1), person(2)]))
    record_receipt(receipt("1", customer="c2"), now=NOON)

    foreseen, there = foresee_undo(imported.import_id), Customer.objects.count()
    undone = undo_import(imported.import_id, now=NOON)

    assert (foreseen, there) == (undone, 2)
    assert undone == Undone(receipts=0, customers=1, interactions=0, kept=1)
    assert list(Customer.objects.values_list("reference", flat=True)) == ["c2"]


def one_of(reference):
    return Customer.objects.get(reference=reference)


def test_undo_keeps_those_who_were_given_a_voucher_or_said_no_since(tmp_path):
    imported = take_in(write_csv(tmp_path / "f.csv", [person(number) for number in range(1, 4)]))
    a_voucher(customer_id=one_of("c1").pk)
    Stance.objects.create(customer=one_of("c2"), kind="no_profiling", since=NOON)

    assert undo_import(imported.import_id, now=NOON).kept == 2
    assert sorted(Customer.objects.values_list("reference", flat=True)) == ["c1", "c2"]


def test_undo_tells_the_lake_all_that_went_with_a_customer(tmp_path):
    imported = take_in(write_csv(tmp_path / "f.csv", [person(1)]))
    gone = one_of("c1").pk
    Change.objects.all().delete()
    undo_import(imported.import_id, now=NOON)
    told = {topic for topic, ids in Change.objects.values_list("topic", "ids") if gone in ids}
    assert {fact.topic for fact in facts().values() if fact.root == "customer_id"} - told == set()


CAME_WITH_THE_FILE = {
    "customers.Customer": "of a merge, which is counted",
    "customers.ContactPoint": "what the file said, or a merge",
    "customers.Card": "what the file said, or a merge",
    "customers.MergeItem": "of a merge, which is counted",
    "customers.SentForm": "of a file opened by a form, not by an import",
    "customers.FormerState": "what a later file changed: it changed the customer",
    "customers.Likeness": "a question about both files",
    "mail.OutgoingMail": "of a row that came with the file: a mail that waits must not leave",
    "mail.Confirmation": "of a consent, which is looked at",
    "mail.RenewalNotice": "of a consent, which is looked at",
    "sales.Figures": "computed",
    "sales.CategoryFigures": "computed",
    "sales.TasteFigures": "computed",
    "privacy.Subject": "of a ledger's lines, which are looked at",
    "privacy.CurrentConsent": "looked at by itself: what the file wrote down goes",
    "privacy.StayQuestion": "asked of who has not come for long: an answer changes the customer",
    "segments.Membership": "noted every day",
    "insight.Prediction": "computed",
    "signups.Arrival": "how the file brought them in",
    "campaigns.Passage": "of a journey that has not written yet: its messages are looked at",
}


def test_undo_looks_at_every_table_of_a_customer_or_says_why_not():
    assert tables_of_a_customer() == {rows.model._meta.label for rows, _ in SINCE} | CAME_WITH_THE_FILE.keys()


def test_file_that_names_nobody_is_refused(tmp_path):
    with pytest.raises(Refusal, match="columns_missing"):
        take_in(write_csv(tmp_path / "f.csv", [{"city": "Sète", "postcode": "34200"}]))


def test_cards_keep_their_leading_zeros(tmp_path):
    numbers = ["0012", "012", "12", "0000000000017", "'0045"]
    take_in(write_csv(tmp_path / "f.csv", [person(n, card=card) for n, card in enumerate(numbers, 1)]))
    kept = Card.objects.order_by("customer__last_name").values_list("number", flat=True)
    assert list(kept) == ["0012", "012", "12", "0000000000017", "0045"]
    sold = [receipt(str(n), customer="", card=card) for n, card in enumerate(("0012", "012", "0045", "45"))]
    holders = [record_receipt(one, now=NOON).customer_id for one in sold]
    named = Customer.objects.in_bulk([one for one in holders if one])
    assert [one and named[one].reference for one in holders] == ["c1", "c2", "c5", None]
