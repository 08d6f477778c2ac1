"""Segments saved, their versions, and who entered and left; all made up."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Conflict, Forbidden, Refusal
from chaland.segments import services
from chaland.segments.models import Membership, Segment, SegmentVersion
from chaland.segments.services import note_stay
from chaland.usecases.rights.erase_customer import erase_customer
from chaland.usecases.segments import save_segment as use_case
from chaland.usecases.segments.save_segment import note_inside
from chaland.warehouse import sync
from factories.customers import NOW, enter
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope()


def women(*more):
    return {"all": [{"condition": "civility", "is": ["mme"]}, *more]}


def save(segment=None, *, name="Femmes", rule=None, scope=EVERYWHERE, now=NOW):
    return use_case.save_segment(
        segment and segment.pk, name=name, rule=rule or women(), is_told_at_till=False, scope=scope, author_id=None,
        now=now,
    )  # fmt: skip


def after(days):
    return NOW + timedelta(days=days)


@pytest.fixture(autouse=True)
def shops():
    stores = open_shops("lyon", "nantes")
    sync.rebuild()
    return stores


def versions(segment):
    return list(SegmentVersion.objects.filter(segment=segment).order_by("number").values_list("number", "rule"))


def stays(segment):
    rows = Membership.objects.filter(segment=segment).order_by("customer", "entered_at")
    return list(rows.values_list("customer", "entered_at", "left_at"))


def test_a_changed_rule_is_the_next_version_and_the_same_one_is_none():
    segment = save()
    save(segment, name="Clientes")
    other = women({"condition": "reachable", "by": ["email"]})
    save(segment, name="Clientes", rule=other)
    save(segment, name="Clientes", rule={"all": [{"condition": "civility", "is": "mme"}, *other["all"][1:]]})
    assert versions(segment) == [(1, women()), (2, other)]
    assert Segment.objects.values_list("name", "version", "rule").get() == ("Clientes", 2, other)


@pytest.mark.parametrize("name", ["", "   "])
def test_a_name_is_needed(name):
    with pytest.raises(Refusal, match="name_missing"):
        save(name=name)


def test_a_name_serves_once_in_a_store_and_once_in_the_network(shops):
    lyon, nantes = (Scope(store.pk) for store in shops)
    first = save()
    save(scope=lyon)
    save(scope=nantes)
    save(first)
    for scope in (EVERYWHERE, lyon):
        with pytest.raises(Conflict, match="segment_name_taken"):
            save(scope=scope)


def test_a_store_s_user_does_not_change_the_network_s_segment(shops):
    segment = save()
    for change in (save, lambda one, scope: use_case.delete_segment(one.pk, scope)):
        with pytest.raises(Forbidden, match="segment_of_network"):
            change(segment, scope=Scope(shops[0].pk))


def test_a_segment_that_another_names_stays():
    first = save()
    second = save(name="Autre", rule={"none": [{"condition": "member", "is": [first.pk]}]})
    with pytest.raises(Conflict, match="segment_in_use"):
        use_case.delete_segment(first.pk, EVERYWHERE)
    use_case.delete_segment(second.pk, EVERYWHERE)
    use_case.delete_segment(first.pk, EVERYWHERE)
    assert (Segment.objects.count(), SegmentVersion.objects.count(), Membership.objects.count()) == (0, 0, 0)


def test_saving_notes_who_is_in():
    ana = enter("Ana", civility="mme")
    enter("Bob", civility="m")
    segment = save()
    assert (stays(segment), Segment.objects.get().members_at) == ([(ana, NOW, None)], NOW)


def test_members_enter_leave_and_enter_again():
    segment = save()
    ana, bob = enter("Ana"), enter("Bob")
    assert note_inside(segment, [ana, bob], now=after(1)) == (2, 0)
    assert note_inside(segment, [bob], now=after(2)) == (0, 1)
    assert note_inside(segment, [ana, bob], now=after(3)) == (1, 0)
    assert note_inside(segment, [], now=after(4)) == (0, 2)
    assert stays(segment) == [
        (ana, after(1), after(2)),
        (ana, after(3), after(4)),
        (bob, after(1), after(4)),
    ]
    assert Segment.objects.get().members_at == after(4)


@pytest.mark.fault("F25")
def test_who_is_erased_after_they_were_found_is_noted_nowhere():
    segment = save()
    ana, bob = enter("Ana"), enter("Bob")
    erase_customer(ana, now=NOW, waits=False)
    assert note_inside(segment, [ana, bob], now=after(1)) == (1, 0)
    assert stays(segment) == [(bob, after(1), None)]
    connection.check_constraints()


def test_noting_the_same_members_again_changes_nothing():
    segment = save()
    ana = enter("Ana")
    note_inside(segment, [ana], now=after(1))
    assert note_inside(segment, [ana], now=after(2)) == (0, 0)
    assert note_inside(segment, [], now=after(3)) == (0, 1)
    assert note_inside(segment, [], now=after(4)) == (0, 0)
    assert stays(segment) == [(ana, after(1), after(3))]


def test_members_of_one_segment_are_not_those_of_another():
    first, second = save(), save(name="Autre")
    ana = enter("Ana")
    note_inside(first, [ana], now=after(1))
    note_inside(second, [], now=after(2))
    assert (stays(first), stays(second)) == ([(ana, after(1), None)], [])


def test_a_stay_seen_at_the_till_is_noted_once():
    segment, ana = save(), enter("Ana")
    for is_in, day in ((False, 1), (True, 2), (True, 3), (False, 4), (False, 5), (True, 6)):
        note_stay(segment.pk, ana, is_in=is_in, now=after(day))
    assert note_inside(segment, [ana], now=after(7)) == (0, 0)
    assert stays(segment) == [(ana, after(2), after(4)), (ana, after(6), None)]


def test_what_a_till_noted_since_the_lake_was_asked_stands():
    segment, ana, bob = save(), enter("Ana"), enter("Bob")
    note_inside(segment, [bob], now=after(1))
    note_stay(segment.pk, ana, is_in=True, now=after(3))
    note_stay(segment.pk, bob, is_in=False, now=after(3))
    assert note_inside(segment, [bob], now=after(2)) == (0, 0)
    assert stays(segment) == [(ana, after(3), None), (bob, after(1), after(3))]


def test_nothing_is_noted_by_a_rule_that_was_changed_meanwhile():
    segment, ana = save(), enter("Ana")
    save_anew = Segment.objects.get()
    services.save_segment(
        save_anew, name="Autre", rule={"any": []}, store_id=None, author_id=None, is_told_at_till=False, now=after(1)
    )
    assert note_inside(segment, [ana], now=after(2)) == (0, 0)
    assert (stays(segment), Segment.objects.get().members_at) == ([], None)


def test_a_noting_stopped_on_the_way_is_still_due_and_gives_the_same(monkeypatch):
    segment, people = save(), [enter(f"P{place}") for place in range(5)]
    monkeypatch.setattr("chaland.usecases.segments.save_segment.AT_ONCE", 2)
    services.note_moves(segment.pk, entered=people[:2], left=[], now=after(1))
    assert note_inside(segment, people, now=after(2)) == (3, 0)
    assert [entered for _, entered, _ in stays(segment)] == [after(1)] * 2 + [after(2)] * 3
    assert Segment.objects.get().members_at == after(2)


def test_a_noting_that_is_taken_back_leaves_nothing():
    segment, ana = save(), enter("Ana")
    with transaction.atomic():
        note_inside(segment, [ana], now=after(1))
        transaction.set_rollback(True)
    assert stays(segment) == []


def test_many_members_are_noted_at_once():
    segment = save()
    people = [enter(f"P{place}") for place in range(30)]
    assert note_inside(segment, people, now=after(1)) == (30, 0)
    assert note_inside(segment, people[10:], now=after(2)) == (0, 10)
