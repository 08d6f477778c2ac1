"""Laws of receipts and figures, whatever the order, repetition and lateness; each example is a made-up shop."""

import random
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.customers.models import Customer
from chaland.sales import services
from chaland.sales.models import Figures, Receipt, ReceiptLine
from chaland.usecases.sales.attach_receipt import attach_receipt
from chaland.usecases.sales.record_receipts import record_receipt, record_receipts
from chaland.usecases.sales.roll_figures import rebuild_figures, roll_figures
from factories.sales import NOON, days, line, open_shops, receipt, rolled_back, snapshot

pytestmark = pytest.mark.django_db
LATER = NOON + days(800)

lines = st.builds(
    line,
    sku=st.sampled_from(["A", "B", "C"]),
    amount_cents=st.integers(-5_000, 20_000),
    quantity_milli=st.sampled_from([-1000, 0, 375, 1000, 89_638_000]),
    category=st.sampled_from(["Chaussures > Bottes", "Chaussures", "Primeurs > Fruits", ""]),
)


@st.composite
def histories(draw):
    """Receipts of three customers and some strangers in two stores; numbers never clash."""
    said = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["lyon", "nantes"]),
                st.sampled_from(["x:1", "x:2", "x:3", ""]),
                st.integers(0, 700 * 24),
                st.lists(lines, min_size=1, max_size=3),
            ),
            max_size=12,
        )
    )
    return [
        receipt(
            str(number),
            store=store,
            customer=customer,
            sold_at=NOON + days(hour / 24),
            lines=of_receipt,
            total_cents=max(0, sum(one.amount_cents for one in of_receipt))
            if all(one.amount_cents >= 0 for one in of_receipt)
            else None,
        )
        for number, (store, customer, hour, of_receipt) in enumerate(said)
    ]


def described(receipts):
    """What is known of products before the first receipt, so that their order cannot matter."""
    record_receipts([receipt(f"P{sku}", lines=[line(sku)]) for sku in "ABC"], now=LATER)
    return record_receipts(receipts, now=LATER)


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_order_and_repetition_change_nothing(history, chance):
    shuffled = [*history, *chance.sample(history, len(history) // 2)]
    chance.shuffle(shuffled)
    with rolled_back():
        open_shops("lyon", "nantes")
        described(history)
        ordered = snapshot()
    with rolled_back():
        open_shops("lyon", "nantes")
        described(shuffled)
        assert snapshot() == ordered
        assert Receipt.objects.count() == len(history) + 3


@given(histories())
@settings(max_examples=40)
def test_batch_equals_one_by_one(history):
    with rolled_back():
        open_shops("lyon", "nantes")
        described([])
        outcomes = [(outcome.status, outcome.flags) for outcome in record_receipts(history, now=LATER)]
        together = snapshot()
    with rolled_back():
        open_shops("lyon", "nantes")
        described([])
        one_by_one = [record_receipt(said, now=LATER) for said in history]
        assert [(outcome.status, outcome.flags) for outcome in one_by_one] == outcomes
        assert snapshot() == together


@given(histories())
@settings(max_examples=40)
def test_live_figures_equal_recomputation(history):
    with rolled_back():
        open_shops("lyon", "nantes")
        for said in history:
            record_receipt(said, now=LATER)
        live = snapshot()
        rebuild_figures(now=LATER)
        assert snapshot() == live


def test_a_batch_of_many_rows_equals_recomputation():
    open_shops("lyon", "nantes")
    for time, store in (("a", "lyon"), ("b", "lyon"), ("c", "nantes")):
        lines = [line(), line("SAN-37", 2500, category="Chaussures > Sandales", size="37")]
        said = [receipt(f"{time}{n}", customer=f"x:{n}", store=store, lines=lines) for n in range(60)]
        record_receipts(said, now=NOON)
    assert (Receipt.objects.count(), ReceiptLine.objects.count()) == (180, 360)
    live = snapshot()
    rebuild_figures(now=NOON)
    assert snapshot() == live


@given(histories())
@settings(max_examples=60)
def test_figures_equal_a_sum_on_paper(history):
    totals = defaultdict(list)
    for said in history:
        if said.customer:
            totals[said.customer, None].append(said)
            totals[said.customer, said.store].append(said)
    with rolled_back():
        open_shops("lyon", "nantes")
        described(history)
        rows = Figures.objects.filter(receipts__gt=0).select_related("customer", "store")
        found = {(row.customer.reference, row.store and row.store.code): row for row in rows}
        assert found.keys() == totals.keys()
        for key, of_key in totals.items():
            assert on_paper(of_key) == {name: getattr(found[key], name) for name in on_paper(of_key)}


def on_paper(of_key):
    """The six figures, written anew from their definitions in the glossary."""
    revenue = sum(said.total_cents for said in of_key)
    moments = sorted(said.sold_at for said in of_key if said.total_cents >= 0)
    span = (moments[-1] - moments[0]).total_seconds() / 86_400 if moments else 0
    return {
        "revenue_cents": revenue,
        "visits": len(moments),
        "average_basket_cents": round_half_up(revenue, len(moments)) if moments else None,
        "visit_interval_days": pytest.approx(span / (len(moments) - 1)) if len(moments) > 1 else None,
        "first_visit_at": moments[0] if moments else None,
        "last_visit_at": moments[-1] if moments else None,
    }


def round_half_up(amount, count):
    whole, rest = divmod(amount, count)
    return whole + (2 * rest >= count)


@given(histories(), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_attaching_afterwards_equals_knowing_from_the_start(history, chance):
    with rolled_back():
        open_shops("lyon", "nantes")
        described(history)
        known = snapshot()
    with rolled_back():
        open_shops("lyon", "nantes")
        outcomes = described([replace(said, customer="") for said in history])
        pairs = [(o.receipt_id, said.customer) for o, said in zip(outcomes, history, strict=True) if said.customer]
        chance.shuffle(pairs)
        for receipt_id, reference in pairs:
            customer, _ = Customer.objects.get_or_create(
                reference=reference, defaults={"created_at": NOON, "updated_at": NOON}
            )
            attach_receipt(receipt_id, customer.pk, now=LATER)
            attach_receipt(receipt_id, customer.pk, now=LATER)
        assert snapshot() == known


@given(histories())
@settings(max_examples=30)
def test_card_becoming_known_equals_knowing_it_from_the_start(history):
    with rolled_back():
        open_shops("lyon", "nantes")
        described(history)
        known = snapshot()
    with rolled_back():
        open_shops("lyon", "nantes")
        described([replace(said, customer="", card=said.customer.replace(":", "")) for said in history])
        for reference in ("x:1", "x:2", "x:3"):
            customer = Customer.objects.create(reference=reference, created_at=NOON, updated_at=NOON)
            services.attach_card(number=reference.replace(":", ""), customer_id=customer.pk, as_of=LATER.date())
        assert snapshot() == known


@given(histories(), st.lists(st.integers(1, 400), max_size=6))
@settings(max_examples=30)
def test_rolling_day_by_day_equals_rolling_at_once(history, steps):
    with rolled_back():
        open_shops("lyon", "nantes")
        record_receipts(history, now=NOON)
        for at in sorted(steps):
            roll_figures(now=NOON + days(at))
        rolled = snapshot()
        rebuild_figures(now=NOON + days(max(steps, default=0)))
        assert snapshot() == rolled


def test_undone_import_leaves_no_trace():
    chance = random.Random(7)
    open_shops("lyon", "nantes")
    described([receipt("1", customer="x:1"), receipt("2", customer="x:2")])
    before = snapshot()
    from chaland.journal.models import ImportRun

    run = ImportRun.objects.create(kind="receipts", file_name="invented.csv", file_hash="0", started_at=NOON)
    more = [
        receipt(f"F{n}", customer=f"x:{chance.randint(1, 5)}", lines=[line(chance.choice("ABC"))]) for n in range(40)
    ]
    record_receipts(more, now=LATER, import_run_id=run.pk, source="file")
    assert snapshot() != before

    ids = [*Receipt.objects.filter(import_run=run).values_list("pk", flat=True)]
    buyers = [*Receipt.objects.filter(pk__in=ids).values_list("customer", flat=True).distinct()]
    services.remove_receipts(ids, buyers=buyers, as_of=LATER.date())
    assert len(ids) == 40
    assert snapshot() == before
