from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from chaland.accounts.rules import EVERYWHERE
from chaland.customers import queries, services
from chaland.customers.models import Card, ContactPoint, Customer, Household, SavedView
from chaland.customers.rules import NewCustomer
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Conflict, NotFound, Refusal
from factories.customers import NOW, at_home, owner, seller_of
from factories.sales import open_shops

pytestmark = pytest.mark.django_db

CLAIRE = NewCustomer(
    reference="t:1",
    civility="mme",
    last_name="D'Ávila",
    first_name="Claire",
    birthday=Birthday(24, 11),
    emails=("claire@exemple.fr", "c@exemple.fr"),
    mobiles=("+33639980123",),
    addresses=at_home("34000", "Sète"),
    cards=("000123",),
    household_size=3,
    children_birth_years=(2015,),
    custom={"size": 38},
)


def create(*rows: NewCustomer) -> list[int]:
    with transaction.atomic():
        return services.create_customers(rows, now=NOW)


def test_created_customers_read_back_as_they_were_told():
    (customer_id,) = create(CLAIRE)
    assert queries.as_known(customer_id, EVERYWHERE) == CLAIRE


def test_created_customers_are_folded_for_searching():
    (customer_id,) = create(CLAIRE)
    columns = ("search_name", "search_given", "search_city")
    found = Customer.objects.filter(pk=customer_id).values_list(*columns).get()
    assert found == ("d avila claire", "claire d avila", "sete")


def test_the_first_contact_point_of_each_kind_is_the_main_one():
    (customer_id,) = create(CLAIRE)
    points = ContactPoint.objects.filter(customer=customer_id).order_by("pk")
    assert [(point.kind, point.normalised, point.is_main) for point in points] == [
        ("email", "claire@exemple.fr", True),
        ("email", "c@exemple.fr", False),
        ("mobile", "+33639980123", True),
        ("address", "1 rue du test 34000 sete", True),
    ]


def test_ids_come_in_the_order_of_the_rows():
    ids = create(*(NewCustomer(last_name=f"N{n}") for n in range(5)))
    assert list(Customer.objects.filter(pk__in=ids).order_by("pk").values_list("last_name", flat=True)) == [
        "N0", "N1", "N2", "N3", "N4",
    ]  # fmt: skip
    assert ids == sorted(ids)


def test_a_taken_card_writes_nobody():
    create(CLAIRE)
    with pytest.raises(Conflict) as caught:
        create(NewCustomer(last_name="A"), NewCustomer(last_name="B", cards=("000123",)))
    assert (caught.value.code, Customer.objects.count()) == ("card_taken", 1)


def test_the_same_reference_twice_in_one_call_writes_nobody():
    with pytest.raises(Conflict) as caught:
        create(NewCustomer(reference="r"), NewCustomer(reference="r"))
    assert (caught.value.code, Customer.objects.count()) == ("reference_taken", 0)


def test_members_of_one_household_reference_share_it():
    ids = create(
        NewCustomer(last_name="A", household_reference="h1", household_size=2),
        NewCustomer(last_name="B", household_reference="h1"),
        NewCustomer(last_name="C"),
    )
    households = dict(Customer.objects.filter(pk__in=ids).values_list("last_name", "household__reference"))
    assert households == {"A": "h1", "B": "h1", "C": None}
    assert list(Household.objects.values_list("size", flat=True)) == [2]


def queries_to_create(count: int) -> int:
    plain = replace(CLAIRE, household_size=None, children_birth_years=())
    rows = [replace(plain, reference=f"q:{count}:{n}", cards=(f"{count}{n}",)) for n in range(count)]
    with CaptureQueriesContext(connection) as captured:
        services.create_customers(rows, now=NOW)
    return len(captured)


def test_creating_takes_the_same_queries_for_one_and_for_three():
    assert queries_to_create(1) == queries_to_create(3)


def test_stubs_are_made_once():
    lyon, _ = open_shops("lyon", "nantes")
    first = services.create_stubs({"cj:1": lyon.pk, "cj:2": None}, now=NOW)
    again = services.create_stubs({"cj:2": lyon.pk, "cj:3": None}, now=NOW)
    assert again["cj:2"] == first["cj:2"]
    homes = dict(Customer.objects.values_list("reference", "home_store_id"))
    assert homes == {"cj:1": lyon.pk, "cj:2": None, "cj:3": None}


def test_update_replaces_contact_points_and_keeps_the_state_of_those_that_stay():
    (customer_id,) = create(CLAIRE)
    ContactPoint.objects.filter(normalised="c@exemple.fr").update(status="bounced")
    new = replace(CLAIRE, emails=("c@exemple.fr", "new@exemple.fr"), mobiles=(), last_name="Bonnet")
    services.update_customer(customer_id, new, now=NOW + timedelta(days=1))
    assert queries.as_known(customer_id, EVERYWHERE) == new
    emails = ContactPoint.objects.filter(customer=customer_id, kind="email").order_by("pk")
    assert [(one.normalised, one.status, one.is_main, one.created_at) for one in emails] == [
        ("c@exemple.fr", "bounced", True, NOW),
        ("new@exemple.fr", "valid", False, NOW + timedelta(days=1)),
    ]
    assert Customer.objects.get(pk=customer_id).search_name == "bonnet claire"


def test_update_to_another_customers_reference_is_refused():
    _, two = create(NewCustomer(reference="a"), NewCustomer(reference="b"))
    with pytest.raises(Conflict, match="reference_taken"):
        services.update_customer(two, NewCustomer(reference="a"), now=NOW)
    assert queries.as_known(two, EVERYWHERE).reference == "b"


def test_update_of_nobody_is_refused():
    with pytest.raises(NotFound, match="customer_unknown"):
        services.update_customer(999, CLAIRE, now=NOW)


def test_a_card_is_added_once_and_never_to_two():
    one, two = create(NewCustomer(last_name="A"), NewCustomer(last_name="B"))
    assert services.add_card(one, "000 777", now=NOW) == "000777"
    assert services.add_card(one, "000777", now=NOW) == "000777"
    with pytest.raises(Conflict, match="card_taken"):
        services.add_card(two, "000777", now=NOW)
    assert list(Card.objects.values_list("customer_id", "number")) == [(one, "000777")]


def test_a_card_that_is_no_number_names_its_field():
    (one,) = create(NewCustomer(last_name="A"))
    with pytest.raises(Refusal) as caught:
        services.add_card(one, "<b>", now=NOW)
    assert (caught.value.code, caught.value.field) == ("card_not_understood", "card")


def test_a_view_saved_under_the_same_name_replaces_the_first():
    user = owner()
    services.save_view(user.pk, " Mes fidèles ", "visits=%3E5")
    services.save_view(user.pk, "MES FIDELES", "visits=%3E9")
    assert list(SavedView.objects.values_list("name", "query")) == [("MES FIDELES", "visits=%3E9")]


def test_a_view_of_somebody_else_is_not_there():
    lyon, _ = open_shops("lyon", "nantes")
    view = services.save_view(owner().pk, "Mine", "")
    other = seller_of(lyon).pk
    for act in (lambda: services.delete_view(other, view.pk), lambda: services.rename_view(other, view.pk, "X")):
        with pytest.raises(NotFound, match="view_unknown"):
            act()
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Mine"]
    assert queries.saved_views(other) == []


def test_a_view_needs_a_name():
    with pytest.raises(Refusal, match="view_name_missing"):
        services.save_view(owner().pk, "  ", "")
