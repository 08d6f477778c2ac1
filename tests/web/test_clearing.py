"""Screens of the clearing, on a made-up street."""

from datetime import date

import pytest
from django.utils import timezone

from chaland.loyalty.models import Settlement, StreetMember
from chaland.stores.models import Merchant
from factories.people import join
from factories.street import open_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(client):
    made = open_street(timezone.now())
    client.force_login(made.user)
    return made


def test_merchant_joins_with_its_account_and_leaves(client, street):
    StreetMember.objects.all().delete()
    merchant = street.lyon.merchant_id
    told = {"merchant": merchant, "joined_on": "2026-01-01", "iban": "FR76 3000 6000 0112 3456 7890 188"}
    assert client.post("/street/merchants/new/", told).status_code == 422
    told["iban"] = "fr76 3000 6000 0112 3456 7890 189"
    assert client.post("/street/merchants/new/", told).headers["Location"] == "/street/"
    member = StreetMember.objects.get()
    assert (member.iban, member.joined_on) == ("FR7630006000011234567890189", date(2026, 1, 1))
    client.post(f"/street/merchants/{merchant}/leave/")
    member.refresh_from_db()
    assert member.left_on is not None


def test_only_merchants_outside_the_street_are_offered(client, street):
    StreetMember.objects.all().delete()
    assert client.get("/street/merchants/new/").context["form"].fields["merchant"].queryset.count() > 0
    StreetMember.objects.bulk_create(
        StreetMember(merchant=one, joined_on=date(2026, 1, 1)) for one in Merchant.objects.all()
    )
    page = read(client.get("/street/merchants/new/"))
    assert ("Tous les commerçants du réseau sont dans la rue." in page, 'name="joined_on"' in page) == (True, False)


def test_loyalty_leads_to_the_clearing(client, street):
    pages = [read(client.get(path)) for path in ("/loyalty/", "/street/")]
    assert [page.count('<a href="/street/"') for page in pages] == [1, 1]


def read(answer):
    return answer.content.decode()


def test_month_is_settled_from_the_screen(client, street):
    answer = client.post("/street/settle/", {"month": "2025-12"})
    assert answer.headers["Location"] == "/street/?month=2025-12"
    assert Settlement.objects.filter(until_on=date(2025, 12, 31)).count() == 1


def test_manager_of_one_store_neither_settles_nor_changes_accounts(client, street):
    client.force_login(join("marc@example.com", "manager", street.lyon))
    merchant = street.lyon.merchant_id
    asked = ["/street/settle/", "/street/merchants/new/", f"/street/merchants/{merchant}/"]
    assert [client.post(path).status_code for path in (*asked, f"/street/merchants/{merchant}/leave/")] == [403] * 4


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF-"), ("csv", "\ufeffJour;Avec;Points".encode())])
def test_statement_is_given_as_a_file(client, street, kind, begins):
    answer = client.get(f"/street/merchants/{street.lyon.merchant_id}/statement.{kind}?month=2026-03")
    assert (answer.status_code, answer.content[: len(begins)]) == (200, begins)
    assert client.get(f"/street/merchants/{street.lyon.merchant_id}/statement.exe").status_code == 404
