"""Everything declared of a person is told them, and what they take elsewhere can be read back; people are made up."""

import csv
import io
import json
import zipfile
from contextlib import nullcontext

import pytest

from chaland.customers.models import Customer
from chaland.customers.queries import as_known
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.dates import Birthday
from chaland.sentences.rights.told import bundle
from chaland.usecases.create_customer import create_customer
from chaland.usecases.import_customers import import_customers
from chaland.usecases.record_receipts import record_receipts
from chaland.usecases.tell_customer import tell_customer
from factories.canaries import Planted
from factories.sales import NOON, open_shops, receipt

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
    before = as_known(customer_id)
    packed = zipfile.ZipFile(io.BytesIO(bundle(tell_customer(customer_id, now=NOON, portable=True))))
    file = tmp_path / "import.csv"
    file.write_bytes(packed.read("import.csv"))
    Customer.objects.all().delete()
    taken = import_customers(file, now=NOON, watch=lambda _rows: nullcontext(lambda _done: None))
    assert (taken.tally.created, taken.tally.errors) == (1, [])
    assert as_known(Customer.objects.get(reference="R-1").pk) == before


def test_cells_that_a_spreadsheet_would_reckon_are_quoted():
    customer_id = create_customer(NewCustomer(last_name="=1+1"), now=NOON)
    packed = zipfile.ZipFile(io.BytesIO(bundle(tell_customer(customer_id, now=NOON))))
    rows = list(csv.reader(io.StringIO(packed.read("customer.csv").decode("utf-8-sig")), delimiter=";"))
    assert dict(zip(*rows, strict=True))["last_name"] == "'=1+1"
