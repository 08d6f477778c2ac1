"""The screens of duplicates and merges, looked at as somebody signed in. Made-up people."""

import pytest
from django.utils import timezone

from chaland.customers.models import Customer, Likeness, Merge
from chaland.customers.rules import NewCustomer
from chaland.usecases.customers.create_customer import create_customer
from factories.people import join
from factories.screens import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(shops):
    """Two files alike, of the first shop."""
    people = [
        NewCustomer(last_name="Bonnet", first_name=name, home_store_id=shops[0].pk, profession=job)
        for name, job in (("Claire", ""), ("Klaire", "Luthière"))
    ]
    one, other = (create_customer(new, now=timezone.now()) for new in people)
    return Likeness.objects.create(
        kind="person", one_id=one, other_id=other, score=0.97, reasons=["last:same"], found_at=timezone.now()
    )


def test_list_shows_the_pair_with_its_reasons(pair):
    shown = as_user().get("/duplicates/").content.decode()
    assert (shown.count("Bonnet Claire"), shown.count("same last name"), "97%" in shown) == (2, 1, True)


def test_what_is_nearly_sure_is_not_called_sure(pair):
    Likeness.objects.update(score=0.9996)
    client = as_user()
    pages = [client.get(path).content.decode() for path in ("/duplicates/", f"/duplicates/{pair.pk}/")]
    assert [("99%" in page, "100%" in page) for page in pages] == [(True, False)] * 2


def test_pairs_that_were_decided_are_not_offered_again_one_by_one(pair):
    client = as_user()
    assert "Look at them one by one" in client.get("/duplicates/").content.decode()
    Likeness.objects.update(decision="different", decided_at=timezone.now())
    shown = client.get("/duplicates/?kind=person&decision=different").content.decode()
    assert ("Bonnet Claire" in shown, "Look at them one by one" in shown) == (True, False)


def test_pair_says_what_differs_and_what_is_taken_over(pair):
    shown = as_user().get(f"/duplicates/{pair.pk}/").content.decode()
    assert (shown.count('name="field-first_name"'), shown.count("taken over")) == (2, 1)


def test_merge_keeps_what_was_chosen_and_shows_how_to_undo(pair):
    client = as_user()
    choice = {"action": "merge", "kept": pair.one_id, "field-first_name": "other"}
    assert client.post(f"/duplicates/{pair.pk}/decide/", choice).url == "/duplicates/?kind=person"
    assert Customer.objects.get(pk=pair.one_id).first_name == "Klaire"
    assert client.get(f"/customers/{pair.other_id}/").url == f"/customers/{pair.one_id}/"
    merge = Merge.objects.get()
    assert f"/merges/{merge.pk}/undo/" in client.get(f"/customers/{pair.one_id}/").content.decode()
    assert client.post(f"/merges/{merge.pk}/undo/").url == f"/customers/{pair.other_id}/"
    assert Customer.objects.get(pk=pair.one_id).first_name == "Claire"


def test_decision_leads_to_the_next_pair(pair):
    third = create_customer(NewCustomer(last_name="Bonet", first_name="Claire"), now=timezone.now())
    following = Likeness.objects.create(
        kind="person", one_id=pair.one_id, other_id=third, score=0.9, found_at=timezone.now()
    )
    answer = as_user().post(f"/duplicates/{pair.pk}/decide/", {"action": "different"})
    assert (answer.url, Likeness.objects.get(pk=pair.pk).decision) == (f"/duplicates/{following.pk}/", "different")


def test_other_store_sees_none_of_it(pair, shops):
    client = as_user("manager", shops[1])
    assert "Bonnet" not in client.get("/duplicates/").content.decode()
    answers = [
        client.get(f"/duplicates/{pair.pk}/"),
        client.post(f"/duplicates/{pair.pk}/decide/", {"action": "merge", "kept": pair.one_id}),
        client.get(f"/customers/{pair.one_id}/merge/?other={pair.other_id}"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 3
    assert Merge.objects.count() == 0


def test_reader_changes_nothing(pair, client):
    client.force_login(join("lecteur@example.com", "reader"))
    answers = [client.get("/duplicates/"), client.post(f"/duplicates/{pair.pk}/decide/", {"action": "merge"})]
    assert [answer.status_code for answer in answers] == [403, 403]


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("decide/", {"action": "merge", "kept": "somebody"}),
        ("decide/", {"action": "merge", "kept": "٣"}),
        ("decide/", {"action": "burn"}),
        ("../accept/", {"percent": "99e9"}),
        ("../accept/", {"percent": "12"}),
    ],
)
def test_what_is_not_understood_changes_nothing(pair, path, typed):
    address = "/duplicates/accept/" if path.startswith("..") else f"/duplicates/{pair.pk}/{path}"
    assert as_user().post(address, typed).status_code in (302, 404)
    assert (Merge.objects.count(), Likeness.objects.get().decision) == (0, "")


@pytest.mark.parametrize("query", ["?kind=%00", "?page=999999999999", "?decision=done", "?kind=household&page=x"])
def test_list_answers_any_address(pair, query):
    assert as_user().get(f"/duplicates/{query}").status_code == 200


def test_household_is_joined_from_the_list(pair):
    Likeness.objects.update(kind="household")
    as_user().post(f"/duplicates/{pair.pk}/decide/", {"action": "join", "from": "list"})
    assert Customer.objects.exclude(household=None).count() == 2


def test_name_and_birthday_warn_while_typing(pair):
    Customer.objects.filter(pk=pair.one_id).update(birth_day=24, birth_month=11, birth_year=1984)
    typed = {"last_name": "BONNET", "first_name": "claire", "birthday": "24/11"}
    shown = as_user().post("/customers/known/", typed).content.decode()
    assert (shown.count("Bonnet Claire"), "same name and birthday" in shown) == (1, True)
    assert "Bonnet" not in as_user("seller").post("/customers/known/", {**typed, "birthday": "99/99"}).content.decode()
