"""What the lake answers is what plain Python finds in the database, for any rule in any small world; all made up."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chaland.campaigns.models import Campaign
from chaland.segments import evaluating
from chaland.segments.condition import types
from chaland.segments.evaluating import View
from chaland.segments.tree import parse
from chaland.stores.models import Category, Product, Seller, Store
from chaland.warehouse import sync
from factories.rules import can_be_drawn, conditions, rules
from factories.sales import rolled_back
from factories.small_worlds import TODAY, make, plots
from segments import brute_force
from segments.together import members_of_each

pytestmark = pytest.mark.django_db
RULES_A_WORLD = 8
SAVED = 7
# Every smaller world would have its lake built: what fails is shown as it was drawn.
PHASES = (Phase.explicit, Phase.generate)


def keys():
    rows = {"store": Store, "seller": Seller, "category": Category, "product": Product, "campaign": Campaign}
    return {name: list(model.objects.order_by("pk").values_list("pk", flat=True)) for name, model in rows.items()}


def draw_rules(data, store_id):
    """A saved rule; rules that may name it; each type of condition by itself, on its yes and on its no."""
    found = keys() | ({"store": [store_id]} if store_id else {})
    saved = {SAVED: data.draw(rules(found, brute_force.CONDITIONS))}
    found["segment"] = list(saved)
    trees = [data.draw(rules(found, brute_force.CONDITIONS)) for _ in range(RULES_A_WORLD)]
    kinds = [types()[code] for code in brute_force.CONDITIONS]
    single = [data.draw(conditions(kind, found)) for kind in kinds if can_be_drawn(kind, found)]
    return saved, trees, [{"all" if place % 2 else "none": [one]} for place, one in enumerate(single)]


def draw_view(data):
    return data.draw(st.sampled_from([None, *Store.objects.order_by("pk").values_list("pk", flat=True)]))


@given(plots, st.data())
@settings(max_examples=settings().max_examples // 20, phases=PHASES)
def test_members_are_those_of_the_brute_force(plot, data):
    with rolled_back():
        make(plot)
        sync.rebuild()
        store_id = draw_view(data)
        saved, trees, single = draw_rules(data, store_id)
        view = View(TODAY, store_id, {key: parse(rule) for key, rule in saved.items()})
        world = brute_force.World(TODAY, store_id, saved)
        for rule in trees:
            assert evaluating.members(parse(rule), view).to_pylist() == world.members(rule), rule
        for rule, found in zip(single, members_of_each(single, view), strict=True):
            assert sorted(found) == world.members(rule), rule
        assert evaluating.count(parse(trees[0]), view) == (len(world.members(trees[0])), len(world.people))


def test_every_type_of_condition_has_a_second_opinion():
    assert types().keys() == brute_force.CONDITIONS.keys()
