"""The customer file through the API."""

import pytest

from chaland.api.schemas.answered import CustomerAnswered, CustomerFiguresAnswered, FoundListAnswered, TimelineAnswered
from chaland.customers.models import Card, Customer
from chaland.interactions.models import Interaction
from chaland.sales.models import Cart, Wish

from .conftest import a_receipt

CLAIRE = {
    "reference": "web-1",
    "civility": "mme",
    "last_name": "Bonnet",
    "first_name": "Élodie",
    "birthday": "--11-24",
    "emails": ["Elodie.Bonnet@Example.com"],
    "mobiles": ["06 39 98 01 23"],
    "cards": ["000-123"],
    "store": "lyon",
}


@pytest.fixture
def claire(call, partner_token):
    answer = call("POST", "/customers", CLAIRE, token=partner_token)
    assert answer.status == 201, answer.body
    return answer.body


def test_customer_is_written_down_and_read_back(claire, call, partner_token):
    assert claire == {
        "id": claire["id"],
        "reference": "web-1",
        "civility": "mme",
        "last_name": "Bonnet",
        "first_name": "Élodie",
        "birthday": "--11-24",
        "language": "",
        "profession": "",
        "hobbies": "",
        "marital_status": "",
        "emails": ["elodie.bonnet@example.com"],
        "mobiles": ["+33639980123"],
        "phones": [],
        "addresses": [],
        "cards": ["000123"],
        "store": "lyon",
        "household": {"reference": None, "size": None, "children_birth_years": []},
        "custom": {},
    }
    CustomerAnswered.model_validate(claire)
    read = call("GET", f"/customers/{claire['id']}", token=partner_token).body
    assert read == {**claire, "segments": []}


@pytest.mark.parametrize(
    ("query", "by"),
    [
        ("card=000123", "card"),
        ("card=000-123", "card"),
        ("phone=0639980123", "phone"),
        ("email=elodie.bonnet@example.com", "email"),
        ("q=elod", "name"),
        ("q=bonnet", "name"),
        ("q=web-1", "reference"),
    ],
)
def test_customer_is_found(claire, call, till_token, query, by):
    answer = call("GET", f"/customers?{query}", token=till_token)
    assert [(one["id"], one["found_by"]) for one in answer.body["customers"]] == [(claire["id"], by)]
    FoundListAnswered.model_validate(answer.body)


@pytest.mark.parametrize("query", ["", "?card=", "?card=1&q=2", "?q=%20"])
def test_search_for_nothing_is_refused(call, till_token, query):
    answer = call("GET", f"/customers{query}", token=till_token)
    assert (answer.status, answer.code) == (422, "query_missing")


@pytest.mark.parametrize("query", ["q=a&limit=0", "q=a&limit=51", "q=a&limit=x"])
def test_search_without_bounds_is_refused(call, till_token, query):
    answer = call("GET", f"/customers?{query}", token=till_token)
    assert (answer.status, answer.code) == (422, "parameter_not_understood")


@pytest.mark.parametrize("text", ["%00", "%25", "_", "%F0%9F%91%9F", "a" * 3000, "%ED%A0%80"])
def test_search_for_odd_text_finds_nobody(claire, call, till_token, text):
    assert call("GET", f"/customers?q={text}", token=till_token).body == {"customers": []}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, (422, "customer_without_anything", ["/last_name"])),
        ({"last_name": 3}, (422, "text_expected", ["/last_name"])),
        ({"role": "admin", "last_name": "X"}, (422, "member_unknown", ["/role"])),
        ({"last_name": "X", "emails": ["a@b"]}, (422, "email_not_understood", ["/email"])),
        ({"last_name": "X", "emails": "a@example.com"}, (422, "list_expected", ["/emails"])),
        ({"last_name": "X", "birthday": "31/02/1980"}, (422, "birthday_not_understood", ["/birthday"])),
        ({"last_name": "X", "store": "nowhere"}, (404, "store_code_unknown", ["/store"])),
        ({"last_name": "X\u0000"}, (422, "text_unreadable", ["/last_name"])),
        ({"last_name": "X", "household": {"size": 2.5}}, (422, "integer_expected", ["/household/size"])),
    ],
)
def test_customer_that_cannot_be_is_refused(call, partner_token, body, told):
    answer = call("POST", "/customers", body, token=partner_token)
    assert (answer.status, answer.code, answer.pointers) == told
    assert Customer.objects.count() == 0


def test_reference_or_card_of_somebody_is_a_conflict(claire, call, partner_token):
    for body, code in (({"reference": "web-1"}, "reference_taken"), ({"cards": ["000123"]}, "card_taken")):
        answer = call("POST", "/customers", {"last_name": "X", **body}, token=partner_token)
        assert (answer.status, answer.code) == (409, code)


def test_customer_of_a_till_belongs_to_its_store(call, till_token):
    made = call("POST", "/customers", {"last_name": "Bonnet"}, token=till_token)
    assert made.body["store"] == "lyon"
    answer = call("POST", "/customers", {"last_name": "Bonnet", "store": "nantes"}, token=till_token)
    assert (answer.status, answer.code) == (403, "store_not_yours")


def test_change_touches_only_what_it_names(claire, call, partner_token):
    changed = call("PATCH", f"/customers/{claire['id']}", {"first_name": "Elsa", "mobiles": []}, token=partner_token)
    assert changed.body == {**claire, "first_name": "Elsa", "mobiles": []}
    assert call("PATCH", f"/customers/{claire['id']}", {}, token=partner_token).body == changed.body


def test_change_of_cards_is_no_change_of_the_file(claire, call, partner_token):
    answer = call("PATCH", f"/customers/{claire['id']}", {"cards": ["9"]}, token=partner_token)
    assert (answer.status, answer.pointers) == (422, ["/cards"])


def test_new_card_brings_its_receipts(claire, post, call, partner_token):
    post("/receipts", a_receipt(card="777"))
    answer = call("POST", f"/customers/{claire['id']}/cards", {"number": "777"}, token=partner_token)
    assert (answer.body["receipts_attached"], answer.body["customer"]["cards"]) == (1, ["000123", "777"])
    figures = call("GET", f"/customers/{claire['id']}/figures", token=partner_token).body
    assert (figures["overall"]["revenue_cents"], Card.objects.count()) == (1000, 2)


def test_figures_have_the_shape_that_scripts_rely_on(post, call, partner_token):
    customer_id = post("/receipts", a_receipt(customer="web-9")).body["customer"]["id"]
    figures = {
        "revenue_cents": 1000,
        "visits": 1,
        "average_basket_cents": 1000,
        "visit_interval_days": None,
        "first_visit_at": "2026-03-02T12:00:00Z",
        "last_visit_at": "2026-03-02T12:00:00Z",
    }
    told = call("GET", f"/customers/{customer_id}/figures", token=partner_token).body
    assert told == {"customer": "web-9", "overall": figures, "stores": [{"store": "lyon", **figures}]}
    CustomerFiguresAnswered.model_validate(told)


def test_figures_of_a_prospect_are_null_where_not_defined(claire, call, partner_token):
    told = call("GET", f"/customers/{claire['id']}/figures", token=partner_token).body
    assert told["overall"] == {
        "revenue_cents": 0,
        "visits": 0,
        "average_basket_cents": None,
        "visit_interval_days": None,
        "first_visit_at": None,
        "last_visit_at": None,
    }
    assert told["stores"] == []


def test_timeline_is_read_a_page_at_a_time(claire, post, call, partner_token):
    for number in range(3):
        post("/receipts", a_receipt(str(number), card="000123", sold_at=f"2026-03-0{1 + number}T10:00:00Z"))
    path = f"/customers/{claire['id']}/timeline?family=purchase&limit=2"
    first = call("GET", path, token=partner_token).body
    second = call("GET", f"{path}&after={first['next'].replace('+', '%2B')}", token=partner_token).body
    assert [event["number"] for event in first["events"] + second["events"]] == ["2", "1", "0"]
    assert second["next"] is None
    TimelineAnswered.model_validate(first)
    assert call("GET", f"{path}&after=nonsense", token=partner_token).code == "cursor_not_understood"


def test_interaction_is_written_once_under_its_reference(claire, call, till_token):
    body = {
        "customer_id": claire["id"],
        "kind": "appointment",
        "due_at": "2026-12-04T15:00:00",
        "subject": "Essayage",
        "reference": "agenda-1",
    }
    answers = [call("POST", "/interactions", body, token=till_token) for _ in range(2)]
    assert [(one.status, one.body["status"]) for one in answers] == [(201, "created"), (200, "replayed")]
    written = Interaction.objects.get()
    assert (written.due_at.isoformat(), written.store.code) == ("2026-12-04T14:00:00+00:00", "lyon")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"customer_id": 999}, (404, "customer_unknown")),
        ({"kind": "duel"}, (422, "interaction_kind_unknown")),
        ({"due_at": "tomorrow"}, (422, "moment_iso_expected")),
        ({"kind": "survey", "score": 11}, (422, "score_out_of_range")),
        ({"store": "nantes"}, (403, "store_not_yours")),
    ],
)
def test_interaction_that_cannot_be_is_refused(claire, call, till_token, change, told):
    body = {"customer_id": claire["id"], "kind": "call", **change}
    answer = call("POST", "/interactions", body, token=till_token)
    assert (answer.status, answer.code) == told
    assert Interaction.objects.count() == 0


def a_quote(**changes):
    lines = [{"sku": "BOOT-38", "quantity": 1, "amount": "129.00"}]
    return {"store": "lyon", "kind": "quote", "reference": "Q-1", "total": "129.00", "lines": lines, **changes}


def test_quote_is_kept_once_and_closed_by_a_receipt(claire, post):
    body = a_quote(customer_id=claire["id"], made_at="2026-03-01T10:00:00")
    answers = [post("/carts", body) for _ in range(2)]
    assert [(one.status, one.body["status"]) for one in answers] == [(201, "created"), (200, "replayed")]
    bought = [{"sku": "BOOT-38", "quantity": 1, "amount_cents": 12900}]
    receipt = post("/receipts", a_receipt(card="000123", total_cents=12900, lines=bought)).body["receipt"]
    cart = Cart.objects.get()
    assert (cart.total_cents, cart.made_at.isoformat(), cart.receipt_id) == (
        12900,
        "2026-03-01T09:00:00+00:00",
        receipt["id"],
    )


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"kind": "dream"}, 422, "choice_expected"),
        ({"store": "nantes"}, 403, None),
        ({"customer": "nobody"}, 404, "customer_unknown"),
        ({"customer": None}, 422, "customer_named_once"),
        ({"total": 129.0}, 422, "euros_text_expected"),
        ({"lines": [{"sku": "A", "quantity": 1}]}, 422, "field_missing"),
        (
            {"lines": [{"label": "FR76 3000 6000 0112 3456 7890 189", "quantity": 1, "amount": "1.00"}]},
            422,
            "text_holds_secret_number",
        ),
    ],
)
def test_quote_that_cannot_be_is_refused(claire, post, change, status, code):
    answer = post("/carts", a_quote(**{"customer": "web-1", **change}))
    assert (answer.status, code or answer.code) == (status, answer.code)
    assert Cart.objects.count() == 0


def test_wish_is_written_down(claire, post):
    answer = post("/wishes", {"customer_id": claire["id"], "text": "Ballerines rouges", "until_on": "2026-12-24"})
    assert answer.status == 201
    wish = Wish.objects.get()
    assert (wish.text, wish.until_on.isoformat(), wish.store.code) == ("Ballerines rouges", "2026-12-24", "lyon")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "wish_is_empty"),
        ({"sku": "NOTHING"}, 404, "product_unknown"),
        ({"category": "Nothing"}, 404, "category_unknown"),
        ({"text": "x", "until_on": "2026-02-31"}, 422, "day_not_understood"),
        ({"text": "x" * 201}, 422, "text_too_long"),
    ],
)
def test_wish_that_cannot_be_is_refused(claire, post, body, status, code):
    answer = post("/wishes", {"customer_id": claire["id"], **body})
    assert (answer.status, answer.code) == (status, code)
    assert Wish.objects.count() == 0


def test_search_takes_as_many_queries_for_three_as_for_one(call, partner_token, django_assert_max_num_queries):
    for number in range(3):
        call("POST", "/customers", {"last_name": "Bonnet", "first_name": str(number)}, token=partner_token)
        with django_assert_max_num_queries(8):
            found = call("GET", "/customers?q=bonnet", token=partner_token).body["customers"]
        assert len(found) == number + 1
