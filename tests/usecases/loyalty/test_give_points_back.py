"""Points used by mistake are given back as if they had never been used. Made-up shops and people."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.customers.models import Customer
from chaland.kernel.errors import NotFound, Refusal
from chaland.loyalty.clearing import read_street, unsettled
from chaland.loyalty.closing import close_days
from chaland.loyalty.liability import liabilities
from chaland.loyalty.models import Balance, Entry, StreetMember, Voucher
from chaland.loyalty.rules.before import read
from chaland.loyalty.rules.programme import Gifts
from chaland.loyalty.services import vouchers
from chaland.loyalty.services.refreshing import refresh_points
from chaland.stores.models import Merchant, Store
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.duplicates.unmerge_customers import unmerge_customers
from chaland.usecases.loyalty.give_points_back import give_back_at_desk, give_back_at_till, used_today
from chaland.usecases.loyalty.give_voucher import choose_voucher
from chaland.usecases.loyalty.use_points import burn_points
from chaland.usecases.rights.erase_customer import erase_customer
from chaland.usecases.sales.record_receipts import record_receipts
from factories.loyalty import BY_EURO, balances, lines, programme, tiers, wrong
from factories.sales import NOON, line, open_shops, receipt, rolled_back
from factories.vouchers import a_kind, a_use

KEY = UUID(int=7)
LATER = NOON + timedelta(days=500)


def open_clearing_shops(**rules):
    """Two merchants that clear points, and a programme of both: points last a month."""
    shops = open_shops("lyon", "nantes")
    Store.objects.filter(code="nantes").update(merchant=Merchant.objects.create(name="Primeur inventé"))
    for merchant in Merchant.objects.all():
        StreetMember.objects.create(merchant=merchant, joined_on=NOON.date())
    return shops, programme(earnings=BY_EURO, **{"lasts_months": 1, **rules})


@pytest.fixture
def lyon():
    """Anna with 120 points of Lyon and 30 of Nantes."""
    (found, _), of = open_clearing_shops()
    of.versions.update(burn_points=10, burn_cents=50)
    for store, euros in (("lyon", 120), ("nantes", 30)):
        said = receipt(f"{store}-1", store=store, lines=[line("BOT", 100 * euros)], customer="anna", sold_at=NOON)
        record_receipts([said], now=NOON)
    found.anna = Customer.objects.get().pk
    return found


def use(store, points=50, key=KEY, now=NOON):
    return burn_points(store.anna, points=points, store_id=store.pk, key=key, scope=EVERYWHERE, now=now)


def at_till(store, key=KEY, now=NOON, **told):
    return give_back_at_till(store.anna, key, store_id=store.pk, scope=EVERYWHERE, now=now, **told)


def refused(act, *asked, **told):
    with pytest.raises(Refusal) as why:
        act(*asked, **told)
    return why.value.code


def stands():
    """Where everybody will stand, lots, tiers, what is lost and what merchants owe; of the lines themselves nothing."""
    with rolled_back():
        refresh_points(Customer.objects.values_list("pk", flat=True), now=LATER)
        kept = [one.name for one in Balance._meta.fields if one.name not in {"id", "customer", "before", "before_by"}]
        rows, lost = Balance.objects.order_by("customer__reference"), defaultdict(int)
        for on, points in Entry.objects.filter(kind="expired").values_list("on", "points"):
            lost[on] += points
        return (
            list(rows.values_list("customer__reference", *kept)),
            [read(text).standing.lots for text in rows.values_list("before", flat=True)],
            {on: points for on, points in lost.items() if points},
            sorted(map(repr, read_street().due)),
        )


@pytest.mark.django_db
class TestGivingBack:
    def test_it_is_as_if_they_had_never_been_used_and_once(self, lyon):
        before = stands()
        use(lyon)
        done = [at_till(lyon, now=NOON + timedelta(minutes=place), reference="seller:ines") for place in (1, 2)]
        assert [(one.done.is_new, one.done.entry.points, one.done.ran_out) for one in done] == [
            (True, 50, 0),
            (False, 50, 0),
        ]
        assert [one[:2] for one in lines()[1:3]] == [("burnt", -50), ("restored", 50)]
        assert (balances(), stands(), wrong()) == ({"anna": (150, 0)}, before, "")

    def test_line_stands_in_the_chain_of_the_store_on_the_day_of_the_use(self, lyon):
        used = use(lyon).entry
        later = NOON + timedelta(days=3)
        back = give_back_at_desk(lyon.anna, KEY, scope=EVERYWHERE, now=later, operator_id=4).done.entry
        assert (back.store_id, back.merchant_id, back.on, back.subject) == (
            used.store_id, used.merchant_id, used.on, used.subject,
        )  # fmt: skip
        assert (back.at, back.operator_id, back.previous_hash) == (later, 4, used.hash)

    def test_key_of_the_use_sent_again_uses_nothing_and_another_key_does(self, lyon):
        use(lyon)
        at_till(lyon)
        assert (use(lyon).is_new, balances()) == (False, {"anna": (150, 0)})
        use(lyon, key=UUID(int=8))
        assert (balances(), wrong()) == ({"anna": (100, 0)}, "")

    def test_what_ran_out_meanwhile_is_lost_on_its_day_and_told(self, lyon):
        until = NOON + timedelta(days=30)
        said = receipt("2", lines=[line("BOT", 4_000)], customer="anna", sold_at=until)
        record_receipts([said], now=until)
        use(lyon, points=150, now=until)
        back = give_back_at_desk(lyon.anna, KEY, scope=EVERYWHERE, now=NOON + timedelta(days=40))
        assert (back.done.ran_out, balances(), wrong()) == (150, {"anna": (40, 0)}, "")
        assert Entry.objects.filter(kind="expired").values_list("on", "points").get() == (
            (NOON + timedelta(days=31)).date(), -150,
        )  # fmt: skip

    def test_street_owes_nothing_for_them_even_of_a_month_that_was_settled(self, lyon):
        nantes = Store.objects.get(code="nantes")
        nantes.anna = lyon.anna
        use(nantes, points=100)
        assert unsettled(read_street(), NOON.date()) == {lyon.merchant_id: -500, nantes.merchant_id: 500}
        at_till(nantes)
        assert (unsettled(read_street(), NOON.date()), stands()[3]) == ({}, [])

    def test_till_gives_back_what_was_used_there_the_same_day_and_the_desk_for_a_month(self, lyon):
        nantes = Store.objects.get(code="nantes")
        nantes.anna = lyon.anna
        midnight = datetime(2026, 3, 3, tzinfo=ZoneInfo("Europe/Paris"))
        assert midnight.date() == NOON.date() + timedelta(days=1)
        use(lyon)
        assert refused(at_till, nantes) == "points_use_unknown"
        assert refused(at_till, lyon, now=midnight + timedelta(minutes=16)) == "points_use_old"
        assert (balances(), [one.is_back for one in used_today(lyon.anna, store_id=lyon.pk, now=NOON)]) == (
            {"anna": (100, 0)}, [False],
        )  # fmt: skip
        with rolled_back():
            at_till(lyon, now=midnight + timedelta(minutes=14))
            assert [one.is_back for one in used_today(lyon.anna, store_id=lyon.pk, now=NOON)] == [True]
        tellers = (Scope(nantes.pk), "points_use_unknown", 1), (EVERYWHERE, "points_use_old", 32)
        for scope, code, days in tellers:
            asked = {"scope": scope, "now": NOON + timedelta(days=days)}
            assert refused(give_back_at_desk, lyon.anna, KEY, **asked) == code
        assert give_back_at_desk(lyon.anna, KEY, scope=Scope(lyon.pk), now=NOON + timedelta(days=31)).done.is_new

    def test_points_of_another_or_that_were_not_used_are_refused(self, lyon):
        use(lyon)
        record_receipts([receipt("9", customer="berta")], now=NOON)
        berta = Customer.objects.get(reference="berta").pk
        earned = Entry.objects.filter(kind="earned").first()
        for customer_id, key in ((berta, KEY), (lyon.anna, UUID(int=8)), (lyon.anna, UUID(int=earned.pk))):
            with pytest.raises(NotFound, match="points_use_unknown"):
                give_back_at_desk(customer_id, key, scope=EVERYWHERE, now=NOON)

    def test_voucher_they_bought_is_cancelled_with_them_unless_it_was_used(self, lyon):
        kind = a_kind(now=NOON, points=100, programme=programme_of_all(), name="Café inventé")
        asked = {"store_id": lyon.pk, "scope": EVERYWHERE, "now": NOON}
        for number, spend in enumerate((None, vouchers.reserve, vouchers.redeem)):
            with rolled_back():
                voucher = choose_voucher(lyon.anna, kind.pk, key=str(number), **asked)
                key = Entry.objects.get(kind="burnt").key
                if spend:
                    spend(voucher.code, a_use(customer=lyon.anna), place=vouchers.Place(lyon.pk), now=NOON)
                    assert refused(at_till, lyon, key) == "points_voucher_used"
                    assert balances() == {"anna": (50, 0)}
                    continue
                at_till(lyon, key)
                assert (balances(), Voucher.objects.get().state, wrong()) == ({"anna": (150, 0)}, "cancelled", "")
                assert [one.act for one in voucher.history.all()] == ["cancelled"]
                assert at_till(lyon, key).done.is_new is False

    def test_voucher_used_twice_out_of_three_times_keeps_its_points(self, lyon):
        kind = a_kind(now=NOON, points=100, programme=programme_of_all(), uses=3)
        voucher = choose_voucher(lyon.anna, kind.pk, key="v", store_id=lyon.pk, scope=EVERYWHERE, now=NOON)
        place, key = vouchers.Place(lyon.pk), Entry.objects.get(kind="burnt").key
        vouchers.redeem(voucher.code, a_use("a", customer=lyon.anna), place=place, now=NOON)
        assert refused(at_till, lyon, key) == "points_voucher_used"
        vouchers.release(voucher.code, a_use("a", customer=lyon.anna), place=place, now=NOON)
        assert (at_till(lyon, key).done.is_new, balances()) == (True, {"anna": (150, 0)})

    def test_what_the_shop_owes_and_the_sealed_days_follow(self, lyon):
        before = liabilities(now=NOON)
        use(lyon)
        at_till(lyon)
        assert liabilities(now=NOON) == before
        close_days(now=NOON + timedelta(days=1))
        assert wrong() == ""
        use(lyon, key=UUID(int=8), now=NOON + timedelta(days=1))
        give_back_at_desk(lyon.anna, UUID(int=8), scope=EVERYWHERE, now=NOON + timedelta(days=9))
        close_days(now=NOON + timedelta(days=20))
        assert (wrong(), liabilities(now=NOON)) == ("", before)

    def test_merge_and_erasure_keep_it_as_it_was(self, lyon):
        record_receipts([receipt("9", lines=[line("BOT", 1_000)], customer="berta")], now=NOON)
        berta = Customer.objects.get(reference="berta").pk
        use(lyon)
        merge = merge_customers(berta, lyon.anna, scope=Scope(), now=NOON)
        give_back_at_desk(berta, KEY, scope=EVERYWHERE, now=NOON)
        assert (balances(), wrong()) == ({"berta": (160, 0)}, "")
        unmerge_customers(merge.merge_id, scope=Scope(), now=NOON)
        assert (balances(), wrong()) == ({"anna": (150, 0), "berta": (10, 0)}, "")
        erase_customer(lyon.anna, now=NOON)
        assert (read_street().due, wrong()) == ([], "")


def programme_of_all():
    return Balance.objects.first().programme


@pytest.mark.django_db(transaction=True)
def test_given_back_by_several_at_once_is_given_back_once():
    (lyon, _), _ = open_clearing_shops()
    record_receipts([receipt("1", lines=[line("BOT", 10_000)], customer="anna")], now=NOON)
    lyon.anna = Customer.objects.get().pk
    use(lyon, points=100)

    def again(_):
        try:
            return at_till(lyon).done.is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        news = list(pool.map(again, range(4)))
    assert (sorted(news), balances(), wrong()) == ([False, False, False, True], {"anna": (100, 0)}, "")


# What happens, after how many days: bought or returned, told how many days late; used; the use of a place given back.
STEPS = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.one_of(
            st.tuples(st.just("sale"), st.sampled_from((3, 2, 1, 1, -1, -2)), st.integers(0, 25)),
            st.tuples(st.just("use"), st.integers(1, 60), st.just(0)),
            st.tuples(st.just("back"), st.integers(0, 9), st.just(0)),
        ),
    ),
    min_size=3, max_size=14,
)  # fmt: skip


class Laws(TestCase):
    @settings(max_examples=25, deadline=None)
    @given(STEPS, st.integers(0, 13), st.sampled_from((None, 1, 2)))
    def test_points_given_back_leave_what_never_using_them_would(self, steps, again, lasts):
        steps = [*steps, *steps[again : again + 2]]
        self.shops, of = open_clearing_shops(
            lasts_months=lasts, gifts=Gifts(welcome=7), tier_measure="points", tiers=tiers(20, 60), tier_days=60
        )
        of.versions.update(burn_points=1, burn_cents=5)
        used, back = {}, set()
        with rolled_back():
            self.live(steps, used, back)
            found = stands()
        with rolled_back():
            self.live(steps, {key: None for key in used if key not in back}, None)
            assert stands() == found

    def live(self, steps, used, back):
        """Live through it. back: whose points were given back; None for a life in which only `used` is used."""
        now = NOON
        for number, (days, (what, value, late)) in enumerate(steps):
            now += timedelta(days=days, minutes=1)
            key = UUID(int=number + 1)
            if what == "sale":
                said = receipt(
                    str(number), lines=[line("BOT", 1350 * value, 1000 * value)], customer="anna",
                    store=("lyon", "nantes")[number % 2], sold_at=now - timedelta(days=late),
                )  # fmt: skip
                record_receipts([said], now=now)
            elif (anna := Customer.objects.first()) is not None:
                self.act(anna.pk, (what, value, key), used, back, now)
            assert wrong() == ""

    def act(self, anna, asked, used, back, now):
        what, value, key = asked
        if what == "use" and (back is not None or key in used):
            store = self.shops[key.int % 2].pk
            told = {"points": value, "store_id": store, "key": key, "scope": EVERYWHERE, "now": now}
            with suppress(Refusal):
                burn_points(anna, **told)
                used[key] = None
        elif what == "back" and back is not None and used:
            key = list(used)[value % len(used)]
            for _ in range(2):
                with suppress(Refusal):
                    give_back_at_desk(anna, key, scope=EVERYWHERE, now=now)
                    back.add(key)
