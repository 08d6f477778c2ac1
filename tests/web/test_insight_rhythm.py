"""The screens of whom to bring back, frequency, sellers, hours and collection: who sees what, and what they answer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.interactions.models import Interaction
from chaland.sales.dashboard.periods import Period
from chaland.stores.models import Seller
from chaland.usecases.customers.change_contact import add_contact
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.web.desk.dashboard.links import bought as bought_link
from factories.sales import line, open_shops, receipt
from factories.screens import as_user, page, rows_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
NAMES = ("bring-back", "frequency", "sellers", "hours", "collection")


@pytest.fixture
def shops():
    """Two shops; "x:1" came to Lyon weekly until ten weeks ago, "x:2" to Nantes, and "x:3" still comes to Lyon."""
    shops = open_shops("lyon", "nantes")
    sold = [
        *(bought("x:1", "lyon", 70 + 7 * place, 5000) for place in range(12)),
        *(bought("x:2", "nantes", 60 + 7 * place, 3000) for place in range(12)),
        *(bought("x:3", "lyon", 7 * place, 2000) for place in range(40)),
    ]
    record_receipts(sold, now=NOW, create_missing=True)
    return shops


def bought(customer, store, ago, cents):
    said = {"customer": customer, "store": store, "seller": "ana", "sold_at": NOW - timedelta(days=ago)}
    return receipt(f"{customer}-{ago}", lines=[line(amount_cents=cents, category="Pain > Baguette")], **said)


def listed(answer):
    return [row.customer.reference for row in answer.context["rows"]]


def test_the_late_are_listed_by_what_is_at_stake(shops):
    answer = page(as_user(), "bring-back")
    first, second = answer.context["rows"]
    assert listed(answer) == ["x:1", "x:2"]
    assert (first.usual_interval_days, first.days_late, first.average_basket_cents) == (7, 56, 5000)
    # Twelve visits of 50 € in 148 known days, late for 56 of 70 days.
    assert first.stake_cents == round(60_000 * 365 / 148 * 56 / 70)
    assert first.favourites == ["Baguette"]
    assert answer.context["stake"] == first.stake_cents + second.stake_cents


def test_a_store_lists_its_own(shops):
    assert listed(page(as_user("manager", shops[1]), "bring-back")) == ["x:2"]


def test_file_holds_the_whole_list(shops):
    late = Customer.objects.get(reference="x:1")
    add_contact(late.pk, "mobile", "06 39 98 00 01", scope=Scope(), now=NOW)
    answer = page(as_user(), "bring-back", file="csv", table="bring_back")
    rows = rows_of(answer)
    assert [row[:2] for row in rows[1:]] == [["x:1", "06 39 98 00 01"], ["x:2", ""]]


def test_marking_as_done_writes_a_call_down_and_takes_off_the_list(shops):
    client, late = as_user(), Customer.objects.get(reference="x:1")
    answer = client.post(reverse("insight-bring-back-done", args=[late.pk]), {"page": "1"})
    assert answer.headers["Location"] == f"{reverse('insight-bring-back')}?page=1"
    assert list(Interaction.objects.values_list("customer_id", "kind", "outcome")) == [(late.pk, "call", "done")]
    assert listed(page(client, "bring-back")) == ["x:2"]


def test_who_may_not_write_or_see_marks_nothing(shops):
    late = Customer.objects.get(reference="x:1")
    address = reverse("insight-bring-back-done", args=[late.pk])
    assert as_user("seller", shops[1]).post(address).status_code == 404
    assert Client().post(address).status_code == 302
    assert as_user("manager", shops[0]).get(address).status_code == 405
    assert Interaction.objects.count() == 0


def test_a_new_file_is_told_that_it_is_too_early(shops):
    answer = page(as_user(), "bring-back", view="worth")
    assert answer.context["has_lists"] is False
    assert "Too early to tell" in answer.text


def test_worth_is_told_with_its_numbers(shops):
    sold = [bought(f"w:{who}", "lyon", ago, 1000 * who) for who in (1, 2, 3) for ago in range(200 + who, 400, 7)]
    record_receipts(sold, now=NOW, create_missing=True)
    answer = page(as_user(), "bring-back", view="worth")
    assert answer.context["has_lists"] is True
    days = {row[0] for row in answer.context["tables"]["worth_by_day"].rows}
    assert max(days) == (NOW - timedelta(days=60)).date()


def test_sellers_lead_to_those_they_served(shops):
    answer = page(as_user(), "sellers")
    ana = Seller.objects.get(store=shops[0])
    rows = {row[0]: row for row in answer.context["tables"]["sellers"].rows}
    assert set(rows) == {"ana (Lyon)", "ana (Nantes)", "No seller"}
    assert rows["ana (Lyon)"][3].value == 52
    assert rows["ana (Lyon)"][1].url == bought_link(Period.ending(NOW.date(), 365), seller_id=ana.pk)


@pytest.mark.parametrize("view", ["stores", "sellers"])
@pytest.mark.parametrize("measure", ["revenue_cents", "visits", "basket_cents", "card_share", "kept_share", "wrong"])
def test_every_measure_is_drawn(shops, view, measure):
    assert page(as_user(), "sellers", view=view, measure=measure).status_code == 200


def test_hours_lead_to_who_came(shops):
    answer = page(as_user(), "hours")
    (sunday,) = [row for row in answer.context["tables"]["hours"].rows if row[0] == "Sunday"]
    winter, summer = [cell for cell in sunday[1:] if cell.value]
    assert winter.value + summer.value == 52
    assert winter.url == bought_link(Period.ending(NOW.date(), 365), weekday=6, hours=(18, 18))


def test_collection_counts_files_and_receipts(shops):
    tables = page(as_user(), "collection").context["tables"]
    stores = {row[0]: row for row in tables["by_store"].rows}
    assert stores["Lyon"][1:4] == (52, 1.0, stores["Lyon"][3])
    assert (stores["Lyon"][3].value, stores["Nantes"][3].value) == (2, 1)


def test_frequency_is_shown_by_store_and_of_one_customer(shops):
    answer = page(as_user(), "frequency")
    assert answer.context["whole"].customers == 3
    customer = Customer.objects.get(reference="x:3")
    block = as_user("manager").get(reverse("customer-frequency", args=[customer.pk]))
    assert "Compared with 3 customers" in block.text
    yearly = 40 * 365 / 274
    paces = [visits for _span, visits, _upper in block.context["paces"]]
    assert paces == pytest.approx([yearly * 7 / 365, yearly / 12, yearly])


def test_a_store_sees_no_frequency_of_anothers_customer(shops):
    customer = Customer.objects.get(reference="x:3")
    answer = as_user("manager", shops[1]).get(reverse("customer-frequency", args=[customer.pk]))
    assert answer.status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_file_is_told_so(name):
    open_shops("lyon")
    answer = page(as_user(), name)
    assert answer.status_code == 200
    assert 'class="cardx empty"' in answer.text


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_address_is_no_error(shops, name):
    client = as_user()
    assert page(client, name, page="9" * 30, period="?", segment="x", view="é", measure="'").status_code == 200
    assert page(client, name, page="99999").status_code == 200
    assert page(client, name, file="csv", table="nothing").status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_a_seller_without_figures_is_refused(shops, name):
    assert page(as_user("seller", shops[0]), name).status_code == 403


@pytest.mark.parametrize("name", NAMES)
def test_tiles_answer(shops, name):
    assert as_user().get(reverse("insight-tile", args=[name])).status_code == 200
