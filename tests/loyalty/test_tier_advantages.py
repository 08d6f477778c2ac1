"""What tiers bring besides points: a percentage, vouchers given once, early access. Made-up people."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chaland.accounts.rules import Scope
from chaland.config import chores
from chaland.customers.models import Customer
from chaland.loyalty.models import Balance, PrivateSale, ProgrammeVersion
from chaland.loyalty.models.vouchers import Voucher, VoucherKind
from chaland.loyalty.private_sales import sales_of
from chaland.loyalty.rules.programme import Choice, Programme, Sold, Tier
from chaland.loyalty.rules.tiers import best, discount_cents, held
from chaland.loyalty.rules.vouchers import Terms, as_plain
from chaland.loyalty.rules.written import written
from chaland.loyalty.services import tier_vouchers
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.loyalty.edit_voucher_kinds import NewKind, edit_voucher_kind
from chaland.usecases.loyalty.tend_points import LOOKS_AGAIN, Watch, is_due, tend_points
from chaland.usecases.loyalty.use_points import quote_points
from chaland.usecases.sales.record_receipts import record_receipts
from factories.loyalty import BEGINS, BY_EURO, programme
from factories.sales import NOON, line, open_shops, receipt, rolled_back
from factories.vouchers import a_kind, a_voucher

SILVER, GOLD = 10_000, 20_000
DAY = timedelta(days=1)


def brings(**silver):
    """A programme of two tiers; what the first brings is told, the second gives 20 percent."""
    tiers = Tier("t1", SILVER, "Argent", **silver), Tier("t2", GOLD, "Or", percent=20)
    return programme(tiers=tiers, tier_days=365)


def spent(number, cents, who="anna", day=0, units=None):
    units = units or (1 if cents > 0 else -1)
    return receipt(str(number), lines=[line("A", cents, 1000 * units)], customer=who, sold_at=NOON + day * DAY)


def usable():
    rows = Voucher.objects.filter(state="issued").order_by("customer__reference", "kind__name")
    return list(rows.values_list("customer__reference", "kind__name"))


@pytest.mark.pure
def test_percentage_leaves_out_what_gives_no_points():
    gold = Programme(date(2026, 1, 1), tiers=(Tier("t1", 0, percent=10),), excluded=(Choice(brands=frozenset({"X"})),))
    basket = [Sold(1, 1_999, 1000), Sold(2, 5_000, 1000, brand="X"), Sold(3, -700, -1000)]
    assert [discount_cents(gold, code, basket) for code in ("t1", "")] == [200, 0]


@pytest.mark.pure
def test_tier_brings_its_own_gift_of_the_year_or_that_of_the_next_below():
    tiers = (Tier("t1", 1, yearly=7), Tier("t2", 2), Tier("t3", 3, yearly=9))
    assert [best(tiers, one, "yearly") for one in ("", "t1", "t2", "t3")] == [None, 7, 7, 9]
    assert [one.code for one in held(tiers, "t2")] == ["t1", "t2"]


@pytest.mark.django_db
class TestGiven:
    @pytest.fixture(autouse=True)
    def shops(self):
        self.shops = open_shops("lyon", "nantes")
        self.kind = a_kind(name="Bienvenue Argent", now=NOON)

    def test_reaching_a_tier_gives_its_voucher_with_the_receipt_and_once(self):
        brings(reached=self.kind.pk)
        record_receipts([spent(1, 6_000)], now=NOON)
        assert usable() == []
        record_receipts([spent(2, 6_000), spent(3, 15_000)], now=NOON)
        record_receipts([spent(4, 6_000), spent(2, 6_000)], now=NOON)
        assert (usable(), is_due(now=NOON, watch=Watch())) == ([("anna", "Bienvenue Argent")], False)
        assert Voucher.objects.get().key.startswith("receipt-")

    def test_without_a_look_at_what_was_given_it_would_be_given_with_each_purchase(self, monkeypatch):
        monkeypatch.setattr(tier_vouchers, "_given", lambda _gift, _customer: Voucher.objects.none())
        brings(reached=self.kind.pk)
        for number in (1, 2):
            record_receipts([spent(number, 11_000)], now=NOON)
        assert usable() == [("anna", "Bienvenue Argent")] * 2

    def test_what_was_reached_by_what_is_returned_is_taken_back_until_it_is_reached_again(self):
        brings(reached=self.kind.pk)
        record_receipts([spent(1, 11_000)], now=NOON)
        record_receipts([spent(2, -5_000)], now=NOON)
        assert (usable(), Voucher.objects.get().state) == ([], "cancelled")
        record_receipts([spent(3, 9_000)], now=NOON)
        assert usable() == [("anna", "Bienvenue Argent")]

    def test_what_was_used_is_neither_taken_back_nor_given_again(self):
        brings(reached=self.kind.pk)
        record_receipts([spent(1, 11_000)], now=NOON)
        Voucher.objects.update(state="redeemed", uses_left=0)
        record_receipts([spent(2, -5_000)], now=NOON)
        record_receipts([spent(3, 9_000)], now=NOON)
        assert list(Voucher.objects.values_list("state", flat=True)) == ["redeemed"]

    def test_return_long_after_the_tier_was_lost_takes_nothing_back(self):
        brings(reached=self.kind.pk)
        record_receipts([spent(1, 11_000), spent(2, 900)], now=NOON)
        later = NOON + 500 * DAY
        tend_points(now=later)
        assert Balance.objects.get().tier == ""
        record_receipts([spent(3, -900, day=500)], now=later)
        assert usable() == [("anna", "Bienvenue Argent")]

    def test_who_holds_the_tier_by_a_file_is_given_it_by_the_server(self):
        brings(reached=self.kind.pk)
        record_receipts([spent(1, 11_000)], now=NOON, source="import", create_missing=True)
        assert (usable(), is_due(now=NOON, watch=Watch())) == ([], True)
        for _ in range(2):
            tend_points(now=NOON)
        assert usable() == [("anna", "Bienvenue Argent")]

    def test_each_year_and_each_birthday_give_one(self):
        yearly, birthday = (a_kind(name=name, now=NOON) for name in ("Chaque année", "Anniversaire"))
        brings(yearly=yearly.pk, birthday=birthday.pk)
        record_receipts([spent(1, 25_000)], now=NOON)
        Customer.objects.update(birth_month=NOON.month, birth_day=NOON.day)
        for _ in range(2):
            tend_points(now=NOON)
        assert usable() == [("anna", "Anniversaire"), ("anna", "Chaque année")]
        record_receipts([spent(2, 25_000, day=300)], now=NOON + 300 * DAY)
        tend_points(now=NOON + 365 * DAY)
        assert usable() == [("anna", "Anniversaire")] * 2 + [("anna", "Chaque année")] * 2

    def test_kind_whose_terms_changed_gives_what_took_its_place_and_a_closed_one_nothing(self):
        brings(reached=self.kind.pk)
        a_voucher(self.kind, key="other", now=NOON)
        terms = Terms("percent", 10, is_personal=False)
        edit_voucher_kind(self.kind.pk, NewKind("Nouveau", terms), now=NOON)
        record_receipts([spent(1, 11_000)], now=NOON)
        assert Voucher.objects.get(customer__reference="anna").kind.terms == as_plain(terms)
        VoucherKind.objects.update(is_active=False)
        record_receipts([spent(2, 11_000, who="berta")], now=NOON)
        assert (Voucher.objects.filter(customer__reference="berta").count(), is_due(now=NOON, watch=Watch())) == (
            0,
            False,
        )

    def test_two_files_of_one_person_are_given_it_once_more_never(self):
        brings(reached=self.kind.pk)
        record_receipts([spent(1, 11_000), spent(2, 1_000, who="berta")], now=NOON)
        anna, berta = (Customer.objects.get(reference=one).pk for one in ("anna", "berta"))
        merge_customers(berta, anna, scope=Scope(), now=NOON)
        tend_points(now=NOON)
        assert (usable(), is_due(now=NOON, watch=Watch())) == ([("berta", "Bienvenue Argent")], False)

    def test_server_gives_within_the_hour_what_a_merge_and_a_birthday_bring(self, monkeypatch):
        birthday = a_kind(name="Anniversaire", now=NOON)
        brings(reached=self.kind.pk, birthday=birthday.pk)
        record_receipts([spent(1, 6_000), spent(2, 6_000, who="berta"), spent(3, 11_000, who="carla")], now=NOON)
        monkeypatch.setattr(chores, "TIERS", Watch())
        assert (self.until_done(NOON), usable()) == (None, [("carla", "Bienvenue Argent")])
        anna, berta = (Customer.objects.get(reference=one).pk for one in ("anna", "berta"))
        later = NOON + LOOKS_AGAIN
        merge_customers(berta, anna, scope=Scope(), now=later)
        Customer.objects.filter(reference="carla").update(birth_month=NOON.month, birth_day=NOON.day)
        assert self.until_done(later) is not None
        given = [("berta", "Bienvenue Argent"), ("carla", "Anniversaire"), ("carla", "Bienvenue Argent")]
        assert (usable(), self.until_done(later + LOOKS_AGAIN)) == (given, None)

    def until_done(self, since):
        """Do as the server does each minute, an hour long; returns after how many minutes it had something to do."""
        for minute in range(61):
            with time_machine.travel(since + timedelta(minutes=minute), tick=False):
                if chores.POINTS.is_needed():
                    tend_points(now=timezone.now())
                    return minute
        return None

    def test_everybody_is_looked_at_when_a_day_begins_or_an_hour_is_over(self):
        brings(reached=self.kind.pk)
        record_receipts([spent(1, 6_000)], now=NOON)
        watch = Watch()
        assert not watch.is_due(now=NOON)
        Balance.objects.update(tier="t1")
        with CaptureQueriesContext(connection) as asked:
            assert not watch.is_due(now=NOON + LOOKS_AGAIN / 2)
        assert [one["sql"] for one in asked if "loyalty_balance" in one["sql"]] == []
        assert watch.is_due(now=NOON + LOOKS_AGAIN)
        Balance.objects.update(tier="")
        assert not watch.is_due(now=NOON + LOOKS_AGAIN)
        Balance.objects.update(tier="t1")
        for later in (DAY, LOOKS_AGAIN):
            assert watch.is_due(now=NOON + later) == (later == DAY)

    def test_what_tiers_bring_changed_is_looked_for_at_once(self):
        brings()
        record_receipts([spent(1, 11_000)], now=NOON)
        watch = Watch()
        assert not watch.is_due(now=NOON)
        bringing = written(Programme(BEGINS, BY_EURO, tiers=(Tier("t1", SILVER, reached=self.kind.pk),)))
        ProgrammeVersion.objects.update(rules=bringing)
        assert watch.is_due(now=NOON)

    def test_quote_tells_what_the_tier_held_takes_off(self):
        brings(percent=10)
        record_receipts([spent(1, 12_000)], now=NOON)
        said = [quote_points(spent(number, 4_990, who), now=NOON).quote for number, who in ((2, "anna"), (3, "berta"))]
        assert [one.discount_cents for one in said] == [499, 0]

    def test_private_sale_is_told_to_who_has_early_access_where_it_is(self):
        brings(early_access=True)
        record_receipts([spent(1, 12_000), spent(2, 1_000, who="berta"), spent(3, 1_000, who="carla")], now=NOON)
        today = NOON.date()
        for name, store, first, last in (
            ("Passée", None, -3, -1), ("Lyon", self.shops[0], 0, 1), ("Nantes", self.shops[1], 2, 3),
        ):  # fmt: skip
            PrivateSale.objects.create(name=name, store=store, first_on=today + first * DAY, last_on=today + last * DAY)
        door = a_kind(name="Porte", terms=Terms("access", stores=frozenset({self.shops[1].pk})), now=NOON)
        ids = {one.reference: one.pk for one in Customer.objects.all()}
        a_voucher(door, key="door", customer_id=ids["carla"], now=NOON)
        told = {who: [(one.name, one.is_on) for one in sales_of(pk, now=NOON)] for who, pk in ids.items()}
        assert told == {"anna": [("Lyon", True), ("Nantes", False)], "berta": [], "carla": [("Nantes", False)]}


class Laws(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from(("anna", "berta")), st.integers(0, 40), st.sampled_from((60, 90, 130, -50, -90))),
            max_size=6,
        ),
        st.randoms(use_true_random=False),
    )
    def test_neither_order_nor_repetition_changes_what_tiers_gave(self, sales, chance):
        open_shops("lyon", "nantes")
        kind, other = a_kind(name="Argent", now=NOON), a_kind(name="Or", now=NOON)
        tiers = Tier("t1", SILVER, "Argent", reached=kind.pk), Tier("t2", GOLD, "Or", reached=other.pk)
        programme(tiers=tiers, tier_days=30, grace_days=5)
        now = NOON + 41 * DAY
        said = [spent(number, 100 * euros, who, day) for number, (who, day, euros) in enumerate(sales)]
        mixed = [*said, *said[:2]]
        chance.shuffle(mixed)
        assert self.given([[one] for one in mixed], now) == self.given([said], now)

    def given(self, parts, now):
        with rolled_back():
            for part in parts:
                record_receipts(part, now=now)
            found = usable()
            tend_points(now=now)
            assert (usable(), tier_vouchers.due(now=now)) == (found, [])
            assert len(set(found)) == len(found)
            return found
