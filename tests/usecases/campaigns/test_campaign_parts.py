"""What is kept of the moment a campaign left: tiers and segments; since when some are left alone. All made up."""

from datetime import date, timedelta

import pytest

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.models import Message, Policy
from chaland.campaigns.rules.hold_out import is_held_out
from chaland.customers.models import Customer
from chaland.kernel.errors import Refusal
from chaland.loyalty.models import Balance
from chaland.segments.models import Segment
from chaland.usecases.campaigns.edit_campaign import change_policy, change_who, copy_campaign
from chaland.usecases.campaigns.freeze_audience import freeze_audience
from chaland.usecases.campaigns.read_all_campaigns import reached
from chaland.usecases.segments.save_segment import save_segment
from chaland.warehouse import outbox, sync
from factories.campaigning import a_campaign, a_message
from factories.loyalty import programme, tiers
from factories.sales import open_shops
from factories.sending import NOW, campaign, launched, people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _shops():
    open_shops("lyon")


def named(name, first_name):
    """A saved segment of the people of one first name, or of everybody."""
    rule = {"all": [{"condition": "civility", "is": [first_name]}] if first_name else []}
    told = {"is_told_at_till": False, "scope": EVERYWHERE, "author_id": None, "now": NOW}
    return save_segment(None, name=name, rule=rule, **told)


def chosen(one, *segments):
    told = {"name": "Essai", "segment_id": None, "purpose": "offers", "control_percent": 0, "scope": EVERYWHERE}
    return change_who(one.pk, **told, part_ids=[each.pk for each in segments], now=NOW)


def test_message_keeps_tier_and_segments_of_the_moment_it_left():
    ids = people(3)
    Customer.objects.filter(pk=ids[0]).update(civility="mme")
    club = programme(tiers=tiers(1, 100))
    for one, tier in zip(ids, ("t2", "t1"), strict=False):
        Balance.objects.create(customer_id=one, programme=club, tier=tier, counted_on=TODAY)
    women, everybody = named("Clientes inventées", "mme"), named("Tous", "")
    one = launched()
    for place, segment in enumerate((women, everybody)):
        one.parts.create(place=place, segment=segment, name="ancien nom")
    sync.rebuild()
    assert freeze_audience(one, now=NOW)

    # What becomes of tiers, segments and people afterwards changes nothing.
    Balance.objects.update(tier="")
    Customer.objects.update(civility="")
    Segment.objects.all().delete()
    kept = Message.objects.order_by("customer").values_list("tier", "parts")
    assert list(kept) == [("Palier 2", 0b11), ("Palier 1", 0b10), ("", 0b10)]
    assert list(one.parts.values_list("name", "segment")) == [("Clientes inventées", None), ("Tous", None)]


def test_segments_to_look_at_are_chosen_copied_and_bounded():
    one, some = campaign(), [named(f"Segment {place}", "") for place in range(6)]
    chosen(one, some[2], some[0], some[2])
    assert list(one.parts.values_list("place", "name")) == [(0, "Segment 2"), (1, "Segment 0")]
    Segment.objects.filter(pk=some[2].pk).delete()
    copy = copy_campaign(one.pk, name="Copie", scope=EVERYWHERE, now=NOW, author_id=None)
    assert list(copy.parts.values_list("place", "name")) == [(0, "Segment 0")]
    with pytest.raises(Refusal, match="campaign_too_many_parts"):
        chosen(one, *(named(f"Autre {place}", "") for place in range(6)))
    assert one.parts.count() == 2


def policy(percent, since=None, *, today=TODAY):
    told = {"most_messages": 4, "in_days": 30}
    return change_policy(**told, hold_out_percent=percent, hold_out_since=since, today=today).hold_out_since


def test_people_are_left_alone_since_the_day_it_was_said_or_the_day_that_is_given():
    later, earlier = TODAY + timedelta(9), TODAY - timedelta(40)
    assert policy(0) is None
    assert policy(5) == TODAY
    assert policy(5, TODAY, today=later) == TODAY
    assert policy(5, earlier, today=later) == earlier
    assert policy(3, earlier, today=later) == earlier
    # Whoever is added was written to before.
    assert policy(8, earlier, today=later) == later
    assert policy(9, earlier, today=later) == earlier
    assert policy(0, earlier, today=later) is None
    # What was spent before the first of these days owes the draw nothing, whatever was said later.
    assert Policy.objects.get().hold_out_first_on == earlier
    with pytest.raises(Refusal, match="campaign_since_to_come"):
        policy(5, TODAY + timedelta(1))


def test_people_left_alone_who_were_written_to_all_the_same_are_counted():
    ids = people(40)
    one = a_campaign(now=NOW)
    for each in ids:
        a_message(one, each, sent_at=NOW - timedelta(days=10))
    policy(20, TODAY - timedelta(9))
    outbox.changed("message", Message.objects.values_list("pk", flat=True))
    known = Policy.objects.get()
    assert reached(known) == 0
    known.hold_out_since = TODAY - timedelta(10)
    alone = sum(is_held_out(known.hold_out_seed, 20, each) for each in ids)
    assert reached(known) == alone
