import pytest
from django.urls import reverse

from chaland.customers.models import ContactPoint, Customer, CustomField, FieldPolicy
from chaland.kernel.postcode import Commune
from chaland.web.desk.customer_new import town_for
from factories.people import join
from factories.person import open_file

pytestmark = pytest.mark.django_db
NEW = "/customers/new/"


@pytest.fixture
def owner(client, shops):
    user = join("owner@example.com", "owner")
    client.force_login(user)
    return user


def errors(answer):
    return {name: list(messages) for name, messages in answer.context["form"].errors.items()}


def test_new_customer_is_kept_as_typed_the_french_way(client, owner, shops):
    typed = {
        "civility": "mme",
        "last_name": "Bonnet",
        "first_name": "Claire",
        "birthday": "24111984",
        "mobile": "0639980147",
        "email": "Claire@Example.com",
        "address1": "12 rue des Lilas",
        "postcode": "34170",
        "city": "Castelnau-le-Lez",
        "household_size": "4",
        "children": "2015, 2018",
        "card": "2900000010000",
        "home_store": str(shops[0].pk),
    }
    answer = client.post(NEW, typed)
    row = Customer.objects.select_related("household").get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("customer", args=[row.pk]))
    assert (row.last_name, row.birth_day, row.birth_month, row.birth_year) == ("Bonnet", 24, 11, 1984)
    assert (row.household.size, row.household.children_birth_years) == (4, [2015, 2018])
    assert (row.home_store_id, row.city) == (shops[0].pk, "Castelnau-le-Lez")
    points = ContactPoint.objects.exclude(kind="address").values_list("kind", "normalised")
    assert dict(points) == {"mobile": "+33639980147", "email": "claire@example.com"}


def test_every_mistake_is_told_at_once_and_nothing_is_lost(client, owner):
    typed = {
        "last_name": "Bonnet",
        "mobile": "0639",
        "email": "claire",
        "birthday": "31/02/1984",
        "postcode": "abc",
        "children": "deux",
    }
    answer = client.post(NEW, typed)
    assert set(errors(answer)) == {"mobile", "email", "birthday", "postcode", "children"}
    html = answer.content.decode()
    assert [value for value in typed.values() if f'value="{value}"' not in html] == []
    assert Customer.objects.count() == 0


def test_a_form_that_says_nobody_is_refused(client, owner):
    assert set(errors(client.post(NEW, {"civility": "mme"}))) == {"last_name"}
    assert Customer.objects.count() == 0


def test_fields_that_are_off_are_not_asked_and_not_taken(client, owner):
    FieldPolicy.objects.create(field="birthday", requirement="off")
    FieldPolicy.objects.create(field="address", requirement="off")
    html = client.get(NEW).content.decode()
    assert [name for name in ("birthday", "address1", "postcode", "city") if f'name="{name}"' in html] == []
    client.post(NEW, {"last_name": "Bonnet", "birthday": "24/11/1984"})
    assert Customer.objects.get().birth_year is None


def test_compulsory_fields_are_marked_and_asked_for(client, owner):
    FieldPolicy.objects.create(field="email", requirement="required", purpose="Vous envoyer le ticket")
    CustomField.objects.create(code="taille", label="Pointure", kind="number", requirement="required")
    form = client.get(NEW).context["form"]
    assert (form.fields["email"].required, form.fields["email"].help_text) == (True, "Vous envoyer le ticket")
    assert set(errors(client.post(NEW, {"last_name": "Bonnet"}))) == {"email", "custom_taille"}
    assert Customer.objects.count() == 0


def test_custom_fields_are_kept_in_their_type(client, owner):
    CustomField.objects.create(code="taille", label="Pointure", kind="number")
    CustomField.objects.create(code="velo", label="À vélo", kind="yes_no")
    CustomField.objects.create(code="style", label="Style", kind="choice", choices=["Ville", "Sport"])
    CustomField.objects.create(code="mariage", label="Mariage", kind="date")
    client.post(
        NEW,
        {
            "last_name": "Bonnet",
            "custom_taille": "38,5",
            "custom_velo": "no",
            "custom_style": "Sport",
            "custom_mariage": "12062027",
        },
    )
    assert Customer.objects.get().custom == {"taille": 38.5, "velo": False, "style": "Sport", "mariage": "2027-06-12"}


def test_a_wrong_custom_value_is_told_beside_its_field(client, owner):
    CustomField.objects.create(code="taille", label="Pointure", kind="number")
    assert set(errors(client.post(NEW, {"last_name": "Bonnet", "custom_taille": "grand"}))) == {"custom_taille"}


def test_somebody_already_in_the_file_is_shown_before_saving(client, owner):
    claire = open_file(mobiles=("0639980147",))
    typed = {"last_name": "Bonet", "mobile": "06 39 98 01 47"}
    answer = client.post(NEW, typed)
    assert (answer.status_code, [one.shares for one in answer.context["known"]]) == (200, ["phone"])
    assert reverse("customer", args=[claire.pk]) in answer.content.decode()
    assert Customer.objects.count() == 1
    assert client.post(NEW, {**typed, "anyway": "1"}).status_code == 302
    assert Customer.objects.count() == 2


def test_a_card_that_is_taken_is_told_even_from_another_store(client, shops):
    open_file(cards=("CARTE1",), home_store_id=shops[1].pk)
    client.force_login(join("marc@example.com", "seller", shops[0]))
    answer = client.post(NEW, {"last_name": "Martin", "card": "CARTE1"})
    assert (set(errors(answer)), list(answer.context["known"])) == ({"card"}, [])
    assert Customer.objects.count() == 1


def test_a_seller_opens_files_of_their_own_store(client, shops):
    client.force_login(join("marc@example.com", "seller", shops[0]))
    client.post(NEW, {"last_name": "Martin", "home_store": str(shops[1].pk)})
    assert Customer.objects.get().home_store_id == shops[0].pk


@pytest.mark.parametrize("role", ["reader", "marketing", "dpo"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_other_roles_open_no_file(client, shops, role, method):
    client.force_login(join("lou@example.com", role))
    assert getattr(client, method)(NEW, {"last_name": "Martin"}).status_code == 403
    assert Customer.objects.count() == 0


def test_somebody_who_shares_what_is_being_typed_is_shown(client, owner):
    open_file(mobiles=("0639980147",))
    answer = client.post(reverse("customers-known"), {"mobile": "06 39 98 01 47"})
    assert "Bonnet Claire" in answer.content.decode()
    assert "Bonnet" not in client.post(reverse("customers-known"), {"mobile": ""}).content.decode()


def test_the_card_just_scanned_is_already_filled_in(client, owner):
    assert 'value="CARTE9"' in client.get(NEW, {"card": "CARTE9"}).content.decode()


def commune(name):
    return Commune("34000", name, ("34170",), 1, "34", None, None)


@pytest.mark.parametrize(
    ("names", "typed", "town"),
    [
        (["Castelnau-le-Lez"], "", "Castelnau-le-Lez"),
        (["Castelnau-le-Lez"], "Montpellier", "Castelnau-le-Lez"),
        (["Combaillaux", "Murles"], "murles", "murles"),
        (["Combaillaux", "Murles"], "Montpellier", ""),
        ([], "Bruxelles", "Bruxelles"),
    ],
)
def test_town_for_a_postcode(names, typed, town):
    assert town_for([commune(name) for name in names], typed) == town


@pytest.mark.parametrize(
    "query", [{}, {"postcode": "²²²"}, {"postcode": "9" * 500}, {"postcode": "1000", "country": "BE"}]
)
def test_towns_take_any_postcode(client, owner, query):
    assert client.get(reverse("communes"), {"city": "Namur", **query}).status_code == 200


def test_a_form_sent_again_opens_no_other_file_unless_it_says_something_else(client, owner):
    key = client.get(NEW).context["form_key"]
    typed = {"last_name": "Bonnet", "first_name": "Claire", "form_key": str(key)}
    first, again = client.post(NEW, typed), client.post(NEW, typed)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    client.post(NEW, {**typed, "first_name": "Léo"})
    client.post(NEW, {**typed, "form_key": "no key"})
    assert Customer.objects.count() == 3


def test_a_form_shown_again_keeps_its_key(client, owner):
    key = client.get(NEW).context["form_key"]
    refused = client.post(NEW, {"last_name": "Bonnet", "mobile": "06", "form_key": str(key)})
    assert (refused.status_code, refused.context["form_key"]) == (200, key)
    assert f'name="form_key" value="{key}"' in refused.content.decode()
