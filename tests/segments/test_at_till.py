"""One customer is judged as the lake judges everybody: any rule, any small world; all made up."""

from contextlib import suppress

import ibis.expr.operations as ops
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chaland.campaigns.models import Campaign
from chaland.customers.models import Customer
from chaland.customers.rules import NewCustomer
from chaland.kernel.errors import Refusal
from chaland.segments import at_till
from chaland.segments.compiling import holds
from chaland.segments.condition import types
from chaland.segments.evaluating import View
from chaland.segments.tree import parse, plain
from chaland.stores.models import Category, Product, Seller, Store
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.warehouse import one_customer_steps, sync
from chaland.warehouse.one_customer import program
from factories.rules import conditions, rules
from factories.sales import NOON, line, open_shops, receipt, rolled_back
from factories.small_worlds import TODAY, make, plots
from segments.together import members_of_each

pytestmark = pytest.mark.django_db
RULES_A_WORLD = 12
# Every smaller world would have its lake built: what fails is shown as it was drawn.
PHASES = (Phase.explicit, Phase.generate)
SAVED = 7
# Looks at visits in their order, day by day: DuckDB answers, over the customer's own rows.
PLANNED = {"lifecycle"}
SOME_KEYS = {"store": [1], "seller": [1], "category": [1], "product": [1], "segment": [SAVED], "campaign": [1]}


def keys():
    rows = {"store": Store, "seller": Seller, "category": Category, "product": Product, "campaign": Campaign}
    return {name: list(model.objects.order_by("pk").values_list("pk", flat=True)) for name, model in rows.items()}


@given(plots, st.data())
@settings(max_examples=settings().max_examples // 16, phases=PHASES, suppress_health_check=list(HealthCheck))
def test_one_customer_is_judged_as_the_lake_judges_all(plot, data):
    with rolled_back():
        with suppress(Refusal):
            make(plot)
        sync.rebuild()
        store_id = data.draw(st.sampled_from([None, *keys()["store"]]))
        found = keys() | ({"store": [store_id]} if store_id else {})
        saved = {SAVED: parse(data.draw(rules(found, set(types()) - {"member"})))}
        drawn = [data.draw(rules({**found, "segment": [SAVED]}, types())) for _ in range(RULES_A_WORLD)]
        view = View(TODAY, store_id, saved)
        inside = members_of_each(drawn, view)
        asked = at_till.membership({str(place): (parse(rule), view) for place, rule in enumerate(drawn)})
        for customer_id in Customer.objects.values_list("pk", flat=True):
            expected = {str(place) for place, members in enumerate(inside) if customer_id in members}
            assert asked.of(customer_id) == expected, [drawn[int(place)] for place in expected ^ asked.of(customer_id)]


@pytest.mark.parametrize("code", sorted(types().keys() - PLANNED))
@given(data=st.data())
@settings(max_examples=settings().max_examples // 20, suppress_health_check=list(HealthCheck))
def test_no_other_condition_needs_a_planner_for_one_customer(code, data):
    rule = parse({"all": [data.draw(conditions(types()[code], SOME_KEYS))]})
    asking = View(TODAY, None, {SAVED: parse({"all": []})}).asking({f"p{place}": 1.0 for place in range(9)})
    shown = {name: one for part in rule.parts for name, one in part.type.shows(part, asking).items()}
    assert program(asking.of_one({"holds": holds(rule, asking), **shown}))


@given(plots, st.data())
@settings(max_examples=settings().max_examples // 20, phases=PHASES, suppress_health_check=list(HealthCheck))
def test_why_says_what_each_condition_says_alone(plot, data):
    with rolled_back():
        with suppress(Refusal):
            make(plot)
        sync.rebuild()
        codes = set(types()) - {"member"}
        parts = data.draw(st.lists(rules(keys(), codes), min_size=1, max_size=4))
        rule, view = parse({"any": parts}), View(TODAY)
        for customer_id in Customer.objects.values_list("pk", flat=True)[:3]:
            told = at_till.explain(customer_id, rule, view)
            alone = [
                at_till.membership({"it": (parse({"all": [plain(one.condition)]}), view)}).of(customer_id)
                for one in told
            ]
            assert [one.holds for one in told] == [found == {"it"} for found in alone]


@pytest.fixture
def sold():
    """A shop where one customer bought and another did not."""
    open_shops("lyon")
    ids = [create_customer(NewCustomer(reference=f"x:{n}", last_name="Inventée"), now=NOON) for n in range(2)]
    record_receipts([receipt("1", customer="x:0")], now=NOON)
    sync.rebuild()
    return ids


CAME = {"all": [{"condition": "visits", "is": {"operator": "at_least", "amount": 1}}]}


def test_what_is_not_known_here_is_asked_of_a_planner(sold, monkeypatch):
    monkeypatch.delitem(one_customer_steps.OF_VALUES, ops.GreaterEqual)
    at_till._prepared.cache_clear()
    came, view = parse(CAME), View(NOON.date())
    asked = at_till.membership({"came": (came, view), "all": (parse({"all": []}), view)})
    at_till._prepared.cache_clear()
    assert list(asked.planned) == ["came"]
    assert [asked.of(one) for one in sold] == [{"came", "all"}, {"all"}]
    assert [[one.holds for one in at_till.explain(key, came, view)] for key in sold] == [[True], [False]]


def test_customer_of_another_store_or_none_is_not_judged(sold):
    other = open_shops("nantes")[0]
    everybody = parse({"all": []})
    asked = at_till.membership({"all": (everybody, View(NOON.date(), other.pk))})
    assert asked.of(sold[0]) == set()
    assert at_till.explain(sold[0], parse(CAME), View(NOON.date(), other.pk)) == []
    assert at_till.membership({"all": (everybody, View(NOON.date()))}).of(10**9) == set()


def test_new_family_below_one_that_a_rule_names_counts_at_once(sold):
    above = Category.objects.get(path="Chaussures")
    rule, view = parse({"all": [{"condition": "bought", "category": [above.pk]}]}), View(NOON.date())
    assert at_till.membership({"it": (rule, view)}).of(sold[1]) == set()
    record_receipts([receipt("2", customer="x:1", lines=[line("N", category="Chaussures > Neuves")])], now=NOON)
    assert at_till.membership({"it": (rule, view)}).of(sold[1]) == {"it"}
