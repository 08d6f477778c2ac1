"""Who objected is in no segment, of the lake and at the till; what consents say of people. Made-up people."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chaland.kernel.dates import Birthday
from chaland.privacy import services
from chaland.segments.at_till import explain, membership
from chaland.segments.evaluating import View, count, members
from chaland.segments.tree import parse
from factories.consents import TILL, say
from factories.customers import NOW, TODAY, enter

pytestmark = pytest.mark.django_db
EVERYBODY = {"all": []}
MAY = {"condition": "may_contact", "purpose": ["newsletter"], "channel": ["email"]}


@pytest.fixture(autouse=True)
def own_lake(settings, tmp_path):
    settings.LAKE = str(tmp_path / "lake")


def inside(*conditions):
    return members(parse({"all": list(conditions)}), View(TODAY)).to_pylist()


@pytest.mark.parametrize("kind", ["no_profiling", "restricted"])
def test_who_objects_is_counted_in_no_segment(kind):
    one, other = enter("Gradel"), enter("Inventée")
    rule = parse(EVERYBODY)
    before = count(rule, View(TODAY))
    services.take_stance(one, kind, now=NOW)
    after, at_till = count(rule, View(TODAY)), membership({"s": (rule, View(TODAY))})
    assert (before, after, at_till.of(one), at_till.of(other)) == ((2, 2), (1, 1), set(), {"s"})
    services.drop_stance(one, kind)
    assert count(rule, View(TODAY)) == (2, 2)


@pytest.mark.rule("children")
def test_who_is_under_fifteen_is_in_no_segment_that_judges_people():
    child, adult = (
        enter(name, emails=(f"{name}@example.com",), birthday=Birthday(2, 12, year))
        for name, year in (("gradel", 2011), ("inventee", 1980))
    )
    say(child, "granted", proof=replace(TILL, method="parent"))
    say(adult, "granted")
    shops = {"condition": "points", "is": {"operator": "at_most", "amount": 0}}
    soon = {"condition": "birthday", "days": {"from": 0, "to": 30}}
    judging = [[soon], [{"none": [soon, MAY]}], [MAY, shops], [{"any": [shops, MAY]}]]
    rules = {str(place): (parse({"all": parts}), View(TODAY)) for place, parts in enumerate([[], [MAY], *judging])}
    inside = {name: members(*asked).to_pylist() for name, asked in rules.items()}
    asked, whole = membership(rules), [child, adult]
    assert list(inside.values()) == [whole, whole, [adult], [], [adult], [adult]]
    assert {one: {name for name in rules if one in inside[name]} for one in whole} == {
        one: asked.of(one) for one in whole
    }
    assert [bool(explain(one, *rules["4"])) for one in whole] == [False, True]
    at_fifteen = View(TODAY + timedelta(days=10))
    assert members(rules["2"][0], at_fifteen).to_pylist() == whole


def test_a_withdrawal_and_an_objection_are_known_at_the_next_question():
    one, other = enter("Gradel", emails=("g@example.com",)), enter("Inventée", emails=("i@example.com",))
    say(one, "granted")
    say(other, "granted")
    found = [inside(MAY)]
    say(one, "withdrawn")
    found.append(inside(MAY))
    services.object_to("email", "i@example.com", now=NOW)
    assert [*found, inside(MAY)] == [[one, other], [other], []]
