"""A simulation over the past counts what a replay would have entered. Everybody is made up."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.models import Message, Passage
from chaland.campaigns.occasion_rows import Days
from chaland.campaigns.triggers import TRIGGERS, occasions
from chaland.kernel.dates import Birthday
from chaland.sales.models import Receipt
from chaland.usecases.journeys.edit_journey import change_journey, create_journey, switch_on
from chaland.usecases.journeys.run_journeys import run_journeys
from chaland.usecases.journeys.simulate_journey import simulate_journey
from chaland.usecases.sales.attach_receipt import attach_receipt
from chaland.usecases.sales.record_receipts import record_receipt
from factories.opt_in import OFFERS, act, enter
from factories.sales import open_shops, receipt

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
DAY = timedelta(days=1)
LASTS = 5
VISITS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, LASTS - 1), st.integers(0, 12)), max_size=12)


def buys(customer_id, at):
    number = f"{customer_id} {at:%Y%m%d%H%M}"
    record_receipt(receipt(number, sold_at=at), now=at)
    attach_receipt(Receipt.objects.get(number=number).pk, customer_id, now=at)


def journey(recipe, *, steps=None, control_percent=30, **options):
    one = create_journey(recipe=recipe, name="Essai", scope=EVERYWHERE, now=BEGIN)
    for campaign in one.campaigns.all():
        campaign.contents.update(body={"blocks": [{"block": "text", "text": "Inventé."}]})
    sent = [step for step in one.steps if step["do"] == "send"]
    return change_journey(
        one.pk, name=one.name, options={**one.options, **options}, steps=[*(steps or ()), *sent], segment_id=None,
        hour=10, control_percent=control_percent, scope=EVERYWHERE, now=BEGIN,
    )  # fmt: skip


class ReplayTest(TestCase):
    """Day after day, or all at once: the same people enter, and as many are written to."""

    def setUp(self):
        open_shops("lyon")
        self.people = [enter(f"r{place}@example.com", now=BEGIN) for place in range(3)]
        for place, one in enumerate(self.people):
            act(one, "granted", OFFERS, address=f"r{place}@example.com", now=BEGIN)

    def test_a_replay_enters_and_writes_to_whom_the_simulation_counted(self):
        self.replayed([(0, 0, 3), (1, 0, 3), (0, 2, 0), (1, 2, 5), (2, 3, 1), (0, 4, 2)], {"nth": 0}, "not_come")

    @pytest.mark.long
    @given(VISITS, st.sampled_from([{"nth": 0}, {"nth": 1}, {"nth": 2}]), st.sampled_from(["come", "not_come"]))
    def test_so_it_does_of_any_history(self, visits, options, condition):
        self.replayed(visits, options, condition)

    def replayed(self, visits, options, condition):
        """Replay visits (who, day, hour) day after day, and simulate them."""
        steps = [{"do": "wait", "days": 2}, {"do": "if", "condition": condition}]
        one = switch_on(journey("after_purchase", steps=steps, **options).pk, user=None, scope=EVERYWHERE, now=BEGIN)
        told = Message.objects.filter(campaign__journey=one)
        for day in range(LASTS + 3):
            for hours in ((0, 1), range(2, 13)):
                for who in sorted({who for who, which, hour in visits if (which, hour in hours) == (day, True)}):
                    buys(self.people[who], BEGIN + day * DAY + timedelta(hours=hours[-1]))
                run_journeys(clock=lambda at=BEGIN + day * DAY + timedelta(hours=hours[-1]): at)
        found = simulate_journey(one, now=BEGIN + (LASTS + 3) * DAY)
        assert (found.entered, found.people) == (
            Passage.objects.count(),
            Passage.objects.values("customer").distinct().count(),
        )
        assert found.messages == told.exclude(state="alone").count()
        assert sum(one.alone for one in found.sent) == told.filter(state="alone").count()
        assert found.left == Passage.objects.filter(state="left").count()


def test_days_asked_one_by_one_or_together_find_the_same_occasions():
    open_shops("lyon")
    people = [
        enter(f"o{place}@example.com", now=BEGIN + place * DAY, birthday=Birthday(1 + 3 * place, 4, None))
        for place in range(4)
    ]
    for step in range(5):
        for place, one in enumerate(people):
            buys(one, BEGIN + (8 + place) * step * DAY)
    first, last = date(2026, 3, 1), date(2026, 5, 31)
    for code in TRIGGERS:
        together = occasions(code, Days(first, last)).to_pylist()
        cuts = [first, date(2026, 3, 10), date(2026, 4, 21), last + DAY]
        parts = [occasions(code, Days(one, other - DAY)) for one, other in pairwise(cuts)]
        assert [row for part in parts for row in part.to_pylist()] == together
        if code in ("opened", "visit", "late", "birthday"):
            assert together


def test_who_stays_away_is_late_once_after_twice_their_own_interval():
    open_shops("lyon")
    one = enter("late@example.com", now=BEGIN)
    for number in range(4):
        buys(one, BEGIN + 10 * number * DAY)
    found = occasions("late", Days(date(2026, 3, 1), date(2026, 12, 31))).to_pylist()
    assert found == [{"customer_id": one, "occasion": "2026-04-01", "on": date(2026, 4, 22)}]


def test_what_is_only_known_today_is_told_of_the_days_to_come():
    open_shops("lyon")
    one = journey("points_lost")
    found = simulate_journey(one, now=BEGIN)
    assert (found.tells, found.first, found.entered) == ("coming", date(2026, 3, 2), 0)
