"""Rules read in a scope: other segments followed, foreign stores, cycles; all made up."""

import pytest

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Forbidden, NotFound, Refusal
from chaland.segments.models import Segment
from chaland.segments.queries import MOST_TOGETHER, read_rule, segments
from chaland.segments.tree import parse
from factories.customers import NOW
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope()
REACHED = {"condition": "reachable", "by": ["email"]}
NUMBER = {"operator": "at_least", "amount": 1}


def keep(*parts, name="s", store=None):
    rule = {"all": list(parts)}
    return Segment.objects.create(name=name, rule=rule, store=store, created_at=NOW, changed_at=NOW).pk


def member(key):
    return {"condition": "member", "is": [key]}


def read(*parts, scope=EVERYWHERE, **more):
    return read_rule({"all": list(parts)}, scope, **more)


def test_rules_that_are_named_come_along_however_deep():
    first = keep(REACHED, name="1")
    second = keep(member(first), name="2")
    rule, rules = read({"any": [member(second), REACHED]})
    assert rule == parse({"all": [{"any": [member(second), REACHED]}]})
    assert rules == {second: parse({"all": [member(first)]}), first: parse({"all": [REACHED]})}


def test_one_named_on_two_ways_is_no_cycle():
    first = keep(REACHED, name="1")
    ways = [keep(member(first), name=name) for name in ("2", "3")]
    assert set(read(*map(member, ways))[1]) == {first, *ways}


def test_a_segment_in_itself_is_refused():
    first = keep(REACHED, name="1")
    second = keep(member(first), name="2")
    third = keep(member(second), name="3")
    for named in (first, second, third):
        with pytest.raises(Refusal, match="segment_cycle"):
            read(member(named), own_id=first)
    assert read(member(second), own_id=third)


def test_a_cycle_that_two_people_saved_at_once_is_refused():
    first = keep(REACHED, name="1")
    second = keep(member(first), name="2")
    Segment.objects.filter(pk=first).update(rule={"all": [member(second)]})
    with pytest.raises(Refusal, match="segment_cycle"):
        read(member(first))


def test_a_chain_that_doubles_at_each_step_is_refused_soon():
    last = keep(REACHED, name="0")
    for step in range(30):
        last = keep(member(last), member(last), name=f"d{step}")
    with pytest.raises(Refusal) as caught:
        read(member(last))
    assert (caught.value.code, caught.value.params) == ("too_many_conditions", {"limit": MOST_TOGETHER})


def test_an_unknown_segment_is_not_found():
    with pytest.raises(NotFound, match="segment_unknown"):
        read(member(12345))


@pytest.mark.parametrize(
    "condition",
    [
        {"condition": "home_store"},
        {"condition": "revenue", "is": NUMBER},
        {"condition": "came", "is": NUMBER},
        {"condition": "bought"},
        {"condition": "contacted", "is": NUMBER},
        {"condition": "open_cart", "is": NUMBER},
        {"condition": "distance", "is": NUMBER},
    ],
)
def test_a_foreign_store_is_forbidden_not_empty(condition):
    lyon, nantes = (store.pk for store in open_shops("lyon", "nantes"))
    slot = "is" if condition["condition"] == "home_store" else "store"
    own, foreign = ({**condition, slot: [key]} for key in (lyon, nantes))
    assert read(own, scope=Scope(lyon))
    assert read(own, foreign)
    with pytest.raises(Forbidden, match="store_not_allowed"):
        read({"none": [foreign]}, scope=Scope(lyon))
    if condition["condition"] != "revenue":
        with pytest.raises(Forbidden, match="store_not_allowed"):
            read({**condition, slot: [lyon, nantes]}, scope=Scope(lyon))


def test_a_foreign_store_behind_a_segment_is_forbidden():
    lyon, nantes = (store.pk for store in open_shops("lyon", "nantes"))
    of_network = keep({"condition": "home_store", "is": [nantes]})
    with pytest.raises(Forbidden, match="store_not_allowed"):
        read(member(of_network), scope=Scope(lyon))


def test_another_store_s_segment_is_not_there():
    lyon, nantes = open_shops("lyon", "nantes")
    theirs = keep(REACHED, name="n", store=nantes)
    own, everybodys = keep(REACHED, name="l", store=lyon), keep(REACHED, name="e")
    with pytest.raises(NotFound, match="segment_unknown"):
        read(member(theirs), scope=Scope(lyon.pk))
    assert read(member(own), member(everybodys), scope=Scope(lyon.pk))
    assert {one.pk for one in segments(Scope(lyon.pk))} == {own, everybodys}
    with pytest.raises(NotFound, match="segment_unknown"):
        read(member(own))
