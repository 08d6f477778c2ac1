"""Vouchers over HTTP: looked at, kept, used, given back; every refusal a problem document in the caller's language."""

import pytest
from django.utils import timezone

from chaland.api import vouchers as api_vouchers
from chaland.api.limits import Misses
from chaland.loyalty.models import VoucherUse
from chaland.loyalty.rules.vouchers import Terms
from factories.customers import enter
from factories.vouchers import a_kind, a_voucher

from .conftest import a_receipt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_guessed(monkeypatch):
    monkeypatch.setattr(api_vouchers, "_misses", Misses(api_vouchers.WRONG_CODES, api_vouchers.WITHIN_SECONDS))


@pytest.fixture
def voucher(shops):
    return a_voucher(now=timezone.now())


def of(terms, **told):
    now = timezone.now()
    return a_voucher(a_kind(terms, now=now), now=now, **told)


def told(voucher):
    return [*VoucherUse.objects.filter(voucher=voucher).order_by("pk").values_list("act", "receipt_id", "reason")]


def test_voucher_is_told_as_it_stands(call, till_token, voucher):
    answer = call("GET", f"/vouchers/{voucher.code.lower()}", token=till_token)
    body = answer.body
    assert answer.status == 200
    assert (body["code"], body["state"], body["gives"], body["uses_left"]) == (voucher.code, "issued", "€5.00 off", 1)


def test_voucher_is_kept_used_and_given_back(post, voucher):
    came = [
        post(f"/vouchers/{voucher.code}/{act}", {"key": "k"})
        for act in ("reserve", "reserve", "redeem", "redeem", "release", "release")
    ]
    assert [(one.status, one.body["status"], one.body["voucher"]["state"]) for one in came] == [
        (200, "done", "reserved"),
        (200, "replayed", "reserved"),
        (200, "done", "redeemed"),
        (200, "replayed", "redeemed"),
        (200, "done", "issued"),
        (200, "replayed", "issued"),
    ]


def test_refusal_is_no_trouble_of_the_server_and_an_unknown_address_is_told(call, post, till_token, voucher, caplog):
    came = [post(f"/vouchers/{voucher.code}/redeem", {"key": key}).status for key in "abb"]
    assert (came, caplog.records) == ([200, 409, 409], [])
    call("GET", "/nowhere", token=till_token)
    assert [one.name for one in caplog.records] == ["django.request"]


def test_what_comes_off_is_worked_out_or_as_the_till_says(post, shops):
    tenth = Terms("percent", 10, is_personal=False)
    worked_out = post(f"/vouchers/{of(tenth).code}/redeem", {"key": "k", "amount_cents": 1999})
    said = post(
        f"/vouchers/{of(tenth, key='2').code}/redeem", {"key": "k", "amount_cents": 1999, "discount_cents": 150}
    )
    unknown = post(f"/vouchers/{of(tenth, key='3').code}/redeem", {"key": "k"})
    assert [one.body["discount_cents"] for one in (worked_out, said, unknown)] == [200, 150, None]


def test_second_till_is_refused_in_its_language(call, post, nantes_token, voucher):
    post(f"/vouchers/{voucher.code}/redeem", {"key": "k"})
    path = f"/vouchers/{voucher.code}/redeem"
    answer = call("POST", path, {"key": "l"}, token=nantes_token, language="fr")
    assert (answer.status, answer.code) == (409, "voucher_redeemed")
    assert answer.body["detail"].startswith("Ce bon a déjà servi le ")
    assert answer.body["detail"].endswith(", Lyon.")


def test_personal_voucher_asks_for_its_owner(post, shops):
    owner = enter("Durand", cards=("CARTE9",))
    voucher = of(Terms("amount", 500), customer_id=owner)
    nobody = post(f"/vouchers/{voucher.code}/redeem", {"key": "k"})
    theirs = post(f"/vouchers/{voucher.code}/redeem", {"key": "k", "card": "CARTE9"})
    assert (nobody.status, nobody.code, theirs.status) == (409, "voucher_of_another", 200)


def test_store_and_least_amount_are_looked_at(post, shops):
    elsewhere = of(Terms("amount", 500, stores=frozenset({shops.nantes.pk}), is_personal=False))
    little = of(Terms("amount", 500, least_cents=2000, is_personal=False), key="2")
    came = [post(f"/vouchers/{one.code}/reserve", {"key": "k", "amount_cents": 1999}) for one in (elsewhere, little)]
    assert [(one.status, one.code) for one in came] == [(409, "voucher_elsewhere"), (409, "voucher_too_little")]
    assert came[1].body["detail"] == "This voucher needs a purchase of at least €20.00."


def test_till_of_one_store_uses_none_for_another(post, voucher):
    answer = post(f"/vouchers/{voucher.code}/redeem", {"key": "k", "store": "nantes"})
    assert (answer.status, answer.code) == (403, "store_not_yours")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/key"),
        ({"key": ""}, "/key"),
        ({"key": "k" * 65}, "/key"),
        ({"key": "k", "amount_cents": "12"}, "/amount_cents"),
        ({"key": "k", "discount_cents": -1}, "/discount_cents"),
        ({"key": "k", "role": "admin"}, "/role"),
    ],
)
def test_bad_body_is_refused(post, voucher, body, pointer):
    answer = post(f"/vouchers/{voucher.code}/redeem", body)
    assert (answer.status, answer.pointers) == (422, [pointer])
    voucher.refresh_from_db()
    assert voucher.state == "issued"


@pytest.mark.parametrize("code", ["23456789ABCDH", "x", "%00", "é", "2" * 500])
def test_wrong_code_is_not_found(call, till_token, shops, code):
    answer = call("GET", f"/vouchers/{code}", token=till_token)
    assert (answer.status, answer.code) == (404, "voucher_unknown")


def test_who_guesses_is_shut_out(call, till_token, nantes_token, voucher):
    for _ in range(api_vouchers.WRONG_CODES):
        assert call("GET", "/vouchers/WRONG", token=till_token).status == 404
    shut_out = call("GET", f"/vouchers/{voucher.code}", token=till_token)
    assert (shut_out.status, shut_out.code, int(shut_out.headers["Retry-After"]) > 0) == (
        429,
        "too_many_wrong_codes",
        True,
    )
    assert call("GET", f"/vouchers/{voucher.code}", token=nantes_token).status == 200


def test_nothing_without_a_token(call, voucher):
    assert call("GET", f"/vouchers/{voucher.code}").status == 401
    assert call("POST", f"/vouchers/{voucher.code}/redeem", {"key": "k"}).status == 401


def carrying(codes, **changes):
    return a_receipt(vouchers=codes, **changes)


def test_receipt_uses_the_vouchers_it_names(post, voucher):
    answers = [post("/receipts", carrying([voucher.code.lower(), "RIEN"])) for _ in range(2)]
    wanted = [
        {"code": voucher.code.lower(), "status": "used", "detail": ""},
        {"code": "RIEN", "status": "unknown", "detail": "There is no such voucher. Check the code."},
    ]
    assert [(one.status, one.body["vouchers"]) for one in answers] == [(201, wanted), (200, wanted)]
    assert told(voucher) == [("redeemed", answers[0].body["receipt"]["id"], "")]


def test_receipt_is_kept_with_a_voucher_that_was_used_already_and_the_shop_sees_it(post, voucher):
    post(f"/vouchers/{voucher.code}/redeem", {"key": "another till"})
    answer = post("/receipts", carrying([voucher.code]))
    assert (answer.status, [one["status"] for one in answer.body["vouchers"]]) == (201, ["refused"])
    assert told(voucher)[1:] == [("beyond", answer.body["receipt"]["id"], "voucher_redeemed")]


def test_voucher_reserved_under_the_uuid_of_the_receipt_is_used_by_it(post, voucher):
    uuid = "a0a0a0a0-0000-4000-8000-000000000001"
    post(f"/vouchers/{voucher.code}/reserve", {"key": uuid})
    assert post("/receipts", carrying([voucher.code], uuid=uuid)).body["vouchers"][0]["status"] == "used"


@pytest.mark.parametrize("codes", ["X", [1], ["X"] * 11])
def test_vouchers_of_a_receipt_are_a_list_of_codes(post, codes):
    answer = post("/receipts", carrying(codes))
    assert (answer.status, answer.pointers) == (422, ["/vouchers"])


def test_till_is_told_the_vouchers_of_the_customer(post, shops):
    owner = enter("Durand", cards=("CARTE9",))
    voucher = of(Terms("percent", 10), customer_id=owner)
    told = post("/receipts", a_receipt(card="CARTE9")).body["customer"]["vouchers"]
    assert (told["earned"], [(one["code"], one["gives"]) for one in told["usable"]]) == (
        [],
        [(voucher.code, "10% off")],
    )
