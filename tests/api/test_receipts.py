"""Receipts that are right: recorded once, answered with all that the till may say."""

import json
import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from chaland.api.receipt_parsing import parse_receipt
from chaland.api.schemas.answered import BatchAnswered, RecordedAnswered
from chaland.customers.models import Card, Customer
from chaland.customers.rules import NewCustomer
from chaland.privacy.models import Stance
from chaland.sales.models import Receipt
from chaland.stores.models import Network, Till
from chaland.usecases.customers.create_customer import create_customer
from factories.person import open_file

from .conftest import a_receipt

EMPTY_RHYTHM = {
    "state": "unknown",
    "text": "Too few visits to tell a habit",
    "usual_interval_days": None,
    "recent_interval_days": None,
    "change": None,
    "late_on": None,
}


def test_receipt_is_answered_with_its_customer_and_figures(post):
    body = post("/receipts", a_receipt(customer="web-1", uuid=str(uuid.UUID(int=7)))).body
    figures = {
        "revenue_cents": 1000,
        "visits": 1,
        "average_basket_cents": 1000,
        "visit_interval_days": None,
        "first_visit_at": "2026-03-02T12:00:00Z",
        "last_visit_at": "2026-03-02T12:00:00Z",
    }
    assert body == {
        "status": "created",
        "receipt": {
            "id": Receipt.objects.get().pk,
            "store": "lyon",
            "till": "1",
            "number": "1042",
            "business_day": "2026-03-02",
            "sold_at": "2026-03-02T12:00:00Z",
            "total_cents": 1000,
            "flags": [],
        },
        "card": None,
        "customer": {
            "id": Receipt.objects.get().customer_id,
            "reference": "web-1",
            "civility": "",
            "last_name": "",
            "first_name": "",
            "birthday": None,
            "figures": figures,
            "stores": [{"store": "lyon", **figures}],
            "rhythm": EMPTY_RHYTHM,
            "loyalty": None,
            "segments": [],
            "vouchers": {"earned": [], "usable": []},
            "private_sales": [],
            "consents_due": [],
            "origin": None,
        },
        "not_this_time": [],
        "advice": [],
        "vouchers": [],
    }
    RecordedAnswered.model_validate(body)


def test_receipt_sent_again_is_replayed_with_the_same_answer(post):
    first, second = (post("/receipts", a_receipt(customer="web-1")) for _ in range(2))
    assert (first.status, second.status) == (201, 200)
    assert second.body == {**first.body, "status": "replayed"}


def test_receipt_spelt_otherwise_is_the_same_receipt(post):
    post("/receipts", a_receipt())
    in_euros = a_receipt(
        sold_at="2026-03-02 12:00:00Z",
        lines=[{"sku": "BALLERINE-37", "label": "Ballerines", "quantity": "1.000", "amount": "10.0"}],
    )
    del in_euros["total_cents"]
    assert post("/receipts", {**in_euros, "total": "10"}).body["status"] == "replayed"


def test_receipt_of_another_day_may_have_the_same_number(post):
    assert post("/receipts", a_receipt()).status == 201
    assert post("/receipts", a_receipt(sold_at="2026-03-03T13:00:00+01:00")).status == 201


def test_uuid_already_used_for_another_receipt_is_a_conflict(post):
    own = str(uuid.uuid4())
    first = post("/receipts", a_receipt(uuid=own))
    second = post("/receipts", a_receipt("1043", uuid=own))
    assert (second.status, second.body["receipt"]["id"]) == (409, first.body["receipt"]["id"])


def test_till_sees_the_figures_of_its_own_store_only(post, call, nantes_token, till_token):
    nantes = a_receipt(store="nantes", total_cents=700, lines=[{"sku": "A", "quantity": 1, "amount_cents": 700}])
    post("/receipts", {**nantes, "customer": "web-1"}, token=nantes_token)
    told = post("/receipts", a_receipt(customer="web-1")).body["customer"]
    assert (told["figures"]["revenue_cents"], [one["store"] for one in told["stores"]]) == (1000, ["lyon"])


def test_partner_sees_every_store(post, partner_token):
    post("/receipts", a_receipt(customer="web-1", store="nantes"), token=partner_token)
    told = post("/receipts", a_receipt(customer="web-1"), token=partner_token).body["customer"]
    assert (told["figures"]["revenue_cents"], [one["store"] for one in told["stores"]]) == (2000, ["lyon", "nantes"])


def test_till_may_not_post_for_the_till_beside_it(post, shops):
    Till.objects.create(store=shops.lyon, code="2")
    answer = post("/receipts", a_receipt(till="2"))
    assert (answer.status, answer.code) == (403, "till_not_yours")


def test_rhythm_of_a_regular_is_told(post):
    for week in range(5):
        answer = post(
            "/receipts", a_receipt(str(week), customer="web-1", sold_at=f"2026-01-{1 + 7 * week:02}T10:00:00Z")
        )
    late = (timezone.localdate(timezone=ZoneInfo("Europe/Paris")) - date(2026, 2, 13)).days + 1
    assert answer.body["customer"]["rhythm"] == {
        "state": "very_late",
        "text": f"Usually comes every 7 days, late by {late} days",
        "usual_interval_days": 7.0,
        "recent_interval_days": None,
        "change": None,
        "late_on": "2026-02-13",
    }


def test_batch_answers_each_receipt_in_order(post):
    post("/receipts", a_receipt("1", customer="web-1"))
    batch = [
        a_receipt("1", customer="web-1"),
        a_receipt("2", total_cents=12.5),
        a_receipt("3", customer="web-1"),
        a_receipt("1", customer="web-1", total_cents=1),
        "no receipt",
        a_receipt("4", store="nantes"),
        a_receipt("5", total_cents=-5),
        a_receipt("3", customer="web-1"),
        a_receipt("6", lines=[{"sku": "A", "quantity": 1, "amount_cents": 1}] * 2001),
    ]
    results = post("/receipts/batch", {"receipts": batch}).body["results"]
    assert [(one["status"], one["problem"] and one["problem"]["code"]) for one in results] == [
        ("replayed", None),
        ("rejected", "cents_expected"),
        ("created", None),
        ("conflict", "receipt_differs"),
        ("rejected", "object_expected"),
        ("rejected", "till_not_yours"),
        ("rejected", "negative_total_without_return"),
        ("replayed", None),
        ("rejected", "too_many_lines"),
    ]
    assert results[6]["problem"]["errors"][0]["pointer"] == "/total_cents"
    assert [one["receipt_id"] for one in results[::7]] == [Receipt.objects.get(number=n).pk for n in ("1", "3")]
    assert Receipt.objects.count() == 2
    BatchAnswered.model_validate({"results": results})


def test_batch_of_more_than_a_thousand_is_refused(post):
    answer = post("/receipts/batch", {"receipts": [{}] * 1001})
    assert (answer.status, answer.code) == (413, "too_many_receipts")


@pytest.mark.parametrize("body", [[], {}, {"receipts": {}}, {"receipts": [], "more": 1}, None, 3])
def test_batch_that_is_none_is_refused(post, body):
    answer = post("/receipts/batch", json.dumps(body).encode())
    assert (answer.status, answer.pointers) == (422, ["/receipts"])


def test_empty_batch_is_answered_empty(post):
    assert post("/receipts/batch", {"receipts": []}).body == {"results": []}


def test_anonymous_receipt_is_attached_to_who_bought_it(post, call, partner_token):
    anonymous = post("/receipts", a_receipt()).body["receipt"]["id"]
    call("POST", "/customers", {"reference": "web-1", "last_name": "Bonnet"}, token=partner_token)
    for _ in range(2):
        answer = post(f"/receipts/{anonymous}/attach", {"customer": "web-1"})
        assert (answer.status, answer.body["customer"]["figures"]["revenue_cents"]) == (200, 1000)


def test_receipt_of_somebody_is_not_attached_to_another(post, call, partner_token):
    taken = post("/receipts", a_receipt(customer="web-1")).body["receipt"]["id"]
    call("POST", "/customers", {"reference": "web-2", "last_name": "Bonnet"}, token=partner_token)
    assert post(f"/receipts/{taken}/attach", {"customer": "web-2"}).status == 409


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "customer_named_once"),
        ({"customer": "web-1", "card": "1"}, 422, "customer_named_once"),
        ({"customer": "nobody"}, 404, "customer_unknown"),
        ({"card": "3760000000016"}, 404, "customer_unknown"),
        ({"customer_id": 1.5}, 422, "integer_expected"),
        ({"customer_id": 99}, 404, "customer_unknown"),
    ],
)
def test_attachment_to_nobody_is_refused(post, body, status, code):
    anonymous = post("/receipts", a_receipt()).body["receipt"]["id"]
    answer = post(f"/receipts/{anonymous}/attach", body)
    assert (answer.status, answer.code) == (status, code)


def test_receipt_of_another_store_cannot_be_attached(post, nantes_token):
    anonymous = post("/receipts", a_receipt()).body["receipt"]["id"]
    answer = post(f"/receipts/{anonymous}/attach", {"customer": "web-1"}, token=nantes_token)
    assert (answer.status, answer.code) == (404, "receipt_unknown")


def test_night_the_clocks_go_back_keeps_both_receipts_in_the_store_s_day(post):
    told = [
        post("/receipts", a_receipt(number, sold_at=f"2026-10-25T02:30:00{offset}")).body["receipt"]
        for number, offset in (("1", "+02:00"), ("2", "+01:00"))
    ]
    assert [(one["sold_at"], one["business_day"]) for one in told] == [
        ("2026-10-25T00:30:00Z", "2026-10-25"),
        ("2026-10-25T01:30:00Z", "2026-10-25"),
    ]


def test_parsed_receipt_is_in_utc_and_whole_units():
    said = parse_receipt(a_receipt(card=" 000-123 abc ", payment_method="CB"), {})
    assert (said.sold_at.isoformat(), said.card, said.lines[0].quantity_milli) == (
        "2026-03-02T12:00:00+00:00",
        "000123ABC",
        1000,
    )
    assert said.sold_at.date() == date(2026, 3, 2)


def test_seller_is_told_what_the_customer_usually_buys_and_not_this_time(post):
    def bought(number, day, *families):
        [line] = a_receipt()["lines"]
        said = {
            "sold_at": f"2026-03-{day:02}T12:00:00Z",
            "lines": [{**line, "sku": name, "category": name} for name in families],
            "total_cents": 1000 * len(families),
        }
        return post("/receipts", a_receipt(number=str(number), customer="web-1", **said)).body

    for week in range(4):
        assert bought(week, 1 + 7 * week, "Pain", "Lait")["not_this_time"] == []
    [told] = bought(9, 29, "Lait")["not_this_time"]
    said = "Usually buys Pain every 7 days, and not this time."
    assert told == {"family": "Pain", "days": 4, "rhythm_days": 7, "text": said}
    again = bought(10, 30, "Lait")
    assert (again["not_this_time"], again["advice"]) == ([told], [{"kind": "usual", "text": said}])
    assert bought(11, 31, "Lait", "Pain")["not_this_time"] == []


def test_seller_is_told_a_birthday_and_that_the_customer_was_long_away(post):
    # At the same hour by the shop's clock: summer time may begin or end in between.
    now = timezone.localtime(timezone=ZoneInfo("Europe/Paris")).replace(microsecond=0)
    today = now.date()

    def of_anna(days):
        return a_receipt(f"a{days}", customer="anna", sold_at=(now - timedelta(days=days)).isoformat())

    anna = create_customer(NewCustomer(reference="anna", last_name="Inventée"), now=timezone.now())
    for days in (90, 80, 70, 60, 50):
        first = post("/receipts", of_anna(days))
        assert first.body["advice"] == []
    soon = today + timedelta(days=1)
    Customer.objects.filter(pk=anna).update(birth_day=soon.day, birth_month=soon.month)
    told = post("/receipts", of_anna(0)).body
    assert told["customer"]["birthday"] == {"days": 1, "text": "Birthday tomorrow: think of it"}
    assert told["customer"]["rhythm"]["text"] == "Usually comes every 10 days"
    assert [one["kind"] for one in told["advice"]] == ["birthday", "away"]
    away = "Had not come for longer than usual, by {} days: say you are glad"
    patience = (date.fromisoformat(told["customer"]["rhythm"]["late_on"]) - today).days
    assert told["advice"][1]["text"] == away.format(50 - patience + 1)
    en_francais = post("/receipts", of_anna(0), language="fr").body
    assert en_francais["customer"]["rhythm"]["text"] == "Vient d’habitude tous les 10 jours"
    # What comes late says nothing of today, and who refuses to be looked at is left in peace.
    assert [one["kind"] for one in post("/receipts", of_anna(40)).body["advice"]] == ["birthday"]
    Stance.objects.create(customer_id=anna, kind=Stance.Kind.NO_PROFILING, since=timezone.now())
    assert [one["kind"] for one in post("/receipts", of_anna(0)).body["advice"]] == ["birthday"]


def test_till_that_reads_a_lost_or_replaced_card_is_told_so_and_the_purchase_counts(post):
    for number, status in (("0012", "active"), ("0013", "lost"), ("0014", "replaced")):
        open_file(cards=(number,))
        Card.objects.filter(number=number).update(status=status)
    told = [post("/receipts", a_receipt(number=card, card=card)).body for card in ("0012", "0013", "0014", "0015")]
    assert [(one["card"], one["customer"] is not None) for one in told] == [
        (None, True), ("lost", True), ("replaced", True), (None, False),
    ]  # fmt: skip


@pytest.fixture
def phones_as_cards():
    Network.objects.update(phone_as_card=True)


def test_telephone_number_is_a_card_only_where_the_network_takes_it(post):
    open_file(mobiles=("0639980123",))
    told = post("/receipts", a_receipt(card="06 39 98 01 23")).body
    assert (told["customer"], told["receipt"]["flags"]) == (None, ["card_unknown"])


def test_telephone_number_of_one_customer_opens_their_file_and_is_not_kept(post, phones_as_cards):
    claire = open_file(mobiles=("0639980123",))
    told = [post("/receipts", a_receipt(card="06 39 98 01 23")) for _ in range(2)]
    assert [(one.status, one.body["customer"]["id"], one.body["receipt"]["flags"]) for one in told] == [
        (201, claire.pk, []), (200, claire.pk, []),
    ]  # fmt: skip
    assert Receipt.objects.get().card_number == ""


def test_telephone_number_of_several_customers_opens_nobodys_file_and_the_till_is_told(post, phones_as_cards):
    for name in ("Inventée", "Imaginée"):
        open_file(name, phones=("0465710012",))
    told = post("/receipts", a_receipt(card="0465710012")).body
    assert (told["customer"], told["receipt"]["flags"]) == (None, ["phone_of_several"])
    assert post("/receipts", a_receipt(number="2", card="0465710013")).body["receipt"]["flags"] == ["card_unknown"]
