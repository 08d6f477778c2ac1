"""What came of a campaign: the numbers that were put there, and nothing claimed where nothing can be; all made up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from campaigns.worlds import world
from chaland.accounts.rules import Scope
from chaland.campaigns.models import Campaign, Journey, Message, MoreVoucher
from chaland.campaigns.rules.effect import effect
from chaland.kernel.errors import NotFound
from chaland.loyalty.models.vouchers import VoucherUse
from chaland.sentences.campaigns.results import verdict
from chaland.stores.models import Store
from chaland.usecases.campaigns.power import smallest_gain
from chaland.usecases.campaigns.read_results import OTHERS, read_journey_results, read_results
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.warehouse import sync
from factories.campaign_world import FROZEN, NOW, TODAY, Told
from factories.campaigning import a_campaign, a_message
from factories.customers import enter
from factories.sales import open_shops, receipt
from factories.vouchers import a_kind, a_voucher

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope()


@pytest.fixture(scope="module")
def outcome():
    """600 people, a fifth left alone."""
    made = world(7, people=600, gain=900, percent=20)
    return replace(made, after=made.after.round(), before=made.before.round())


@pytest.fixture
def told(outcome):
    open_shops("lyon")
    return Told(a_campaign(now=NOW, frozen_at=FROZEN), outcome)


@pytest.fixture
def read(told, monkeypatch):
    def read(*, now=NOW, scope=EVERYWHERE, campaign=None):
        told.show(monkeypatch)
        return read_results((campaign or told.campaign).pk, scope, now=now)

    return read


def test_effect_of_receipts_is_that_of_the_numbers_behind_them(read, outcome):
    found, expected = read(), effect(outcome)
    assert (found.people, found.people_alone, found.standing) == (480, 120, "told")
    for name in ("per_person", "low", "high", "treated", "alone", "explained"):
        assert getattr(found.whole["cents"], name) == pytest.approx(getattr(expected, name))
    came = (outcome.after > 0)[outcome.is_treated].mean()
    assert found.whole["visits"].treated == pytest.approx(came)


def test_parts_of_the_audience_add_up_to_it(read):
    found = read()
    # Of a fifth of them nothing can be said, nor of the few of the third store.
    assert {name: [one.key for one in lines] for name, lines in found.by.items()} == {
        "segment": [], "stratum": [], "store": [1, 2, OTHERS], "tier": [],
    }  # fmt: skip
    assert sum(one.people for one in found.by["store"]) == found.people
    assert sum(one.people_alone for one in found.by["store"]) == found.people_alone


def test_tiers_and_segments_are_those_kept_with_the_messages(read, told):
    """A tenth are in one segment only: too few of them were left alone, which is shown and nothing said."""
    for place, name in enumerate(("Fidèles", "Rares")):
        told.campaign.parts.create(place=place, name=name)
    for one in told.messages:
        person = one["customer_id"]
        one |= {"tier": "Or" if person % 2 else "", "parts": (person % 2) | (person % 10 == 0) << 1}
    by = read().by
    assert [(one.key, one.people + one.people_alone) for one in by["tier"]] == [("", 300), ("Or", 300)]
    loyal, few = by["segment"]
    assert (loyal.key, loyal.people + loyal.people_alone, loyal.cents == by["tier"][1].cents) == (0, 300, True)
    assert (few.key, few.people + few.people_alone, few.cents, few.visits) == (1, 60, None, None)


def test_what_is_spent_before_and_after_the_window_does_not_count(read, told):
    before = read().whole
    for person in told.people:
        for day in (-31, 30):
            told.sell(person, day, 5000)
    assert read().whole == before


def test_campaign_is_measured_where_it_was_made(read, told):
    """In all stores, in those of its merchant, in its own store."""
    store = Store.objects.get()
    told.receipts = [{**row, "store_id": store.pk if row["customer_id"] % 2 else 0} for row in told.receipts]
    means = []
    for more in ({}, {"merchant": store.merchant}, {"store": store}):
        Campaign.objects.update(**more)
        means.append(read().whole["cents"].treated)
    assert means[0] > means[1] == means[2] > 0


def test_while_the_window_is_open_it_is_too_early_to_say(read):
    found = read(now=FROZEN + timedelta(days=10))
    assert (found.standing, found.window.last) == ("early", TODAY - timedelta(days=19))
    assert found.window.closes_on == TODAY


def test_without_people_left_alone_nothing_is_claimed(read, told):
    told.messages = [one for one in told.messages if one["state"] == "sent"]
    found = read()
    assert (found.standing, found.whole["cents"], found.back_per_euro) == ("no_control", None, None)


def test_few_people_say_nothing(read, told):
    alone = [one for one in told.messages if one["state"] == "alone"]
    told.messages = [one for one in told.messages if one not in alone[20:]]
    assert read().standing == "few"


@pytest.fixture
def own_days(told):
    """The same people and receipts, each one's up to six days later, as of a journey that each entered on their day."""
    journey = Journey.objects.create(name="Bienvenue", trigger="opened", seed="s", created_at=NOW, changed_at=NOW)
    Campaign.objects.update(journey=journey)
    later = {person: timedelta(days=person % 7) for person in told.people}
    for row in told.receipts:
        row["business_on"] += later[row["customer_id"]]
    for one in told.messages:
        one["entered_on"] = FROZEN.date() + later[one["customer_id"]]
    a_message(told.campaign, enter("Première"), entered_on=FROZEN.date())


@pytest.mark.usefixtures("own_days")
def test_people_of_a_journey_are_measured_each_from_their_own_day(read, outcome):
    found, expected = read(now=NOW + timedelta(days=7)), effect(outcome)
    assert (found.people, found.people_alone, found.standing) == (480, 120, "told")
    for name in ("per_person", "low", "high", "treated", "alone", "explained"):
        assert getattr(found.whole["cents"], name) == pytest.approx(getattr(expected, name))


@pytest.mark.usefixtures("own_days")
def test_people_of_a_journey_count_once_all_their_days_are_over(read):
    found = read(now=NOW + timedelta(days=2))
    assert found.people + found.people_alone == sum(person % 7 <= 2 for person in range(1, 601))
    early = read(now=FROZEN + timedelta(days=3))
    assert (early.standing, early.people) == ("early", 0)
    assert "22" in verdict(early)


@pytest.mark.usefixtures("own_days")
def test_a_whole_journey_counts_each_person_once_from_their_first_message(told, monkeypatch, outcome):
    """Its second message, nine days later, brought nothing; the days are those up to its own last."""
    journey = Journey.objects.get()
    again = a_campaign("Relance", now=NOW, journey=journey, thousand_cents=10_000)
    journey.steps = [
        {"do": "send", "campaign_id": told.campaign.pk}, {"do": "wait", "days": 9},
        {"do": "send", "campaign_id": again.pk},
    ]  # fmt: skip
    journey.save()
    Campaign.objects.update(window_days=21)
    later = timedelta(days=9)
    told.messages += [
        {**one, "message_id": 1000 + place, "campaign_id": again.pk, "entered_on": one["entered_on"] + later}
        for place, one in enumerate(told.messages[::2])
    ]
    told.show(monkeypatch)
    found, expected = read_journey_results(journey.pk, EVERYWHERE, now=NOW + timedelta(days=7)), effect(outcome)
    assert (found.people, found.people_alone, found.standing, found.window.days) == (480, 120, "told", 30)
    for name in ("per_person", "low", "high", "treated", "alone", "explained"):
        assert getattr(found.whole["cents"], name) == pytest.approx(getattr(expected, name))
    assert found.sending.sent_of == {told.campaign.pk: 480, again.pk: found.sending.sent - 480}
    assert found.cost_cents == round(10 * found.sending.sent_of[again.pk])
    assert found.contest is None


def test_draft_has_no_results(read):
    assert read(campaign=a_campaign("Brouillon", now=NOW, state="draft")).standing == "nothing"


def test_what_it_cost_and_what_each_euro_brought(read):
    Campaign.objects.update(fixed_cents=10_000, thousand_cents=10_000)
    found = read()
    assert found.cost_cents == 10_000 + 4_800
    low, middle, high = found.back_per_euro
    assert low < middle < high
    assert middle == pytest.approx(found.whole["cents"].per_person * 480 / 14_800)


def test_of_two_messages_the_one_that_brings_far_more_is_the_best(read, told):
    for one in told.messages[::3]:
        one["variant"] = "b"
    even = read().contest
    assert (even.best, [one.key for one in even.lines]) == ("", ["a", "b"])
    assert sum(one.people for one in even.lines) == 480
    for one in told.messages[::3]:
        told.sell(one["customer_id"], 1, 90_000 if one["state"] == "sent" else 0)
    found = read().contest
    assert (found.best, found.pairs["a", "b"].verdict) == ("b", "less")


def test_campaign_that_nobody_drew_is_compared_with_all_others(read, told):
    told.messages = [one for one in told.messages if one["state"] == "sent"]
    Campaign.objects.update(seed="")
    found = read()
    assert (found.is_drawn, found.people, found.people_alone, found.by) == (False, 480, 120, {})


def test_few_who_received_what_nobody_drew_are_not_told_against_people_left_alone(read, told):
    told.messages = [one for one in told.messages if one["state"] == "sent"][:13]
    Campaign.objects.update(seed="")
    found = read()
    assert (found.standing, found.people) == ("few", 13)
    assert "13" in verdict(found)
    assert str(found.people_alone) not in verdict(found)


def test_campaign_of_another_store_is_not_shown(read):
    with pytest.raises(NotFound):
        read(scope=Scope(999))


def test_gain_that_can_be_seen_is_told_before_it_leaves(read, told, outcome):
    read()
    draft = a_campaign("Prochaine", now=NOW, state="draft", window_days=30)
    gain = smallest_gain(draft, 480, 120, NOW + timedelta(days=1))
    # 2.8 standard errors, where the interval is 3.9 of them wide.
    width = effect(outcome).high - effect(outcome).low
    assert gain.cents == pytest.approx(2.8 / 3.92 * width, rel=0.15)
    assert gain.usual_cents == pytest.approx(outcome.after.mean(), abs=1)
    assert gain.share == gain.cents / gain.usual_cents
    assert smallest_gain(draft, 480, 20, NOW) is None


@pytest.fixture
def shop():
    """Six people of whom five were written to and one left alone, with what the database knows of it."""
    open_shops("lyon")
    campaign = a_campaign(now=NOW, frozen_at=FROZEN)
    ids = [enter(f"Inventée {place}", reference=f"x:{place}") for place in range(6)]
    moments = [
        {"delivered_at": NOW, "clicked_at": NOW},
        {"delivered_at": NOW, "scanned_at": NOW},
        {"bounced_at": NOW},
        {"unsubscribed_at": NOW, "complained_at": NOW},
        {},
    ]
    for one, told in zip(ids, moments, strict=False):
        a_message(campaign, one, sent_at=FROZEN, **told)
    a_message(campaign, ids[5], state="alone")
    a_message(campaign, None, sent_at=FROZEN, clicked_at=NOW)
    record_receipts([receipt("1", customer="x:0", sold_at=FROZEN)], now=NOW)
    return campaign, ids


def test_messages_and_vouchers_are_counted(shop):
    campaign, ids = shop
    first = Message.objects.get(customer=ids[0])
    kind = a_kind()
    for place in range(3):
        voucher = a_voucher(kind, key=f"issue-{place}", customer_id=ids[0])
        if place:
            MoreVoucher.objects.create(message=first, voucher=voucher)
        else:
            Message.objects.filter(pk=first.pk).update(voucher=voucher)
        use = {"voucher": voucher, "key": "1", "uses_left": 0, "at": NOW}
        VoucherUse.objects.create(**use, act="redeemed", discount_cents=500)
        if place == 2:
            VoucherUse.objects.create(**use, act="released")
    sync.rebuild()
    found = read_results(campaign.pk, EVERYWHERE, now=NOW).sending
    # Of who was erased the message counts as sent, and nothing more is known.
    assert (found.sent, found.by_state["alone"]) == (6, 1)
    assert (found.delivered, found.bounced, found.clicked, found.scanned) == (2, 1, 1, 1)
    assert (found.unsubscribed, found.complained) == (1, 1)
    assert (found.uses, found.users, found.discount_cents) == (2, 1, 1000)


def test_two_files_that_became_one_are_one_person(shop):
    campaign, ids = shop
    sync.rebuild()
    merge_customers(ids[4], ids[0], scope=EVERYWHERE, now=NOW)
    merge_customers(ids[4], ids[5], scope=EVERYWHERE, now=NOW)
    found = read_results(campaign.pk, EVERYWHERE, now=NOW)
    assert (found.people, found.people_alone, found.standing) == (4, 0, "no_control")
