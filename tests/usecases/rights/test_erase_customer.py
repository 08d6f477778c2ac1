"""What an erasure takes, and what it leaves to others; people and purchases are made up."""

from uuid import UUID

import pytest

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer, Household, SavedView
from chaland.customers.rules import NewCustomer
from chaland.interactions.models import Interaction
from chaland.journal.models import ImportRun
from chaland.kernel.errors import NotFound
from chaland.privacy import erasures
from chaland.privacy.models import ErasedKey, Erasure
from chaland.privacy.queries import is_objected
from chaland.sales.models import Receipt
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.customers.join_household import join_household
from chaland.usecases.rights.erase_customer import Erased, erase_again, erase_customer, erase_ref, traces_of
from chaland.usecases.sales.record_receipts import record_receipts
from factories.canaries import Planted
from factories.sales import NOON, open_shops, receipt

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(settings, tmp_path):
    settings.HOME, settings.LAKE = tmp_path, str(tmp_path / "lake")
    settings.ERASURES = str(tmp_path / "erasures.jsonl")
    return open_shops("lyon", "nantes")


def person(last_name="Aubrac", **told):
    return create_customer(NewCustomer(last_name=last_name, first_name="Lise", **told), now=NOON)


def erase(customer_id, **how):
    return erase_customer(customer_id, now=NOON, waits=False, **how)


@pytest.mark.rule("erasure")
def test_receipts_stay_without_customer_and_card(shop):
    one = person(cards=("0001",))
    record_receipts([receipt("1", card="0001"), receipt("2", card="0001")], now=NOON)
    assert erase(one) == Erased(2, is_clean=False)
    assert set(Receipt.objects.values_list("customer", "card_number", "total_cents")) == {(None, "", 4990)}


@pytest.mark.rule("erasure")
def test_any_customer_can_be_erased_whatever_refers_to_them():
    record_receipts([receipt("1", customer="c1")], now=NOON)
    planted = Planted(Customer.objects.get(reference="c1"))
    erase(planted.customer.pk)
    assert not Customer.objects.filter(pk=planted.customer.pk).exists()


@pytest.mark.rule("erasure")
def test_erasing_twice_does_nothing_and_a_stranger_is_not_found():
    one = person(reference="R-1")
    assert erase(one).again is False
    assert [erase(one), erase_ref("R-1", now=NOON)] == [Erased(0, again=True)] * 2
    assert Erasure.objects.count() == 1
    with pytest.raises(NotFound, match="customer_unknown"):
        erase(10**9)


def test_household_stays_for_those_who_live_there():
    one, other = person(), person("Berg")
    join_household(one, other, scope=Scope(), now=NOON)
    erase(one)
    assert (Household.objects.count(), Customer.objects.get().household_id is not None) == (1, True)
    erase(other)
    assert Household.objects.count() == 0


@pytest.mark.rule("erasure")
def test_texts_elsewhere_that_name_them_are_emptied():
    one = person(emails=("lise@exemple.example",))
    run = ImportRun.objects.create(
        kind="customers",
        file_name="a.csv",
        started_at=NOON,
        outcome={
            "rows": 2,
            "errors": [{"row": 1, "params": {"text": "lise@exemple.example"}}, {"row": 2, "params": {}}],
        },
    )
    SavedView.objects.create(name="Mme Aubrac", query="q=x")
    kept = SavedView.objects.create(name="Parisiens", query="city=paris")
    erase(one)
    run.refresh_from_db()
    assert run.outcome == {"rows": 2, "errors": [{"row": 1, "params": {"text": "…"}}, {"row": 2, "params": {}}]}
    assert list(SavedView.objects.all()) == [kept]


def test_a_common_name_alone_names_nobody():
    one = person("Martin")
    person("Martin")
    assert "martin" not in traces_of(Customer.objects.get(pk=one)).names
    SavedView.objects.create(name="Les Martin", query="q=martin")
    erase(one)
    assert SavedView.objects.count() == 1


@pytest.mark.rule("erased-stay-out")
def test_they_are_kept_off_mailings_and_known_again_by_hashes_only(settings):
    one = person(emails=("lise@exemple.example",), mobiles=("+33639980123",), cards=("0007",))
    erase(one)
    assert (is_objected("email", "lise@exemple.example"), is_objected("phone", "+33639980123")) == (True, True)
    asked = [("email", "lise@exemple.example"), ("card", "0007"), ("email", "autre@exemple.example")]
    assert erasures.known_as_erased(asked) == set(asked[:2])
    journal = erasures.path().read_text()
    assert [text in journal for text in ("lise", "Aubrac", "0007", "639980123")] == [False] * 4


def test_one_who_goes_because_time_is_over_may_come_back():
    one = person(emails=("lise@exemple.example",))
    erase(one, is_asked=False)
    assert not is_objected("email", "lise@exemple.example")
    assert erasures.known_as_erased([("email", "lise@exemple.example")]) == set()


@pytest.mark.rule("erasure-after-restore")
def test_journal_is_done_again_in_a_database_that_does_not_know_of_it():
    one = person()
    stays = person("Berg")
    row = Customer.objects.get(pk=one)
    noted = erasures.Noted(UUID(int=5), NOON, tuple(erasures.digests_of(row)))
    for _ in range(2):
        erase_again(noted, [one], now=NOON)
    assert list(Customer.objects.values_list("pk", flat=True)) == [stays]
    assert ErasedKey.objects.count() == len(noted.digests)


def test_a_journal_cut_short_by_a_crash_is_read_to_its_last_whole_line():
    erasures.note(erasures.Noted(UUID(int=1), NOON, ("a",)))
    with erasures.path().open("a") as file:
        file.write('{"key": "0000')
    assert list(erasures.read([erasures.path()])) == [UUID(int=1)]


def test_exchanges_of_others_stay():
    one, other = person(), person("Berg")
    for pk in (one, other):
        Interaction.objects.create(customer_id=pk, kind="note", channel="shop", occurred_at=NOON, text="bleu")
    erase(one)
    assert list(Interaction.objects.values_list("customer", flat=True)) == [other]
