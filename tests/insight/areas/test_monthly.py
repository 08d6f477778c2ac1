"""A month against counting in Python; made up."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaland.insight.looking import Looking
from chaland.insight.monthly import Month, Takings, families, takings
from chaland.kernel.errors import Refusal
from chaland.warehouse.engine import run
from factories.lake_of_rows import Sold, rows_of, show

TODAY = date(2026, 11, 22)
OCTOBER = Month(2026, 10)
slow = settings(max_examples=settings().max_examples // 6, suppress_health_check=[HealthCheck.function_scoped_fixture])
sales = st.lists(
    st.builds(
        Sold,
        st.sampled_from((1, 2, None)),
        st.integers(0, 90).map(lambda ago: TODAY - timedelta(days=ago)),
        st.sampled_from((0, 1000, 2551, -700)),
        st.sampled_from((1, 2)),
        lines=st.lists(st.tuples(st.sampled_from((100, 101)), st.sampled_from((500, -300))), max_size=3).map(tuple),
    ),
    max_size=40,
)
NAMES = {100: "Pain", 101: "Vin"}


@slow
@given(sold=sales, store=st.sampled_from((None, 1, 2)), until=st.sampled_from((10, 31)))
def test_takings_and_families_are_those_counted_by_hand(monkeypatch, sold, store, until):
    categories = [{"category_id": key, "path": name} for key, name in NAMES.items()]
    products = [{"product_id": key, "category_id": key} for key in NAMES]
    show(monkeypatch, **rows_of(sold, TODAY, categories=categories, products=products))

    def of(month):
        first_on, last_on = month.until(until)
        return [one for one in sold if first_on <= one.day <= last_on and store in (None, one.store)]

    def cents(month, name):
        return sum(cents for one in of(month) for product, cents in one.lines if NAMES[product] == name)

    rows = of(OCTOBER)
    found = Takings(**run(takings(Looking(TODAY, store), *OCTOBER.until(until))).to_pylist()[0])
    assert found == Takings(
        len(rows),
        sum(one.cents >= 0 for one in rows),
        sum(one.cents for one in rows),
        len({one.customer for one in rows if one.customer}),
    )
    september = OCTOBER.later(-1)
    told = run(families(Looking(TODAY, store), OCTOBER.until(until), september.until(until))).to_pylist()
    assert {row["family"]: (row["cents"], row["before_cents"]) for row in told} == {
        name: (cents(OCTOBER, name), cents(september, name)) for name in NAMES.values() if cents(OCTOBER, name) > 0
    }


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-1", "0000-01", "2026-10-01", "٢٠٢٦-10", "x" * 99])
def test_month_that_cannot_be_read_is_refused(text):
    with pytest.raises(Refusal, match="month_not_understood"):
        Month.read(text)


def test_month_is_written_as_it_is_read():
    assert str(Month.read("2026-02")) == "2026-02"
    assert Month.read("2026-02").until(31) == (date(2026, 2, 1), date(2026, 2, 28))
    assert [str(Month.read("2024-01").later(step)) for step in (-1, 0, 13)] == ["2023-12", "2024-01", "2025-02"]


@pytest.mark.parametrize(("visits", "cents", "basket"), [(0, 500, None), (2, 101, 51), (3, 100, 33), (1, -7, -7)])
def test_basket_is_revenue_by_visit_halves_up(visits, cents, basket):
    assert Takings(visits, visits, cents, 0).basket_cents == basket
