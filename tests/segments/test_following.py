"""Who entered and who left is noted by night and after the lake has followed; tills find their segments prepared."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chaland.accounts.rules import Scope
from chaland.segments.models import Membership, Segment
from chaland.usecases.segments.follow_segments import AGAIN_AFTER, due, follow_segment
from chaland.usecases.segments.save_segment import save_segment
from chaland.usecases.till import tell_segments
from chaland.warehouse import sync
from chaland.warehouse.models import LakeState
from factories.customers import enter
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
# Noon, so that an hour more is the same day.
NOW = timezone.now().replace(hour=11, minute=0)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def shops():
    stores = open_shops("lyon", "nantes")
    sync.rebuild()
    return stores


def save(rule, *, is_told_at_till=False, now=NOW):
    return save_segment(
        None, name="Femmes", rule=rule, is_told_at_till=is_told_at_till, scope=Scope(), author_id=None, now=now
    )


WOMEN = {"all": [{"condition": "civility", "is": ["mme"]}]}


def shown(at):
    LakeState.objects.update(shown_at=at)


def test_each_segment_is_looked_at_once_a_day():
    segment = save(WOMEN)
    shown(NOW - SECOND)
    assert due(now=NOW + timedelta(hours=6)) == []
    assert due(now=NOW + timedelta(days=1)) == [segment.pk]


def test_what_the_lake_took_in_is_looked_at_after_an_hour():
    segment = save(WOMEN)
    shown(NOW + SECOND)
    assert due(now=NOW + AGAIN_AFTER) == []
    assert due(now=NOW + AGAIN_AFTER + SECOND) == [segment.pk]


def test_a_synchronisation_that_took_something_in_is_remembered():
    sync.sync()
    before = LakeState.objects.get().shown_at
    sync.sync()
    assert LakeState.objects.get().shown_at == before
    enter("Ana", civility="mme")
    sync.sync()
    assert LakeState.objects.get().shown_at > before


def test_people_who_enter_are_noted_without_a_screen_and_once():
    segment = save(WOMEN)
    ana = enter("Ana", civility="mme")
    assert follow_segment(segment.pk, now=NOW + 2 * AGAIN_AFTER) == (1, 0)
    assert follow_segment(segment.pk, now=NOW + 2 * AGAIN_AFTER) == (0, 0)
    assert [stay.customer_id for stay in Membership.objects.all()] == [ana]


def test_a_rule_that_makes_no_sense_is_looked_at_once_a_day_too():
    segment = save(WOMEN)
    Segment.objects.update(rule={"all": [{"condition": "gone"}]}, members_at=None)
    assert follow_segment(segment.pk, now=NOW) == (0, 0)
    shown(NOW - SECOND)
    assert due(now=NOW + SECOND) == []


def test_a_segment_deleted_meanwhile_is_let_be():
    assert follow_segment(404, now=NOW) == (0, 0)


def test_segments_told_at_tills_are_prepared_before_one_asks(shops, monkeypatch):
    monkeypatch.setattr(tell_segments, "_told", {})
    save(WOMEN)
    tell_segments.prepare(now=NOW)
    assert tell_segments._told == {}
    Segment.objects.update(is_told_at_till=True)
    tell_segments.prepare(now=NOW)
    assert tell_segments._told.keys() == {None, *(shop.pk for shop in shops)}
    told = tell_segments._told[None]
    tell_segments.prepare(now=NOW)
    assert tell_segments._told[None] is told
    tell_segments.prepare(now=NOW + timedelta(days=1))
    assert tell_segments._told[None] is not told
