"""No name, no way to reach a person and no text about one is in the files of the lake. Every canary is made up."""

import pyarrow.parquet as pq
import pytest

from chaland.customers.rules import Address, NewCustomer
from chaland.interactions.rules import NewInteraction
from chaland.stores.models import Seller, Store
from chaland.stores.services import write_seller
from chaland.usecases.customers.add_interaction import add_interaction
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.sales.record_cart import CartInput, record_cart
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.warehouse import sync
from factories.lake import CARDS, EVERYWHERE
from factories.sales import NOON, line, open_shops, receipt

pytestmark = pytest.mark.django_db
CANARIES = (
    "Zorglubine", "Canarille", "zq-reference", "zq.mail", "612987654", "467123987", "Impasse Introuvable", "Bât. Zq",
    "Zqville", CARDS[0], CARDS[1], "Zq sujet", "Zq texte", "zq-interaction", "ZQ-RECEIPT", "zq-cart", "Zq vendeuse",
    "zq-foyer",
)  # fmt: skip
KNOWN = "Chaussures > Bottes"


@pytest.fixture
def files(own_lake):
    store = open_shops("lyon")[0]
    write_seller(None, store=store, code="zq1", name="Zq vendeuse", is_active=True)
    home = Address("12 Impasse Introuvable", "Bât. Zq", "69001", "Zqville")
    person = NewCustomer(
        reference="zq-reference",
        last_name="Zorglubine",
        first_name="Canarille",
        emails=("zq.mail@exemple.example",),
        mobiles=("0612987654",),
        phones=("0467123987",),
        addresses=(home,),
        cards=CARDS[:1],
        home_store_id=store.pk,
        home_seller_id=Seller.objects.get().pk,
        household_reference="zq-foyer",
    )
    customer = create_customer(person, now=NOON)
    meeting = NewInteraction(customer, "call", subject="Zq sujet", text="Zq texte", reference="zq-interaction")
    add_interaction(meeting, scope=EVERYWHERE, author_id=None, now=NOON)
    known = receipt("ZQ-RECEIPT-1", customer="zq-reference", seller="zq1")
    record_receipts([known, receipt("ZQ-RECEIPT-2", card=CARDS[1])], now=NOON)
    cart = CartInput("quote", "zq-cart", NOON, 900, (line(),))
    record_cart(cart, customer_id=customer, store_code=Store.objects.get().code)
    sync.rebuild()
    return [path for path in own_lake.rglob("*") if path.is_file()]


def test_no_file_holds_a_canary_in_its_bytes(files):
    found = [(path.name, word) for path in files for word in CANARIES if word.encode() in path.read_bytes()]
    assert found == []


def test_no_value_of_a_table_holds_a_canary(files):
    values = [value for path in files if path.suffix == ".parquet" for value in values_of(path)]
    assert [value for value in values if any(word in value for word in CANARIES)] == []
    assert KNOWN in values


def values_of(path):
    table = pq.read_table(path)
    return [str(value) for column in table.columns for value in column.to_pylist()]
