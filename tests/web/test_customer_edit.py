import pytest
from django.urls import reverse
from django.utils import timezone

from chaland.customers.models import Card, ContactPoint, Customer, FieldPolicy
from chaland.sales.models import Receipt, Wish
from chaland.usecases.sales.record_receipts import record_receipts
from factories.people import join
from factories.person import open_file
from factories.sales import receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire(shops):
    return open_file(
        emails=("claire@example.com",),
        mobiles=("0639980147",),
        cards=("CARTE1",),
        home_store_id=shops[0].pk,
        profession="Architecte",
        household_size=4,
    )


@pytest.fixture
def owner(client, shops):
    user = join("owner@example.com", "owner")
    client.force_login(user)
    return user


def address(name, *args):
    return reverse(name, args=args)


def test_identity_is_corrected_and_the_rest_stays(client, owner, claire):
    typed = {"last_name": "Durand", "first_name": "Claire", "birthday": "24/11", "profession": "Architecte"}
    answer = client.post(address("customer-edit", claire.pk), typed)
    assert (answer.status_code, answer["Location"]) == (302, address("customer", claire.pk))
    row = Customer.objects.select_related("household").get()
    assert (row.last_name, row.birth_day, row.birth_year, row.household.size) == ("Durand", 24, None, 4)
    assert ContactPoint.objects.count() == 2
    assert (row.home_store_id, list(Card.objects.values_list("number", flat=True))) == (
        claire.home_store_id,
        ["CARTE1"],
    )


def test_a_correction_never_erases_a_field_that_is_off(client, owner, claire):
    FieldPolicy.objects.create(field="profession", requirement="off")
    client.post(address("customer-edit", claire.pk), {"last_name": "Durand"})
    row = Customer.objects.get()
    assert (row.last_name, row.profession) == ("Durand", "Architecte")


def test_household_is_corrected(client, owner, claire):
    client.post(address("customer-edit-section", claire.pk, "household"), {"household_size": "5", "children": "2020"})
    household = Customer.objects.select_related("household").get().household
    assert (household.size, household.children_birth_years) == (5, [2020])


def test_a_section_that_does_not_exist_is_not_found(client, owner, claire):
    assert client.get(address("customer-edit-section", claire.pk, "dance")).status_code == 404


def test_forms_show_what_is_known(client, owner, claire):
    html = client.get(address("customer-edit", claire.pk)).content.decode()
    assert [value for value in ("Bonnet", "Claire", "Architecte") if f'value="{value}"' not in html] == []


@pytest.mark.parametrize(
    ("kind", "typed", "wrong"),
    [
        ("email", {"value": "x@example.org"}, {"value": "x@"}),
        ("mobile", {"value": "06 39 98 01 48"}, {"value": "12"}),
        ("phone", {"value": "04 65 71 00 12"}, {"value": ""}),
        ("address", {"address1": "1 rue X", "postcode": "34170", "city": "Castelnau-le-Lez"}, {"postcode": "abc"}),
    ],
)
@pytest.mark.usefixtures("owner")
def test_a_contact_point_is_added(client, claire, kind, typed, wrong):
    here = address("contact-new", claire.pk, kind)
    before = ContactPoint.objects.count()
    assert client.get(here).status_code == 200
    refused = client.post(here, wrong)
    assert (refused.status_code, bool(refused.context["form"].errors)) == (200, True)
    assert ContactPoint.objects.count() == before
    assert client.post(here, typed).status_code == 302
    assert ContactPoint.objects.filter(kind=kind).count() == (2 if kind in ("email", "mobile") else 1)


def test_a_kind_of_contact_point_that_does_not_exist_is_not_found(client, owner, claire):
    assert client.get(address("contact-new", claire.pk, "pigeon")).status_code == 404


def test_a_kind_that_is_off_is_not_added_but_may_be_removed(client, owner, claire):
    FieldPolicy.objects.create(field="mobile", requirement="off")
    here = address("contact-new", claire.pk, "mobile")
    assert client.get(here).status_code == 404
    html = client.get(address("customer", claire.pk)).content.decode()
    assert (here in html, address("contact-new", claire.pk, "email") in html) == (False, True)
    mobile = ContactPoint.objects.get(kind="mobile")
    client.post(address("contact-act", claire.pk, mobile.pk), {"action": "remove"})
    assert list(ContactPoint.objects.values_list("kind", flat=True)) == ["email"]


def test_a_contact_point_is_corrected_marked_and_removed(client, owner, claire):
    point = ContactPoint.objects.get(kind="email")
    client.post(address("contact-edit", claire.pk, point.pk), {"value": "claire@example.org"})
    point = ContactPoint.objects.get(kind="email")
    assert point.normalised == "claire@example.org"
    act = address("contact-act", claire.pk, point.pk)
    client.post(act, {"action": "bounced"})
    assert ContactPoint.objects.get(kind="email").status == "bounced"
    assert client.post(act, {"action": "dance"}).status_code == 404
    client.post(act, {"action": "remove"})
    assert not ContactPoint.objects.filter(kind="email").exists()


def test_a_card_is_given_lost_and_replaced(client, owner, claire):
    assert client.post(address("card-new", claire.pk), {"number": "CARTE2"}).status_code == 302
    client.post(address("card-act", claire.pk), {"number": "CARTE2", "action": "lost"})
    client.post(f"{address('card-new', claire.pk)}?old=CARTE1", {"number": "CARTE3"})
    cards = dict(Card.objects.values_list("number", "status"))
    assert cards == {"CARTE1": "replaced", "CARTE2": "lost", "CARTE3": "active"}


def test_a_card_of_somebody_else_is_refused_beside_its_field(client, owner, claire):
    open_file("Martin", cards=("CARTE9",))
    answer = client.post(address("card-new", claire.pk), {"number": "CARTE9"})
    assert set(answer.context["form"].errors) == {"number"}


def test_people_are_put_in_one_household(client, owner, claire):
    paul = open_file("Bonnet", first_name="Paul")
    here = address("household-join", claire.pk)
    assert "Bonnet Paul" in client.get(here, {"q": "bonnet"}).content.decode()
    assert client.post(here, {"other": str(paul.pk)}).status_code == 302
    assert Customer.objects.get(pk=claire.pk).household_id == Customer.objects.get(pk=paul.pk).household_id
    assert client.post(here, {"other": "²"}).status_code == 404


def test_a_receipt_of_nobody_is_attached(client, owner, claire):
    record_receipts([receipt("77", sold_at=timezone.now())], now=timezone.now())
    here = address("receipt-claim", claire.pk)
    pk = Receipt.objects.get().pk
    assert f'value="{pk}"' in client.get(here, {"number": "77"}).content.decode()
    assert client.post(here, {"receipt": str(pk)}).status_code == 302
    assert Receipt.objects.get().customer_id == claire.pk
    assert client.post(here, {"receipt": "9" * 30}).status_code == 404


def test_a_wish_is_noted_followed_and_removed(client, owner, claire):
    assert client.post(address("wish-new", claire.pk), {"what": ""}).status_code == 200
    client.post(address("wish-new", claire.pk), {"what": "Un sac", "size": "M", "until": "2199-01-01"})
    wish = Wish.objects.get()
    assert (wish.text, wish.size) == ("Un sac", "M")
    for name in ("wish-arrived", "wish-told"):
        assert client.post(address(name, wish.pk)).status_code == 302
    assert Wish.objects.get().told_at is not None
    assert client.post(address("wish-told", wish.pk)).status_code == 404
    client.post(address("wish-forget", wish.pk), {"next": "https://example.com/"})
    assert Wish.objects.count() == 0


def writes(customer):
    """(address, what is sent) of everything that changes a file."""
    point = ContactPoint.objects.filter(kind="email").get()
    return [
        (address("customer-edit", customer.pk), {"last_name": "Durand"}),
        (address("contact-new", customer.pk, "email"), {"value": "x@example.org"}),
        (address("contact-edit", customer.pk, point.pk), {"value": "x@example.org"}),
        (address("contact-act", customer.pk, point.pk), {"action": "remove"}),
        (address("card-new", customer.pk), {"number": "CARTE2"}),
        (address("card-act", customer.pk), {"number": "CARTE1", "action": "lost"}),
        (address("household-join", customer.pk), {"other": "1"}),
        (address("household-leave", customer.pk), {}),
        (address("receipt-claim", customer.pk), {"receipt": "1"}),
    ]


def state():
    return (
        list(Customer.objects.values_list("last_name", "household_id")),
        list(ContactPoint.objects.values_list("normalised", flat=True)),
        list(Card.objects.values_list("number", "status")),
        list(Receipt.objects.values_list("customer_id", flat=True)),
        Wish.objects.count(),
    )


@pytest.mark.parametrize("role", ["reader", "marketing", "dpo"])
def test_roles_that_do_not_correct_are_refused_and_change_nothing(client, shops, claire, role):
    before = state()
    client.force_login(join("lou@example.com", role))
    assert {client.post(path, data).status_code for path, data in writes(claire)} == {403}
    assert state() == before


def test_a_seller_of_another_store_finds_nobody_and_changes_nothing(client, shops, claire):
    before = state()
    client.force_login(join("marc@example.com", "seller", shops[1]))
    assert {client.post(path, data).status_code for path, data in writes(claire)} == {404}
    assert state() == before
