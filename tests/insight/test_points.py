"""Points, vouchers and tiers, against plain Python on small random worlds."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaland.insight.looking import Looking
from chaland.insight.points import Moved, Standing, by_month, tiers
from factories.lake_of_rows import show

TODAY = date(2026, 11, 22)
FIRST = date(2026, 9, 10)
days = st.integers(0, 100).map(lambda ago: TODAY - timedelta(days=ago))
stores = st.sampled_from((1, 2))
SIGNS = {"earned": 1, "welcome": 1, "adjusted": -1, "returned": -1, "burnt": -1, "expired": -1, "moved": 1}
NAMES = {"returned": "back", "burnt": "used", "expired": "lost"}
entries = st.lists(st.tuples(st.sampled_from(tuple(SIGNS)), days, st.integers(1, 50), stores), max_size=12)
vouchers = st.lists(st.tuples(days, stores), max_size=5)


@given(entries, vouchers, vouchers, st.sampled_from((None, 1)))
@settings(max_examples=settings().max_examples // 8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_months_equal_those_counted_by_hand(monkeypatch, moved, issued, used, store):
    show(
        monkeypatch,
        points=[
            {
                "entry_id": n,
                "customer_id": 1,
                "kind": kind,
                "points": SIGNS[kind] * points,
                "counted_on": day,
                "store_id": of,
            }
            for n, (kind, day, points, of) in enumerate(moved)
        ],
        vouchers=[
            {"voucher_id": n, "customer_id": 1, "issued_at": at(day), "store_id": of}
            for n, (day, of) in enumerate(issued)
        ],
        voucher_uses=[
            {"use_id": n, "customer_id": 1, "used_at": at(day), "store_id": of} for n, (day, of) in enumerate(used)
        ],
    )
    cells = defaultdict(lambda: defaultdict(int))
    for kind, day, points, of in moved:
        if store in (None, of) and day >= FIRST and kind != "moved":
            name = NAMES.get(kind, "given")
            cells[day.replace(day=1)][name] += SIGNS[kind] * points * (1 if name == "given" else -1)
    for name, found in (("issued", issued), ("redeemed", used)):
        for day, of in found:
            if store in (None, of) and day >= FIRST:
                cells[day.replace(day=1)][name] += 1
    assert by_month(Looking(TODAY, store), FIRST, TODAY) == {month: Moved(**cells[month]) for month in sorted(cells)}


def at(day):
    return datetime.combine(day, time(23, 30), UTC)


def test_tiers_of_a_store_are_of_those_whom_it_knows(monkeypatch):
    rows = [(1, 1, "t2", 10), (2, 2, "gold", 5), (3, 1, "", 0), (4, 1, "gone", 0)]
    show(
        monkeypatch,
        balances=[
            {"customer_id": who, "programme_id": programme, "tier": tier, "points": points}
            for who, programme, tier, points in rows
        ],
        figures=[{"customer_id": 1, "store_id": 7, "visits": 1}],
    )
    names = {(1, "t2"): "Or", (2, "gold"): "Or", (2, "t2"): "Argent"}
    assert tiers(Looking(TODAY), names) == [Standing("", 2, 0), Standing("Or", 2, 15)]
    assert tiers(Looking(TODAY, 7), names) == [Standing("Or", 1, 10)]
    assert tiers(Looking(TODAY), {}) == [Standing("", 4, 15)]
