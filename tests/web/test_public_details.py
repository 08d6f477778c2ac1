"""The pages by which people put their own file right. GET changes nothing, bad links look alike. All made up."""

from datetime import UTC, datetime

import pytest

from chaland.customers.models import Customer
from chaland.customers.rules import Address
from chaland.messages.links import footer_token
from chaland.privacy.models import DataRequest
from factories.opt_in import CLAIRE, enter, mails, path_in
from factories.people import join
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
OTHER = "claire.autre@example.com"


@pytest.fixture
def claire(db):
    open_shops("lyon")
    home = Address("1 rue des Lilas", postcode="34000", city="Montpellier")
    return enter(now=NOW, last_name="Inventée", first_name="Clère", mobiles=("0639980123",), addresses=(home,))


@pytest.fixture
def page(client, claire):
    """The page of Claire's details, by the button of what she receives."""
    foot = footer_token(claire, address=CLAIRE, now=NOW)
    answer = client.post(f"/p/preferences/{foot}/", {"correct": "yes"})
    assert "Un e-mail part vers c•••@example.com" in answer.content.decode()
    return path_in(mails("details")[0], "details")


def typed(answer, **changes):
    form = answer.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | changes


@pytest.mark.rule("own-details")
def test_they_correct_what_they_see_and_another_address_is_confirmed(client, claire, page):
    shown = client.get(page)
    assert all(word in shown.content.decode() for word in ("Clère", "06 39 98 01 23", "1 rue des Lilas", CLAIRE))
    done = client.post(page, typed(shown, first_name="Claire", email=OTHER))
    assert (done.status_code, OTHER in done.content.decode()) == (200, True)
    assert Customer.objects.get(pk=claire).first_name == "Claire"
    address = path_in(mails("address")[0], "address")
    asked = [client.get(address).status_code, client.head(address).status_code, emails(claire)]
    client.post(address)
    assert (asked, emails(claire)) == ([200, 200, [CLAIRE]], [OTHER])
    assert DataRequest.objects.count() == 2


def emails(customer_id):
    from chaland.customers.models import ContactPoint

    return list(ContactPoint.objects.filter(customer=customer_id, kind="email").values_list("value", flat=True))


@pytest.mark.rule("own-details")
def test_looking_changes_nothing(client, claire, page):
    before = Customer.objects.values().get(pk=claire)
    assert [client.get(page).status_code, client.head(page).status_code] == [200, 200]
    assert (Customer.objects.values().get(pk=claire), DataRequest.objects.count()) == (before, 0)


def test_mistakes_are_told_beside_their_fields_and_spend_nothing(client, claire, page):
    shown = client.get(page)
    answer = client.post(page, typed(shown, mobile="12", email="claire"))
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["email", "mobile"])
    assert client.get(page).status_code == 200


def test_bad_links_all_look_alike(client, claire, page):
    client.post(page, typed(client.get(page)))
    answers = [
        client.get(path) for path in (page, "/p/details/x/", "/p/address/x/", page.replace("details", "address"))
    ]
    assert {(answer.status_code, answer.content) for answer in answers} == {(404, answers[0].content)}


def test_the_shop_sends_the_link_once_a_day(client, claire):
    client.force_login(join("owner2@example.com", "owner"))
    for expected in ("Le lien part par e-mail", "il y a moins d’un jour"):
        answer = client.post(f"/customers/{claire}/correction/", follow=True)
        assert expected in answer.content.decode()
    assert [mail.to for mail in mails("details")] == [CLAIRE]
