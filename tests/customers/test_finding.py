import pytest

from chaland.accounts.rules import Scope
from chaland.customers.queries import find, find_by
from factories.customers import enter

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope()


@pytest.fixture
def people(shops):
    lyon, nantes = shops
    return {
        "elodie": enter(
            "D'Ávila",
            "Élodie",
            store=lyon,
            reference="cj:900",
            emails=("elodie@exemple.fr",),
            mobiles=("0639980123",),
            cards=("0001234567890",),
        ),
        "jean": enter("Dupont", "Jean", store=nantes, mobiles=("+32 470 12 34 56",)),
        "jeanne": enter("Dupontel", "Jeanne", store=lyon, phones=("01 99 00 12 34",)),
    }


@pytest.mark.parametrize(
    ("text", "names", "by"),
    [
        ("0001234567890", ["elodie"], "card"),
        ("cj:900", ["elodie"], "reference"),
        ("ELODIE@ex", ["elodie"], "email"),
        ("06 39 98", ["elodie"], "phone"),
        ("+33639980123", ["elodie"], "phone"),
        ("0033 6 39 98 01 23", ["elodie"], "phone"),
        ("+32 470", ["jean"], "phone"),
        ("01 99 00", ["jeanne"], "phone"),
        ("davila", [], ""),
        ("d avila", ["elodie"], "name"),
        ("ELODIE D'", ["elodie"], "name"),
        ("dupont", ["jean", "jeanne"], "name"),
        ("jean dup", ["jean"], "name"),
        ("zz", [], ""),
        ("", [], ""),
        ("   ", [], ""),
        ("%", [], ""),
        ("\x00", [], ""),
    ],
)
def test_find_by_anything_one_may_give(people, text, names, by):
    found = find(text, EVERYWHERE, 10)
    assert [one.customer_id for one in found] == [people[name] for name in names]
    assert {one.by for one in found} == ({by} if by else set())


def test_a_store_finds_only_its_own(shops, people):
    nantes = Scope(shops[1].pk)
    asked = ("0001234567890", "cj:900", "elodie@exemple.fr", "0639980123", "d avila")
    assert [find(text, nantes, 10) for text in asked] == [[], [], [], [], []]
    assert [one.customer_id for one in find("dupont", nantes, 10)] == [people["jean"]]


def test_find_stops_at_the_limit(people):
    assert len(find("dupont", EVERYWHERE, 1)) == 1


def test_find_by_one_way_only(people):
    assert [one.customer_id for one in find_by("email", "elodie@exemple.fr", EVERYWHERE)] == [people["elodie"]]
    assert find_by("phone", "elodie@exemple.fr", EVERYWHERE) == []


def test_finding_takes_few_queries(people, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        find("dupont", EVERYWHERE, 10)
