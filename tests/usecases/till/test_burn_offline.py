"""Points used at tills without a network (fault F15): each once, never below zero, and what is gone is the shop's."""

from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from chaland.accounts import devices
from chaland.accounts.models import Device
from chaland.accounts.rules import Scope
from chaland.kernel.errors import Refusal
from chaland.loyalty.models import Balance, Entry, OfflineBurn
from chaland.loyalty.rules.offline import Allowance, allowed_points
from chaland.loyalty.services.offline import Handed, allow
from chaland.loyalty.standing import standing_of
from chaland.stores.models import Till
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.loyalty.use_points import burn_points
from chaland.usecases.rights.erase_customer import erase_customer
from chaland.usecases.sales.record_receipts import record_receipt
from chaland.usecases.till.burn_offline import burn_offline, uncovered_burns
from factories.loyalty import programme, wrong
from factories.sales import line, receipt, rolled_back
from factories.till import CARD, claire, open_counter

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(hours=3)
MOST_CENTS = 500


@pytest.fixture
def shop():
    """Claire with 120 points, a euro for twenty; two tills of her store, which each allow her 100 of them."""
    counter = open_counter()
    programme().versions.update(burn_points=20, burn_cents=100)
    counter.claire = claire(counter.store)
    record_receipt(receipt("1", card=CARD, lines=[line("BOT-38", 12_000)], sold_at=NOW), now=NOW)
    till = Till.objects.create(store=counter.store, code="2")
    devices.enrol(till=till, name="Seconde", user=None, now=NOW)
    counter.devices = [counter.device, Device.objects.select_related("till__store").get(till=till)]
    counter.allowances = [allowance(counter, one.till) for one in counter.devices]
    return counter


def allowance(shop, till, most_cents=MOST_CENTS):
    return allow(shop.claire, till, standing_of(shop.claire, now=NOW), most_cents=most_cents, now=NOW)


def handed(shop, place, points, *, key=None, minutes=0):
    at = NOW + timedelta(minutes=minutes)
    return Handed(key or uuid4(), shop.allowances[place], points, at, "ines")


def hand(shop, one, now=LATER):
    """Points that were no longer there, or why it was refused."""
    device = next(device for device in shop.devices if device.till_id == one.allowance.till_id)
    try:
        taken = burn_offline(one, device, now=now)
    except Refusal as refusal:
        return refusal.code
    return taken.state, taken.missing


def stands():
    return Balance.objects.values_list("points", "debt").get()


def test_points_used_without_a_network_are_taken_once(shop):
    one = handed(shop, 0, 40)
    assert [hand(shop, one), hand(shop, one, LATER + timedelta(days=1))] == [("done", 0), ("replayed", 0)]
    assert (stands(), Entry.objects.filter(kind="burnt").count(), uncovered_burns(None)) == ((80, 0), 1, [])
    assert OfflineBurn.objects.values_list("worth_cents", "missing_cents", "seller").get() == (200, 0, "ines")


def test_without_the_key_of_the_first_attempt_they_would_go_twice(shop):
    for _ in range(2):
        hand(shop, handed(shop, 0, 40, key=uuid4()))
    assert stands() == (40, 0)


@pytest.mark.fault("F15")
@pytest.mark.parametrize("points", [(40, 40, 20), (100, 60, 40), (100, 100, 20)])
def test_two_tills_in_any_order_and_any_number_of_times_end_alike(shop, points):
    """Whatever comes first, and twice: never more than there was, nobody owes, the shop is told of the rest."""
    asked = [
        handed(shop, place, some, key=UUID(int=number + 1), minutes=number)
        for number, (place, some) in enumerate(zip((0, 1, 1), points, strict=True))
    ]
    ends = set()
    for order in permutations(asked):
        with rolled_back():
            for one in (*order, *reversed(order)):
                hand(shop, one)
            gone = sum(one.missing for one in uncovered_burns(None))
            ends.add((stands(), sum(Entry.objects.values_list("points", flat=True)), gone, wrong()))
    allowed = points[0] + min(100, points[1] + points[2])
    left = max(0, 120 - allowed)
    assert ends == {((left, 0), left, sum(points) - (120 - left), "")}


def test_balance_gone_meanwhile_is_the_shops_and_no_debt_of_the_customer(shop):
    burn_points(shop.claire, points=80, store_id=shop.store.pk, key=uuid4(), scope=Scope(), now=NOW)
    assert hand(shop, handed(shop, 1, 100)) == ("done", 60)
    assert stands() == (0, 0)
    [line] = uncovered_burns(shop.store.pk)
    assert (line.customer.pk, line.missing, line.burn.missing_cents) == (shop.claire, 60, 300)
    assert uncovered_burns(shop.store.pk + 1) == []


def test_answer_lost_online_and_handed_in_afterwards_is_one_use(shop):
    key = uuid4()
    burn_points(shop.claire, points=40, store_id=shop.store.pk, key=key, scope=Scope(), now=NOW)
    assert hand(shop, handed(shop, 0, 40, key=key)) == ("replayed", 0)
    assert (stands(), OfflineBurn.objects.count()) == ((80, 0), 0)


def test_key_that_stands_for_something_else_is_a_conflict(shop):
    one = handed(shop, 0, 40)
    hand(shop, one)
    assert hand(shop, handed(shop, 0, 60, key=one.key)) == "points_key_used"
    assert stands() == (80, 0)


def test_allowance_bounds_what_one_till_uses(shop):
    answers = [hand(shop, handed(shop, 0, points)) for points in (80, 40)]
    assert (answers, stands()) == ([("done", 0), ("done", 20)], (20, 0))


def test_without_the_bound_the_till_would_use_it_all(shop, monkeypatch):
    monkeypatch.setattr(Allowance, "left", lambda told, _used, _at: 10 * told.points)
    answers = [hand(shop, handed(shop, 0, points)) for points in (80, 40)]
    assert (answers, stands()) == ([("done", 0), ("done", 0)], (0, 0))


@pytest.mark.parametrize(("days", "missing"), [(-400, 0), (6, 0), (8, 40), (400, 40)])
def test_allowance_ends_by_the_clock_of_the_till(shop, days, missing):
    assert hand(shop, handed(shop, 0, 40, minutes=days * 24 * 60)) == ("done", missing)
    assert stands() == (80 + missing, 0)


@pytest.mark.parametrize("points", [0, -20])
def test_no_points_at_all_are_refused(shop, points):
    assert (hand(shop, handed(shop, 0, points)), stands()) == ("points_none", (120, 0))


def test_allowance_of_another_till_is_refused(shop):
    with pytest.raises(Refusal, match="operation_of_another_till"):
        burn_offline(handed(shop, 0, 40), shop.devices[1], now=LATER)


def test_allowance_is_small_and_of_whole_steps(shop):
    till = shop.devices[0].till
    found = [allowance(shop, till, cents) for cents in (0, 99, 250, 10_000)]
    assert [one and one.points for one in found] == [None, None, 40, 120]
    assert allowed_points(1000, 1000, 0, 100) == 0


def test_customer_merged_meanwhile_still_pays_with_their_points(shop):
    other = claire(shop.store, cards=(), mobiles=(), last_name="Le Goff")
    merge_customers(other, shop.claire, scope=Scope(), now=NOW)
    assert hand(shop, handed(shop, 0, 40)) == ("done", 0)
    assert Balance.objects.values_list("customer", "points").get() == (other, 80)


def test_customer_erased_meanwhile_is_named_nowhere(shop):
    hand(shop, handed(shop, 0, 60))
    erase_customer(shop.claire, now=NOW)
    assert hand(shop, handed(shop, 1, 40)) == ("done", 40)
    assert [(one.customer, one.missing) for one in uncovered_burns(None)] == [(None, 40)]
