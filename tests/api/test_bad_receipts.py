# ruff: noqa: N802 - the cases keep their numbers, T01 to T29
"""What tills get wrong: each case of the corpus is answered as written, and none of them leaves a trace."""

import gzip
import json

import pytest
import time_machine
from django.db.models import Sum
from django.utils import timezone

from chaland.accounts.models import Token
from chaland.accounts.services import revoke_token
from chaland.api import receipts
from chaland.api.limits import RateLimit
from chaland.customers.models import Customer
from chaland.sales.models import Figures, Receipt, ReceiptConflict, ReceiptLine

from .conftest import EXPECTED, a_receipt

REFUSED = [name for name, wanted in EXPECTED.items() if wanted["status"] in (400, 403, 422)]


def recorded():
    return Receipt.objects.count(), ReceiptLine.objects.count(), ReceiptConflict.objects.count()


@pytest.mark.parametrize("name", REFUSED)
def test_refused_receipt_leaves_no_trace(post_case, name):
    post_case(name)
    assert recorded() == (0, 0, 0)


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_refused_receipt_is_told_in_both_languages(post_case, name, language):
    answer = post_case(name, language=language)
    assert answer.headers["Content-Language"] == language
    assert "…" not in answer.body["detail"].replace("“…”", "")
    assert answer.body["status"] == answer.status
    assert answer.body["type"] == f"urn:chaland:problem:{answer.code}"


def test_T01_nan_and_infinity_are_refused(post_case):
    post_case("T01_nan_total")
    post_case("T01_infinite_total")


def test_T02_number_beyond_any_float_is_refused(post_case):
    post_case("T02_1e400_total")


def test_T03_name_given_twice_is_refused(post_case):
    assert "total_cents" in post_case("T03_total_twice").body["detail"]


def test_T04_integer_of_five_thousand_digits_is_refused(post):
    body = json.dumps(a_receipt()).replace('"total_cents": 1000', '"total_cents": ' + "9" * 5000)
    answer = post("/receipts", body.encode())
    assert (answer.status, answer.code) == (400, "json_number_out_of_range")


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_T05_hundred_thousand_levels_are_refused(post, opening):
    answer = post("/receipts", opening * 100_000)
    assert (answer.status, answer.code) == (400, "json_too_deep")


def test_T06_floats_are_refused_and_texts_are_exact(post_case):
    for name in ("T06_float_total", "T06_float_cents", "T06_float_line", "T06_float_quantity"):
        post_case(name)
    answer = post_case("T06_euros_in_text")
    assert (answer.body["receipt"]["total_cents"], answer.body["receipt"]["flags"]) == (30, [])


def test_T07_negative_total_needs_something_given_back(post_case):
    post_case("T07_negative_total")
    assert post_case("T07_return").body["receipt"]["total_cents"] == -800


def test_T08_lines_beyond_five_cents_of_the_total_are_flagged(post_case):
    assert post_case("T08_lines_differ").body["receipt"]["flags"] == ["total_differs"]


def test_T08_lines_within_five_cents_of_the_total_are_not(post_case):
    assert post_case("T08_lines_round").body["receipt"]["flags"] == []


def test_T09_no_line_at_all_is_refused(post_case):
    post_case("T09_no_lines")


def test_T09_ten_thousand_lines_are_too_many(post):
    line = {"sku": "A", "quantity": 1, "amount_cents": 1}
    answer = post("/receipts", a_receipt(total_cents=10_000, lines=[line] * 10_000))
    assert (answer.status, answer.code) == (413, "too_many_lines")


def test_T10_amounts_are_plain_ascii_decimals(post_case):
    for name in ("T10_exponent", "T10_fullwidth", "T10_fullwidth_quantity"):
        post_case(name)


def test_T11_minus_zero_is_zero(post_case):
    assert post_case("T11_minus_zero").body["receipt"]["total_cents"] == 0


def test_T12_only_euros_are_taken(post_case):
    post_case("T12_francs")
    post_case("T12_euros")


def test_T13_weights_are_exact_and_absurd_ones_refused(post_case):
    post_case("T13_thousand_million")
    post_case("T13_weight")
    assert list(ReceiptLine.objects.values_list("quantity_milli", flat=True)) == [375]


def test_T14_unknown_store_or_till_is_forbidden(post_case):
    post_case("T14_unknown_store")
    post_case("T14_unknown_till")


def test_T15_till_may_not_post_for_another_store(post_case):
    post_case("T15_other_store")


def test_T16_unknown_card_keeps_the_receipt_anonymous_until_it_is_known(post_case, call, partner_token):
    answer = post_case("T16_unknown_card")
    assert (answer.body["customer"], answer.body["receipt"]["flags"]) == (None, ["card_unknown"])
    made = call("POST", "/customers", {"last_name": "Bonnet", "cards": ["3760000000016"]}, token=partner_token)
    figures = call("GET", f"/customers/{made.body['id']}/figures", token=partner_token)
    assert figures.body["overall"]["revenue_cents"] == 1000


def test_T17_card_of_a_customer_who_is_gone_keeps_the_receipt_anonymous(post_case, call, partner_token):
    made = call("POST", "/customers", {"last_name": "Bonnet", "cards": ["3760000000016"]}, token=partner_token)
    Customer.objects.filter(pk=made.body["id"]).delete()
    answer = post_case("T16_unknown_card")
    assert (answer.body["customer"], answer.body["receipt"]["flags"]) == (None, ["card_unknown"])


def test_T18_moment_without_zone_is_the_store_s_own_time(post_case):
    told = post_case("T18_without_zone").body["receipt"]
    assert (told["sold_at"], told["business_day"]) == ("2026-03-01T23:30:00Z", "2026-03-02")


def test_T19_dates_that_cannot_be_are_kept_and_flagged(post_case):
    assert post_case("T19_2099").body["receipt"]["flags"] == ["sold_in_future"]
    assert post_case("T19_1970").body["receipt"]["flags"] == ["sold_long_ago"]


def test_T19_day_that_no_calendar_has_is_refused(post_case):
    post_case("T19_31_february")


def test_T20_same_key_with_another_content_is_kept_aside(post_case):
    first = post_case("valid").body["receipt"]["id"]
    for _ in range(2):
        assert post_case("T20_changed_total").body["receipt"] == {"id": first}
    assert recorded() == (1, 2, 1)
    assert Receipt.objects.get().total_cents == 1000


def test_T21_gzip_bomb_is_too_large(post):
    bomb = gzip.compress(b" " * 300 * 1024 * 1024, compresslevel=9)
    assert len(bomb) < 400 * 1024
    answer = post("/receipts", bomb, **{"Content-Encoding": "gzip"})
    assert (answer.status, answer.code) == (413, "body_too_large")


def test_T21_gzip_is_taken_and_damage_told(post):
    body = gzip.compress(json.dumps(a_receipt()).encode())
    assert post("/receipts", body[:-9], **{"Content-Encoding": "gzip"}).code == "gzip_damaged"
    assert post("/receipts", b"no gzip", **{"Content-Encoding": "gzip"}).code == "gzip_damaged"
    assert post("/receipts", body, **{"Content-Encoding": "br"}).status == 415
    assert post("/receipts", body, **{"Content-Encoding": "gzip"}).status == 201


def test_T21_body_over_one_megabyte_is_too_large(post):
    answer = post("/receipts", json.dumps(a_receipt()).encode() + b" " * 1024 * 1024)
    assert (answer.status, answer.code) == (413, "body_too_large")


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_T22_other_content_types_are_not_taken(post, content_type):
    answer = post("/receipts", a_receipt(), content_type=content_type)
    assert (answer.status, answer.code) == (415, "content_type_not_json")


def test_T23_latin1_is_refused_declared_or_not(post, post_case):
    post_case("T23_latin1")
    answer = post("/receipts", a_receipt(), content_type="application/json; charset=iso-8859-1")
    assert (answer.status, answer.code) == (415, "charset_not_utf8")


def test_T24_number_is_what_a_till_prints(post_case):
    for name in ("T24_newline", "T24_path", "T24_four_kilobytes"):
        post_case(name)


def test_T25_return_of_more_than_bought_is_flagged(post_case):
    answer = post_case("T25_returned_beyond")
    assert answer.body["receipt"]["flags"] == ["returned_beyond"]
    assert answer.body["customer"]["figures"]["visits"] == 0


def test_T26_free_receipt_is_a_visit(post_case):
    figures = post_case("T26_free").body["customer"]["figures"]
    assert (figures["visits"], figures["revenue_cents"]) == (1, 0)


def test_T27_till_gone_wild_is_slowed_down_and_its_queue_kept(post, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(receipts, "_till_rate", RateLimit(5, clock=lambda: clock[0]))
    statuses = [post("/receipts", a_receipt(str(number))).status for number in range(12)]
    assert statuses == [201] * 10 + [429] * 2
    refused = post("/receipts", a_receipt("11"))
    assert (refused.code, refused.headers["Retry-After"]) == ("too_many_requests", "1")
    clock[0] += 1
    assert [post("/receipts", a_receipt(str(number))).status for number in (10, 11)] == [201, 201]
    assert Receipt.objects.count() == 12


def test_T27_batch_is_one_call_whatever_it_holds(post, monkeypatch):
    monkeypatch.setattr(receipts, "_till_rate", RateLimit(1, clock=lambda: 0.0))
    batch = {"receipts": [a_receipt(str(number)) for number in range(50)]}
    assert [item["status"] for item in post("/receipts/batch", batch).body["results"]] == ["created"] * 50


def test_T28_captured_request_is_refused_once_the_token_is_revoked(post):
    assert post("/receipts", a_receipt()).status == 201
    revoke_token(Token.objects.get().pk, now=timezone.now())
    answer = post("/receipts", a_receipt())
    assert (answer.status, answer.code) == (401, "api_token_unknown")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="chaland"'


def test_T29_bank_card_number_is_hidden_before_anything_is_kept(post_case, post):
    post_case("T29_card_number")
    assert Receipt.objects.get().payment_method == "CB ************1111 sans contact"
    conflict = a_receipt(payment_method="4111111111111111")
    assert post("/receipts", conflict).status == 409
    assert "4111111111111111" not in json.dumps(ReceiptConflict.objects.get().body)


@time_machine.travel("2026-03-02T12:05:00Z", tick=False)
def test_T19_ten_minutes_of_skew_are_nobody_s_fault(post):
    told = [
        post("/receipts", a_receipt(number, sold_at=f"2026-03-02T12:{minute}:00Z")).body["receipt"]["flags"]
        for number, minute in (("1", "15"), ("2", "16"))
    ]
    assert told == [[], ["sold_in_future"]]


def test_every_mistake_of_a_receipt_is_told_at_once(post):
    wrong = a_receipt(
        store="", total_cents="12", lines=[{"quantity": 1, "amount_cents": 1}, {"sku": "A", "ammount": 3}]
    )
    assert sorted(post("/receipts", wrong).pointers) == [
        "/lines/0/sku",
        "/lines/1/ammount",
        "/lines/1/amount_cents",
        "/lines/1/quantity",
        "/store",
        "/total_cents",
    ]


def test_revenue_of_refused_receipts_is_nobody_s(post_case):
    for name in REFUSED:
        post_case(name)
    assert Figures.objects.aggregate(total=Sum("revenue_cents"))["total"] is None
