"""Measures and families against counting in Python; kinds and their rules on a made-up shop."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaland.insight.describing import Described, described, families, measures, spent_in, telling
from chaland.insight.kinds import kinds, main_families, segment_rule
from chaland.insight.looking import Looking
from chaland.insight.profiles import Condition, Rule
from chaland.insight.profiles.telling import meeting
from chaland.kernel.errors import Refusal
from chaland.warehouse.engine import run
from factories.lake_of_rows import Sold, rows_of, show

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
FIRST = TODAY - 60 * DAY
slow = settings(max_examples=settings().max_examples // 6, suppress_health_check=[HealthCheck.function_scoped_fixture])
PATHS = {10: "Chaussures > Bottes", 11: "Chaussures", 12: "Carburant"}
PRODUCTS = {100: 10, 101: 11, 102: 12, 103: None}
sales = st.lists(
    st.builds(
        Sold,
        st.sampled_from((1, 2, 3, None)),
        st.integers(0, 90).map(lambda ago: TODAY - ago * DAY),
        st.sampled_from((0, 1000, 2551, -700)),
        st.sampled_from((1, 2)),
        st.none(),
        st.integers(8, 20),
        st.lists(st.tuples(st.sampled_from((*PRODUCTS, None)), st.sampled_from((500, 999, -300))), max_size=3).map(
            tuple
        ),
    ),
    max_size=30,
)
stores = st.sampled_from((None, 1, 2))


def lake(monkeypatch, sold):
    categories = [{"category_id": key, "path": path} for key, path in PATHS.items()]
    products = [{"product_id": key, "category_id": category} for key, category in PRODUCTS.items()]
    show(monkeypatch, **rows_of(sold, TODAY, categories=categories, products=products))


def top(product):
    category = PRODUCTS.get(product)
    return PATHS[category].split(" > ")[0] if category else None


def within(sold, store):
    return [one for one in sold if one.customer and one.day >= FIRST and store in (None, one.store)]


@slow
@given(sold=sales, store=stores)
def test_measures_are_those_counted_by_hand(monkeypatch, sold, store):
    lake(monkeypatch, sold)
    expected = []
    for who in (1, 2, 3):
        own = [one for one in within(sold, store) if one.customer == who]
        came = [one for one in own if one.cents >= 0]
        if came:
            expected.append({
                "customer_id": who,
                "revenue": sum(one.cents for one in own),
                "visits": len(came),
                "mornings": sum(one.hour < 12 for one in came),
                "evenings": sum(one.hour >= 17 for one in came),
                "weekends": sum(one.day.weekday() >= 5 for one in came),
                "recency": min((TODAY - one.day).days for one in came),
            })  # fmt: skip
    assert run(measures(Looking(TODAY, store), FIRST, TODAY)).to_pylist() == expected


@slow
@given(sold=sales, store=stores)
def test_families_are_those_counted_by_hand(monkeypatch, sold, store):
    lake(monkeypatch, sold)
    baskets = [[(top(product), cents) for product, cents in one.lines if top(product)] for one in within(sold, store)]
    expected = {}
    for name in ("Chaussures", "Carburant"):
        with_it = [lines for lines in baskets if any(family == name for family, _ in lines)]
        cents = sum(cents for lines in with_it for family, cents in lines if family == name)
        if cents > 0:
            expected[name] = cents, sum(len({family for family, _ in lines}) == 1 for lines in with_it) / len(with_it)
    found = run(families(Looking(TODAY, store), FIRST, TODAY)).to_pylist()
    assert {row["family"]: (row["cents"], pytest.approx(row["alone"])) for row in found} == expected


@slow
@given(sold=sales)
def test_spending_by_family_is_that_counted_by_hand(monkeypatch, sold):
    lake(monkeypatch, sold)
    looking = Looking(TODAY)
    seen = described(
        run(measures(looking, FIRST, TODAY)), run(spent_in(looking, FIRST, TODAY, ["Chaussures"])), ["Chaussures"]
    )
    for place, who in enumerate(seen.customer_ids):
        own = [one for one in within(sold, None) if one.customer == who]
        assert seen.cents[place, 0] == sum(
            cents for one in own for product, cents in one.lines if top(product) == "Chaussures"
        )


def test_family_bought_alone_tells_nothing_unless_all_are():
    rows = [{"family": "Carburant", "alone": 0.9}, {"family": "Pain", "alone": 0.1}]
    assert telling(pa.Table.from_pylist(rows)) == ["Pain"]
    assert telling(pa.Table.from_pylist(rows[:1])) == ["Carburant"]


def made_up(seed=2):
    """Three plain kinds: often and much, in the evening; often and little; seldom, for shoes. All made up."""
    chance = np.random.default_rng(seed)
    kind = np.repeat(np.arange(3), (120, 100, 80))
    visits = np.array([60, 50, 5])[kind] + chance.poisson(5, 300)
    revenue = visits * (np.array([4000, 900, 9000])[kind] + chance.integers(0, 300, 300))
    names = ("visits", "mornings", "evenings", "weekends", "revenue", "recency")
    evenings = np.where(kind == 0, visits * 0.8, visits * 0.1).round()
    columns = (visits, visits * 0.1 // 1, evenings, visits * 0.3 // 1, revenue, np.array([3, 5, 60])[kind] + kind)
    measured = {name: np.asarray(column, dtype=float) for name, column in zip(names, columns, strict=True)}
    shoes = revenue * np.array([0.1, 0.1, 0.9])[kind]
    return Described(np.arange(300), measured, np.column_stack([shoes.round()]), ["Chaussures"])


def test_kinds_add_up_to_everybody():
    seen = made_up()
    told = kinds(seen, {"Chaussures": 7})
    assert sum(one["size"] for one in told["kinds"]) == told["customers"] == 300
    assert sum(one["revenue_cents"] for one in told["kinds"]) == int(seen.measures["revenue"].sum())
    assert sum(one["revenue_share"] for one in told["kinds"]) == pytest.approx(1)
    assert [one["size"] for one in told["kinds"]] == [120, 100, 80]
    assert main_families(told["kinds"][2])[0][0] == "Chaussures"


def test_kinds_are_the_same_every_time():
    assert kinds(made_up(), {"Chaussures": 7}) == kinds(made_up(), {"Chaussures": 7})


def test_rule_of_a_kind_finds_whom_it_says():
    seen = made_up()
    features, values = seen.tellable()
    conditions = [
        Condition("visits", at_least=True, threshold=30.0),
        Condition("evenings", at_least=False, threshold=20.0),
    ]
    found = meeting(conditions, values, features)
    assert found.sum() == np.sum((seen.measures["visits"] >= 30) & (seen.measures["evenings"] <= 19))
    window = {"last_days": 365}
    assert segment_rule(Rule(tuple(conditions), 1.0, 1.0), {}) == {
        "all": [
            {"condition": "visits", "is": {"operator": "at_least", "amount": 30}, "window": window},
            {
                "condition": "came",
                "is": {"operator": "at_most", "amount": 19},
                "window": window,
                "hours": {"from": 17, "to": 23},
            },
        ]
    }


def test_rule_without_a_least_number_of_visits_asks_for_one():
    below = Condition("family:Pain", at_least=False, threshold=1000.0)
    assert segment_rule(Rule((below,), 1.0, 1.0), {"Pain": 3}) == {
        "all": [
            {
                "condition": "bought",
                "category": [3],
                "measure": ["amount"],
                "is": {"operator": "at_most", "amount": 999},
                "window": {"last_days": 365},
            },
            {"condition": "visits", "is": {"operator": "at_least", "amount": 1}, "window": {"last_days": 365}},
        ]
    }


def test_few_customers_are_told():
    seen = made_up()
    few = Described(
        seen.customer_ids[:20], {name: one[:20] for name, one in seen.measures.items()}, seen.cents[:20], seen.families
    )
    with pytest.raises(Refusal, match="profiles_too_few"):
        kinds(few, {})
