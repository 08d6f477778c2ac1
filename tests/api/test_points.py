"""What a till is told of points, and what it uses of them. Made-up shop and people."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from chaland.loyalty.models import Entry, PrivateSale, ProgrammeVersion
from chaland.loyalty.rules.programme import Tier
from chaland.sales.models import Receipt
from factories.loyalty import programme, tiers
from factories.today import today
from factories.vouchers import a_kind

from .conftest import a_receipt

pytestmark = pytest.mark.django_db
KEY = str(UUID(int=9))


def test_receipt_tells_points_and_tier(post, shops):
    programme(tiers=tiers(3000, 20_000))
    told = post("/receipts", a_receipt(customer="anna")).body["customer"]["loyalty"]
    again = post("/receipts", a_receipt(customer="anna")).body["customer"]["loyalty"]
    points = told["points"]["earned"]
    assert (told == again, points > 0, told["points"]["balance"], told["points"]["debt"]) == (True, True, points, 0)
    assert set(told["tier"]) == {
        "code", "name", "advantage", "percent", "early_access", "measure", "next", "missing",
    }  # fmt: skip


def test_tier_brings_a_voucher_a_percentage_and_private_sales(post, shops):
    gift = a_kind(name="Merci inventé", now=timezone.now())
    programme(tiers=(Tier("t1", 100, "Argent", percent=10, early_access=True, reached=gift.pk),))
    PrivateSale.objects.create(name="Avant-première", first_on=today(), last_on=today() + timedelta(1))
    said = a_receipt(customer="anna", sold_at=timezone.now().isoformat())
    told = post("/receipts", said).body["customer"]
    assert [one["name"] for one in told["vouchers"]["earned"]] == ["Merci inventé"]
    assert [(one["name"], one["is_on"]) for one in told["private_sales"]] == [("Avant-première", True)]
    quoted = post("/receipts/quote", {**said, "number": "2"})
    cents = quoted.body["tier_discount_cents"]
    assert 0 < cents == (sum(one["amount_cents"] for one in said["lines"]) * 10 + 50) // 100


def test_without_programme_nothing_is_told(post, shops):
    assert post("/receipts", a_receipt(customer="anna")).body["customer"]["loyalty"] is None


def test_quote_tells_what_the_receipt_gives_and_writes_nothing(post, shops):
    programme()
    quoted = post("/receipts/quote", a_receipt(customer="anna"))
    assert (quoted.status, Receipt.objects.count(), Entry.objects.count(), quoted.body["customer"]) == (200, 0, 0, None)
    given = post("/receipts", a_receipt(customer="anna")).body["customer"]["loyalty"]["points"]["earned"]
    assert quoted.body["points"] == given > 0


def test_points_are_used_once_for_a_key(post, shops):
    programme()
    ProgrammeVersion.objects.update(burn_points=1)
    told = post("/receipts", a_receipt(customer="anna")).body["customer"]
    path, balance = f"/customers/{told['id']}/points/burn", told["loyalty"]["points"]["balance"]
    came = [post(path, {"key": KEY, "points": balance - 1}) for _ in range(2)]
    assert [(one.status, one.body["status"], one.body["points"]["balance"]) for one in came] == [
        (200, "done", 1),
        (200, "replayed", 1),
    ]
    other = post(path, {"key": KEY, "points": 1})
    too_many = post(path, {"key": str(UUID(int=10)), "points": 2})
    assert [(one.status, one.body["code"]) for one in (other, too_many)] == [
        (409, "points_key_used"),
        (422, "points_missing"),
    ]


def test_points_used_by_mistake_are_given_back_once(post, shops):
    programme()
    ProgrammeVersion.objects.update(burn_points=1)
    told = post("/receipts", a_receipt(customer="anna")).body["customer"]
    path, balance = f"/customers/{told['id']}/points", told["loyalty"]["points"]["balance"]
    post(f"{path}/burn", {"key": KEY, "points": balance - 1})
    came = [post(f"{path}/give-back", {"key": KEY}) for _ in range(2)]
    assert [
        (one.status, one.body["status"], one.body["given_back"], one.body["points"]["balance"]) for one in came
    ] == [
        (200, "done", balance - 1, balance),
        (200, "replayed", balance - 1, balance),
    ]
    asked = ({"key": str(UUID(int=10))}, {"key": "x"}, {})
    assert [post(f"{path}/give-back", one).status for one in asked] == [404, 422, 422]
    assert post("/customers/999/points/give-back", {"key": KEY}).status == 404


@pytest.mark.parametrize(
    "body", [{}, {"key": "x", "points": 1}, {"key": KEY, "points": 0}, {"key": KEY, "points": 2**40}]
)
def test_burn_not_understood_is_refused(post, shops, body):
    programme()
    told = post("/receipts", a_receipt(customer="anna")).body["customer"]
    assert post(f"/customers/{told['id']}/points/burn", body).status == 422


def test_points_that_are_no_whole_step_are_refused_in_words_unless_they_were_taken_before(post, shops):
    programme()
    ProgrammeVersion.objects.update(burn_points=10)
    path = f"/customers/{post('/receipts', a_receipt(customer='anna')).body['customer']['id']}/points/burn"
    refused = post(path, {"key": KEY, "points": 15}, language="fr")
    assert (refused.status, refused.body["code"]) == (422, "points_by_steps")
    assert refused.body["detail"] == "Les points s’utilisent par 10\xa0: indiquez un multiple."
    assert (post(path, {"key": KEY, "points": 10}).status, Entry.objects.filter(kind="burnt").count()) == (200, 1)
    ProgrammeVersion.objects.update(burn_points=15)
    again = post(path, {"key": KEY, "points": 10})
    assert (again.status, again.body["status"]) == (200, "replayed")


def test_nobody_burns_for_a_stranger(post, shops):
    programme()
    assert post("/customers/999/points/burn", {"key": KEY, "points": 1}).status == 404
