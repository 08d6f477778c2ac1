"""Who objected is in no segment, of the lake and at the till; what consents say of people. Made-up people."""

import pytest

from chaland.privacy import services
from chaland.segments.at_till import membership
from chaland.segments.evaluating import View, count, members
from chaland.segments.tree import parse
from factories.consents import say
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


def test_a_withdrawal_and_an_objection_are_known_at_the_next_question():
    one, other = enter("Gradel", emails=("g@example.com",)), enter("Inventée", emails=("i@example.com",))
    say(one, "granted")
    say(other, "granted")
    found = [inside(MAY)]
    say(one, "withdrawn")
    found.append(inside(MAY))
    services.object_to("email", "i@example.com", now=NOW)
    assert [*found, inside(MAY)] == [[one, other], [other], []]
