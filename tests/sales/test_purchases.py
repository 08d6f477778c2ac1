"""The filter on who bought, as an address says it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Refusal
from chaland.sales import customer_list as lists
from chaland.sales.customer_list.columns import BOUGHT
from chaland.sales.customer_list.purchases import Purchases, read_purchases
from chaland.sales.queries.hours import local_hour, utc_hours
from chaland.usecases.sales.record_receipts import record_receipts
from factories.customer_list import CALENDAR, EVERYWHERE
from factories.sales import line, open_shops, receipt

DAYS = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))
HOURS = st.none() | st.tuples(st.integers(0, 23), st.integers(0, 23)).map(sorted).map(tuple)
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)


def column(*choices):
    return lists.Column(BOUGHT.key, BOUGHT.kind, choices=choices)


@given(first=DAYS, last=DAYS, weekday=st.none() | st.integers(1, 7), hours=HOURS, returned=st.booleans())
def test_what_is_written_in_an_address_is_read_back(first, last, weekday, hours, returned):
    if first and last and first > last:
        first, last = last, first
    asked = Purchases(first, last, 12, 3, weekday, hours, returned)
    assert read_purchases(column("store:12", "seller:3"), str(asked), CALENDAR) == asked


def test_days_are_written_as_in_any_filter():
    assert read_purchases(column(), "days:03/2026", CALENDAR) == Purchases(date(2026, 3, 1), date(2026, 3, 31))


@pytest.mark.parametrize(
    "text",
    [
        "lyon", "store", "store:", "store:x", "store:-1", "store:1,store:1", "days:!2026", "days:vide", "days:x",
        "weekday:0", "weekday:8", "hours:24", "hours:18..17", "hours:1..2..3", "hours:", "returns:no", ",", "a:b",
        "store:" + "9" * 19, "days:2026\x00", "weekday:²",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused(text):
    with pytest.raises(Refusal) as refused:
        read_purchases(column(), text, CALENDAR)
    assert refused.value.code == "filter_not_understood"


@pytest.mark.parametrize("text", ["store:13", "seller:12", "store:012"])
def test_a_store_or_seller_not_offered_is_refused_whether_it_exists_or_not(text):
    with pytest.raises(Refusal) as refused:
        read_purchases(column("store:12", "seller:3"), text, CALENDAR)
    assert refused.value.code == "purchases_elsewhere"


@given(
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.integers(0, 23),
    st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Cayenne", "Pacific/Noumea"]),
)
def test_hours_of_the_clock_are_those_of_utc_on_every_day(day, hour, name):
    zone = ZoneInfo(name)
    stretches = list(utc_hours(date(2025, 1, 1), date(2027, 12, 31), (hour, hour), zone))
    (found,) = [hours for first, last, hours in stretches if first <= day <= last]
    assert set(found) == {utc for utc in range(24) if local_hour(day, utc, zone) == hour}


def bought(text, scope=EVERYWHERE, choices=()):
    conditions = lists.read_conditions({"bought": text}, {"bought": column(*choices)}, CALENDAR, EVERYWHERE)
    return lists.count(lists.ListQuestion(scope, CALENDAR, conditions))


@pytest.mark.django_db
def test_one_receipt_must_answer_everything():
    lyon, nantes = open_shops("lyon", "nantes")
    sold = [
        ("1", "lyon", datetime(2026, 3, 2, 16, 30, tzinfo=UTC), 100, "x:a"),
        ("2", "nantes", datetime(2026, 4, 7, 9, tzinfo=UTC), 100, "x:a"),
        ("3", "lyon", datetime(2026, 4, 7, 9, tzinfo=UTC), -100, "x:b"),
        ("4", "lyon", datetime(2026, 4, 7, 9, tzinfo=UTC), 100, None),
    ]
    record_receipts(
        [
            receipt(number, store=store, sold_at=at, lines=[line(amount_cents=cents)], customer=customer or "")
            for number, store, at, cents, customer in sold
        ],
        now=NOW,
    )
    offered = (f"store:{lyon.pk}", f"store:{nantes.pk}")
    assert bought("days:2026") == 1
    assert bought("days:2026,returns:with") == 2
    assert bought("weekday:1,hours:17") == 1
    assert bought("weekday:1,hours:16") == 0
    assert bought("weekday:2,hours:11,returns:with") == 2
    assert bought(f"store:{lyon.pk},days:03/2026", choices=offered) == 1
    assert bought(f"store:{lyon.pk},days:04/2026", choices=offered) == 0
    assert bought("days:04/2026", Scope(lyon.pk)) == 0
    assert bought("days:04/2026", Scope(nantes.pk)) == 1


@pytest.mark.django_db
def test_nobody_bought_before_the_first_receipt():
    open_shops("lyon")
    assert bought("weekday:1") == 0
