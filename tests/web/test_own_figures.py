"""A seller reads their own figures beside the mean of their store; nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import override_settings

from chaland.accounts.models import User
from chaland.stores.models import Seller
from chaland.usecases.sales.record_receipts import record_receipts
from factories.sales import line, open_shops, receipt
from factories.screens import as_user, page, rows_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
THEN = NOW - timedelta(days=1)
SOLD = (
    ("ana", "lyon", 1000), ("ana", "lyon", 2000), ("bea", "lyon", 3000), ("cleo", "lyon", 6000), ("dan", "nantes", 99),
)  # fmt: skip


@pytest.fixture(autouse=True)
def shops(tmp_path):
    with override_settings(LAKE=str(tmp_path / "lake")), time_machine.travel(NOW, tick=False):
        shops = open_shops("lyon", "nantes")
        said = [
            receipt(str(place), lines=[line(amount_cents=cents)], seller=seller, store=store, sold_at=THEN)
            for place, (seller, store, cents) in enumerate(SOLD)
        ]
        record_receipts(said, now=NOW, create_missing=True)
        yield shops


def as_seller(*names, store):
    client = as_user("seller", store)
    user = User.objects.get(email="seller@example.com")
    user.sellers.set(Seller.objects.filter(name__in=names))
    return client


def figures(answer):
    return {row[0]: row[1:] for row in answer.context["tables"]["own_figures"].rows}


def test_a_seller_sees_their_line_the_mean_and_no_name_of_another(shops):
    answer = as_seller("ana", store=shops[0]).get("/my-figures/")
    found = figures(answer)
    assert found["Revenue"] == ("€30.00", "€40.00", "−25%")
    assert found["Receipts"] == ("2", "1.3", "+50%")
    assert found["Articles per receipt"] == ("1.0", "1.0", "0%")
    assert not [name for name in ("bea", "cleo", "dan") if name in answer.text]


def test_two_sellers_are_told_no_mean(shops):
    Seller.objects.filter(name="cleo").update(name="ana")
    record_receipts([], now=NOW)
    answer = as_seller("dan", store=shops[1]).get("/my-figures/")
    assert figures(answer)["Revenue"] == ("€0.99", "—", "—")
    assert "at least three sellers" in answer.text


def test_who_serves_nowhere_is_told_what_to_do(shops):
    assert "An owner says whose it is" in as_user("seller", shops[0]).get("/my-figures/").text


def test_file_holds_ones_own_months(shops):
    answer = as_seller("ana", store=shops[0]).get("/my-figures/", {"file": "csv", "table": "own_months"})
    rows = rows_of(answer)
    assert (len(rows), rows[1][1]) == (2, "30.00")


def test_managers_see_their_store_and_owners_all(shops):
    stores = [page(client, "sellers").context["tables"] for client in (as_user("manager", shops[0]), as_user())]
    assert [len(tables["sellers"].rows) for tables in stores] == [3, 4]
    beside = {row[0]: row[1] for row in stores[1]["sellers_beside"].rows}
    assert beside == {"ana (Lyon)": "−25%", "bea (Lyon)": "−25%", "cleo (Lyon)": "+50%", "dan (Nantes)": "0%"}


def test_an_owner_says_whose_account_it_is(shops):
    client = as_user()
    as_user("seller", shops[0])
    user, ana = User.objects.get(email="seller@example.com"), Seller.objects.get(name="ana")
    form = {"name": "Ana", "email": user.email, "role": "seller", "stores": [shops[0].pk], "sellers": [ana.pk]}
    client.post(f"/settings/users/{user.pk}/", {**form, "is_active": "on"})
    assert list(user.sellers.all()) == [ana]
