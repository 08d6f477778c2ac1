"""What holds after any sequence of purchases, returns, uses and merges, on both databases. Made-up people."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.kernel.errors import Refusal
from chaland.loyalty.models import Balance
from chaland.loyalty.rules.programme import Gifts, Multiplier
from chaland.loyalty.services.points import burn, give
from chaland.loyalty.services.refreshing import refresh_points
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.duplicates.unmerge_customers import unmerge_customers
from chaland.usecases.sales.record_receipts import record_receipts
from factories.loyalty import BY_EURO, lines, programme, tiers, wrong
from factories.sales import NOON, line, open_shops, receipt, rolled_back

PEOPLE = ("anna", "berta")
LATER = NOON + timedelta(days=500)
SALES = st.lists(
    st.tuples(
        st.sampled_from(PEOPLE), st.integers(0, 400), st.integers(-3, 4), st.sampled_from(("A", "B")),
        st.sampled_from(("lyon", "nantes")),
    ),
    max_size=7,
)  # fmt: skip

MEANWHILE = NOON + timedelta(days=120)
MEASURES = st.sampled_from((("spend", 2000, 9000), ("visits", 1, 3), ("points", 20, 90)))
# One person, day after day: what is bought, seldom returned, seldom out of its order.
FOLLOWING = st.lists(
    st.tuples(st.integers(-5, 40), st.sampled_from((1, 2, 3, 3, 1, 2, -1, 0)), st.sampled_from(("A", "B"))), max_size=8
).map(
    lambda steps: [
        ("anna", sum(one[0] for one in steps[: place + 1]), units, sku, ("lyon", "nantes")[place % 2])
        for place, (_, units, sku) in enumerate(steps)
    ]
)


def receipts_of(sales):
    return [
        receipt(
            str(number),
            lines=[line(sku, 1350 * units, 1000 * units)] if units else [line(sku, 0)],
            customer=who,
            store=store,
            sold_at=NOON + timedelta(days=day),
        )
        for number, (who, day, units, sku, store) in enumerate(sales)
    ]


def where_all_stand():
    refresh_points(Customer.objects.values_list("pk", flat=True), now=LATER)
    rows = Balance.objects.exclude(points=0, debt=0, tier="").order_by("customer__reference")
    return list(rows.values_list("customer__reference", "points", "debt", "tier", "earned"))


def all_there_is():
    """Every balance and every line. What is kept to begin from differs with how it was come by."""
    kept = [one.name for one in Balance._meta.fields if not one.name.startswith("before")]
    return list(Balance.objects.order_by("pk").values_list(*kept)), lines()


class Laws(TestCase):
    def begin(self):
        self.shops = open_shops("lyon", "nantes")
        programme(
            earnings=BY_EURO, gifts=Gifts(welcome=7), lasts_months=6, most_per_day=60, tiers=tiers(2000), grace_days=20,
            multipliers=(Multiplier(200, tiers=frozenset({"t1"})),), tier_days=90,
        )  # fmt: skip

    def outcome(self, parts):
        """Where all stand after these parts were recorded, each as a batch; then all of it is taken back."""
        with rolled_back():
            for said in parts:
                record_receipts(said, now=LATER)
            found = where_all_stand()
            assert wrong() == ""
            return found

    @settings(max_examples=15, deadline=None)
    @given(SALES, st.randoms(use_true_random=False))
    def test_neither_order_nor_repetition_matters(self, sales, chance):
        self.begin()
        said = receipts_of(sales)
        mixed = [*said, *said[:2]]
        chance.shuffle(mixed)
        assert self.outcome([[one] for one in mixed]) == self.outcome([said])

    @settings(max_examples=12, deadline=None)
    @given(SALES, st.lists(st.tuples(st.sampled_from(PEOPLE), st.integers(0, 450), st.integers(1, 40)), max_size=4))
    def test_balance_is_the_sum_of_the_lines_and_never_below_zero(self, sales, uses):
        self.begin()
        steps = [(one.sold_at, one) for one in receipts_of(sales)]
        steps += [(NOON + timedelta(days=day, hours=1), (who, points)) for who, day, points in uses]
        for number, (moment, step) in enumerate(sorted(steps, key=lambda one: one[0])):
            if not isinstance(step, tuple):
                record_receipts([step], now=moment)
            elif (person := Customer.objects.filter(reference=step[0]).first()) is not None:
                self.use(person.pk, step[1], number, moment)
            assert wrong() == ""
        refresh_points(Customer.objects.values_list("pk", flat=True), now=LATER)
        assert wrong() == ""

    def use(self, customer_id, points, number, moment):
        for _ in range(2):
            with suppress(Refusal):
                burn(customer_id, points=points, store_id=self.shops[0].pk, key=UUID(int=number + 1), now=moment)

    @settings(max_examples=25, deadline=None)
    @given(FOLLOWING, MEASURES, st.sampled_from((None, 60)), st.booleans())
    def test_what_a_receipt_changes_is_what_all_receipts_say(self, sales, measure, most, is_welcomed):
        open_shops("lyon", "nantes")
        programme(
            earnings=BY_EURO, gifts=Gifts(welcome=7 * is_welcomed, profile=5), lasts_months=6, most_per_day=most,
            tier_measure=measure[0], tiers=tiers(*measure[1:]), tier_days=60, grace_days=15,
            multipliers=(Multiplier(200, tiers=frozenset({"t1"})), Multiplier(300, tiers=frozenset({"t2"}))),
        )  # fmt: skip
        for said in receipts_of(sales):
            # Some are told too late, some before their day.
            record_receipts([said], now=MEANWHILE)
            live = all_there_is()
            refresh_points(Customer.objects.values_list("pk", flat=True), now=MEANWHILE)
            assert (all_there_is(), wrong()) == (live, "")

    @settings(max_examples=25, deadline=None)
    @given(FOLLOWING, MEASURES, st.sampled_from((0, 0, -3, 20)), st.booleans(), st.integers(0, 3))
    def test_what_the_last_receipt_left_leads_where_all_receipts_do(self, sales, measure, lag, by_year, spent):
        shops = open_shops("lyon", "nantes")
        programme(
            earnings=BY_EURO, gifts=Gifts(welcome=7), lasts_months=2,
            tier_measure=measure[0], tiers=tiers(*measure[1:]), tier_days=60, tier_by_year=by_year, grace_days=15,
            multipliers=(Multiplier(200, tiers=frozenset({"t1"})),) if measure[0] != "points" else (),
        )  # fmt: skip
        now = NOON
        for number, said in enumerate(receipts_of(sales)):
            now = max(now, said.sold_at + timedelta(days=lag))
            record_receipts([said], now=now)
            if number == spent:
                with suppress(Refusal):
                    burn(Customer.objects.get().pk, points=9, store_id=shops[0].pk, key=UUID(int=1), now=now)
            live = all_there_is()
            with rolled_back():
                Balance.objects.update(before="")
                refresh_points(Customer.objects.values_list("pk", flat=True), now=now)
                assert (all_there_is(), wrong()) == (live, "")

    @settings(max_examples=12, deadline=None)
    @given(SALES, SALES, st.booleans())
    def test_merge_and_its_undoing_leave_what_each_has_of_their_own(self, before, during, swapped):
        self.begin()
        known = [receipt(f"k{who}", lines=[line("C", 1000)], customer=who) for who in PEOPLE]
        early, late = receipts_of(before), receipts_of([])
        late = [receipt(f"d{n}", lines=one.lines, customer=one.customer, store=one.store, sold_at=one.sold_at)
                for n, one in enumerate(receipts_of(during))]  # fmt: skip
        expected = self.outcome([known, early, late])
        record_receipts([*known, *early], now=LATER)
        ids = [Customer.objects.get(reference=who).pk for who in PEOPLE][:: -1 if swapped else 1]
        give(ids[1], points=11, kind="survey", store_id=self.shops[0].pk, key=UUID(int=99), now=LATER)
        merged = merge_customers(*ids, scope=Scope(), now=LATER)
        assert wrong() == ""
        record_receipts(late, now=LATER)
        unmerge_customers(merged.merge_id, scope=Scope(), now=LATER)
        give(ids[1], points=-11, kind="adjusted", store_id=self.shops[0].pk, key=UUID(int=98), now=LATER)
        assert (where_all_stand(), wrong()) == (expected, "")
