"""Everything declared of a person is told them, and what they take elsewhere can be read back; people are made up."""

import csv
import io
import json
import zipfile
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.db.models import QuerySet
from django.utils import translation

from chaland.accounts.rules import EVERYWHERE
from chaland.customers.models import Card, Customer
from chaland.customers.queries import as_known
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.dates import Birthday
from chaland.loyalty.models import Entry, Programme
from chaland.privacy import ledger
from chaland.sales.models import Receipt, ReceiptLine
from chaland.segments.models import Membership, Segment
from chaland.sentences.rights.told import as_json, bundle
from chaland.stores.models import Store
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.imports.import_customers import import_customers
from chaland.usecases.imports.import_receipts import import_receipts
from chaland.usecases.rights.tell_customer import tell_customer
from chaland.usecases.sales.record_receipts import record_receipts
from factories.canaries import Planted
from factories.sales import NOON, line, open_shops, receipt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop():
    open_shops("lyon")


@pytest.mark.rule("access")
def test_every_text_of_every_table_is_told():
    record_receipts([receipt("1", customer="c1")], now=NOON)
    planted = Planted(Customer.objects.get(reference="c1"))
    told = json.dumps(tell_customer(planted.customer.pk, now=NOON).as_json(), ensure_ascii=False)
    assert sorted(name for name, text in planted.words.items() if text not in told) == []


@pytest.mark.rule("access")
def test_why_somebody_is_in_a_segment_is_told_in_a_sentence():
    record_receipts([receipt("1", customer="c1")], now=NOON)
    customer = Customer.objects.get(reference="c1")
    often = {"all": [{"condition": "visits", "is": {"operator": "at_least", "amount": 3}}]}
    for name, rule in (("Habitués", often), ("D’avant", {"all": [{"condition": "gone"}]})):
        segment = Segment.objects.create(name=name, rule=rule, created_at=NOON, changed_at=NOON)
        Membership.objects.create(segment=segment, customer=customer, entered_at=NOON)
    with translation.override("fr"):
        told = json.loads(as_json(tell_customer(customer.pk, now=NOON)))["segments"]
    assert told == {"Habitués": "Clients qui sont venus au moins 3 fois."}
    assert tell_customer(customer.pk, now=NOON, portable=True).rules == ()


@pytest.mark.rule("portability")
def test_what_is_taken_elsewhere_holds_neither_notes_nor_figures():
    record_receipts([receipt("1", customer="c1")], now=NOON)
    planted = Planted(Customer.objects.get(reference="c1"))
    tables = tell_customer(planted.customer.pk, now=NOON, portable=True).as_json()["tables"]
    assert ("sales.Figures" in tables, "insight.Prediction" in tables, "sales.Receipt" in tables) == (
        False,
        False,
        True,
    )
    assert "text" not in tables["interactions.Interaction"][0]


@pytest.mark.rule("portability")
def test_a_person_taken_elsewhere_is_read_back_the_same(tmp_path):
    new = NewCustomer(
        reference="R-1",
        civility="mme",
        last_name="Aubrac",
        first_name="Élodie",
        birthday=Birthday(29, 2, 1980),
        language="fr",
        emails=("lise@exemple.example",),
        mobiles=("+33639980123",),
        addresses=(Address("1 rue Inventée", "", "69001", "Lyon", "FR"),),
        cards=("000123",),
    )
    customer_id = create_customer(new, now=NOON)
    before = as_known(customer_id, EVERYWHERE)
    packed = zipfile.ZipFile(io.BytesIO(bundle(tell_customer(customer_id, now=NOON, portable=True))))
    file = tmp_path / "import.csv"
    file.write_bytes(packed.read("import.csv"))
    Customer.objects.all().delete()
    taken = import_customers(file, now=NOON, watch=lambda _rows: nullcontext(lambda _done: None))
    assert (taken.tally.created, taken.tally.errors) == (1, [])
    assert as_known(Customer.objects.get(reference="R-1").pk, EVERYWHERE) == before


def packed_for(customer_id):
    return zipfile.ZipFile(io.BytesIO(bundle(tell_customer(customer_id, now=NOON, portable=True))))


def sold():
    """What stands in each receipt of the file, with its lines, and whose it is."""
    lines = ReceiptLine.objects.order_by("receipt__sold_at", "position")
    return [
        (
            one.receipt.store.code, one.receipt.till.code, one.receipt.number, one.receipt.sold_at,
            one.receipt.total_cents, one.receipt.card_number, one.receipt.payment_method,
            one.receipt.seller and one.receipt.seller.code, one.product.sku, one.label, one.product.category.path,
            one.product.size, one.quantity_milli, one.amount_cents, one.receipt.customer.last_name,
        )
        for one in lines.select_related("receipt__customer", "receipt__seller", "product__category")
    ]  # fmt: skip


@pytest.mark.rule("portability")
@pytest.mark.parametrize("known", [{"reference": "R-1"}, {"cards": ("000123",)}, {}])
def test_receipts_taken_elsewhere_are_read_back_the_same(tmp_path, known):
    customer_id = create_customer(NewCustomer(last_name="Inventée", **known), now=NOON)
    said = {"seller": "7", "payment_method": "CB"}
    record_receipts(
        [
            receipt("1", lines=[line("-A", label="=1+1"), line("B", 1234, 375)], **said),
            receipt("2", lines=[line("-A", -4990, -1000)], sold_at=NOON + timedelta(days=1), **said),
            receipt("3", lines=[line("C", 99, 1_000_000)], sold_at=NOON + timedelta(days=2), **said),
        ],
        now=NOON + timedelta(days=3),
        create_missing=True,
    )
    Receipt.objects.update(customer=customer_id)
    before, packed = sold(), packed_for(customer_id)
    for name in ("import.csv", "import-receipts.csv"):
        (tmp_path / name).write_bytes(packed.read(name))
    for table in (ReceiptLine, Receipt, Card, Customer):
        QuerySet(table).delete()
    watch = lambda _rows: nullcontext(lambda _done: None)  # noqa: E731
    people = import_customers(tmp_path / "import.csv", now=NOON, watch=watch)
    taken = import_receipts(tmp_path / "import-receipts.csv", now=NOON + timedelta(days=3), watch=watch)
    assert (people.tally.created, taken.tally.created, taken.tally.errors) == (1, 3, [])
    assert sold() == before


@pytest.mark.rule("portability")
def test_points_are_taken_elsewhere_line_by_line():
    customer_id = create_customer(NewCustomer(last_name="Inventée"), now=NOON)
    store = Store.objects.get()
    programme = Programme.objects.create(name="Fidélité inventée")
    entry = {"at": NOON, "on": NOON.date(), "store": store, "programme": programme, "merchant_id": store.merchant_id}
    (key,) = ledger.keys_of([customer_id]).values()
    Entry.objects.create(seq=1, subject=key, kind="opening", points=120, previous_hash="0", hash="1", **entry)
    (told,) = tell_customer(customer_id, now=NOON, portable=True).as_json()["tables"]["loyalty.Entry"]
    assert told == {
        "store": "Lyon", "merchant_id": store.merchant_id, "kind": "opening", "points": 120, "on": "2026-03-02",
        "at": NOON.isoformat(), "receipt_id": None, "reference": "",
    }  # fmt: skip


def test_cells_that_a_spreadsheet_would_reckon_are_quoted():
    customer_id = create_customer(NewCustomer(last_name="=1+1"), now=NOON)
    packed = zipfile.ZipFile(io.BytesIO(bundle(tell_customer(customer_id, now=NOON))))
    rows = list(csv.reader(io.StringIO(packed.read("customer.csv").decode("utf-8-sig")), delimiter=";"))
    assert dict(zip(*rows, strict=True))["last_name"] == "'=1+1"
