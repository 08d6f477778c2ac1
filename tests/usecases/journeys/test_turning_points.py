"""Journeys that begin as a tier is reached, a size is grown out of, a consent is about to end. Everybody is made up."""

from datetime import date, timedelta

import pytest

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.models import Journey, Passage
from chaland.campaigns.occasion_rows import Days
from chaland.campaigns.triggers import occasions
from chaland.kernel.errors import Refusal
from chaland.loyalty.reached import tiers_reached
from chaland.loyalty.rules.programme import Multiplier
from chaland.privacy.models import CurrentConsent
from chaland.sales.models import Receipt
from chaland.usecases.journeys.edit_journey import create_journey, switch_on
from chaland.usecases.journeys.simulate_journey import simulate_journey
from chaland.usecases.sales.attach_receipt import attach_receipt
from chaland.usecases.sales.record_receipts import record_receipt
from factories.journeys import DAY, messages, run
from factories.loyalty import programme, tiers
from factories.opt_in import NEWSLETTER, OFFERS, act, enter
from factories.sales import line, open_shops, receipt
from factories.sending import NOW, people

pytestmark = pytest.mark.django_db
ALL = Days(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture(autouse=True)
def _shops():
    open_shops("lyon", "nantes")


def buys(customer_id, at, cents, **said):
    number = f"{customer_id} {at:%Y%m%d}"
    record_receipt(receipt(number, sold_at=at, lines=[line(amount_cents=cents, **said)]), now=at)
    attach_receipt(Receipt.objects.get(number=number).pk, customer_id, now=at)


def days_of(trigger, **options):
    rows = occasions(trigger, Days(ALL.first, ALL.last, None, options)).to_pylist()
    return [(row["customer_id"], row["on"]) for row in rows]


def test_who_reaches_a_tier_enters_on_that_day_once_for_each_tier():
    programme(tiers=tiers(10_000, 30_000), tier_days=365)
    small, great = people(2)
    day = NOW.date()
    buys(small, NOW, 12_000)
    for number in range(4):
        buys(great, NOW + number * DAY, 10_000)
    found = [(one.customer_id, one.code, one.on) for one in tiers_reached(ALL.first, ALL.last)]
    assert sorted(found) == [(small, "t1", day), (great, "t1", day), (great, "t2", day + 2 * DAY)]
    assert days_of("tier") == [(small, day), (great, day), (great, day + 2 * DAY)]


@pytest.mark.parametrize("multipliers", [(), (Multiplier(200, tiers=frozenset({"t1"})),)])
def test_what_was_bought_too_long_ago_to_count_is_not_missed(multipliers):
    """Read, or left out as no earlier receipt counts: the same is found."""
    programme(begins=date(2020, 1, 1), tiers=tiers(10_000), tier_days=365, multipliers=multipliers)
    [who] = people(1)
    for days, cents in ((1400, 90_000), (300, 6_000), (0, 6_000)):
        buys(who, NOW - days * DAY, cents)
    assert [one.on for one in tiers_reached(ALL.first, ALL.last)] == [NOW.date()]


def test_a_journey_of_tiers_writes_to_who_reaches_one_while_it_is_on():
    programme(tiers=tiers(10_000), tier_days=365)
    before, after = people(2)
    buys(before, NOW - DAY, 12_000)
    one = create_journey(recipe="tier", name="Paliers", scope=EVERYWHERE, now=NOW)
    Journey.objects.update(control_percent=0)
    switch_on(one.pk, user=None, scope=EVERYWHERE, now=NOW)
    buys(before, NOW, 12_000)
    buys(after, NOW, 12_000)
    for moment in (NOW, NOW + DAY, NOW + DAY):
        run(moment)
    assert list(Passage.objects.values_list("customer", "occasion")) == [(after, f"tier {_programme()} t1 2026")]
    assert messages("waiting") == 1


def test_tiers_are_looked_for_among_what_came_in_since_and_all_of_it_once_a_day():
    """The receipt became somebody's later: nothing new came in, so that only the first look of the next day sees it."""
    programme(tiers=tiers(10_000), tier_days=365)
    first, late = people(2)
    one = create_journey(recipe="tier", name="Paliers", scope=EVERYWHERE, now=NOW)
    Journey.objects.update(control_percent=0)
    switch_on(one.pk, user=None, scope=EVERYWHERE, now=NOW)
    run(NOW)
    buys(first, NOW, 12_000)
    record_receipt(receipt("nobody", sold_at=NOW, lines=[line(amount_cents=12_000)]), now=NOW)
    entered = []
    for hours in (3, 5, 24):
        run(NOW + timedelta(hours=hours))
        entered.append(list(Passage.objects.order_by("pk").values_list("customer", flat=True)))
        attach_receipt(Receipt.objects.get(number="nobody").pk, late, now=NOW)
    assert entered == [[first], [first], [first, late]]


def test_simulated_tiers_of_a_large_file_are_counted_on_some(monkeypatch):
    programme(tiers=tiers(10_000), tier_days=365)
    ids = people(12)
    for one in ids:
        buys(one, NOW - DAY, 12_000)
    journey = create_journey(recipe="tier", name="Paliers", scope=EVERYWHERE, now=NOW)
    whole = simulate_journey(journey, now=NOW)
    assert (whole.entered, whole.is_drawn) == (12, False)
    monkeypatch.setattr("chaland.usecases.journeys.simulate_journey.TIERS_LOOKED_AT", 6)
    part = simulate_journey(journey, now=NOW)
    some = len(list(tiers_reached(ALL.first, ALL.last, one_in=3)))
    assert 0 < some < 12
    assert (part.entered, part.people, part.is_drawn, part.is_estimate) == (3 * some, 3 * some, True, True)
    assert [one.messages + one.alone + one.left_out for one in part.sent] == [3 * some]
    assert sum(count for _, count in part.by_month) == 3 * some


def _programme():
    return next(tiers_reached(ALL.first, ALL.last)).programme_id


def test_a_size_is_grown_out_of_unless_the_next_was_bought():
    grows, came_again, other = people(3)
    for who in (grows, came_again):
        buys(who, NOW, 2_000, line="Enfant", sku="ENF-1")
    buys(came_again, NOW + 100 * DAY, 2_000, line="Enfant", sku="ENF-1")
    buys(other, NOW, 2_000)
    day = NOW.date() + timedelta(days=180)
    assert days_of("next_size", line="Enfant") == [(grows, day), (came_again, day + 100 * DAY)]
    assert days_of("next_size", line="Homme") == days_of("next_size", line="") == []


def test_a_line_of_articles_is_chosen_before_it_is_switched_on():
    one = create_journey(recipe="next_size", name="Grandir", scope=EVERYWHERE, now=NOW)
    one.campaigns.get().contents.update(body={"blocks": [{"block": "text", "text": "Inventé."}]})
    with pytest.raises(Refusal) as refused:
        switch_on(one.pk, user=None, scope=EVERYWHERE, now=NOW)
    assert refused.value.code == "journey_line_missing"


def test_agreements_about_to_end_are_one_occasion_for_each_day():
    who = enter()
    for what in (NEWSLETTER, OFFERS):
        act(who, "granted", what)
    ends = CurrentConsent.objects.values_list("expires_at", flat=True)[0].date()
    rows = occasions("consent_ends", Days(ends - timedelta(days=60), ends)).to_pylist()
    assert rows == [{"customer_id": who, "occasion": f"ends {ends}", "on": ends - timedelta(days=45)}]
    assert occasions("consent_ends", Days(ends - timedelta(days=44), ends)).num_rows == 0
