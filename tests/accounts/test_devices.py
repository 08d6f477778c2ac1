"""Browsers that are tills, and sellers who take them over by PIN."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chaland.accounts import devices
from chaland.accounts.models import Device, SellerPin
from chaland.accounts.rules import PIN_FAILURES, PIN_WAIT, TILL_IDLE
from chaland.kernel.errors import Forbidden, Refusal
from chaland.stores.models import Seller
from factories.sales import open_shops
from factories.till import PIN, open_counter

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter():
    return open_counter(unlocked=False)


def refusal(device, seller_id, pin, now):
    """The code of why a PIN is not taken, None when it is."""
    try:
        devices.unlock(device, seller_id=seller_id, pin=pin, now=now)
    except Refusal as refused:
        return refused.code
    return None


def at_it(counter, now):
    return devices.seller_at(devices.Device.objects.get(pk=counter.device.pk), now=now)


def test_neither_secret_nor_pin_is_kept(counter):
    secret = counter.client.cookies["chaland-till"].value
    assert devices.device_of(secret) == counter.device
    assert secret not in str(Device.objects.values())
    assert PIN not in str(SellerPin.objects.values_list("pin_hash"))


def test_revoked_browser_is_no_till(counter):
    devices.revoke(counter.device.pk, now=timezone.now())
    assert devices.device_of(counter.client.cookies["chaland-till"].value) is None


def test_seller_leaves_after_a_while(counter):
    now = timezone.now()
    devices.unlock(counter.device, seller_id=counter.ines.pk, pin=PIN, now=now)
    assert [at_it(counter, now + TILL_IDLE), at_it(counter, now + TILL_IDLE * 1.1)] == [counter.ines, None]


def test_seller_who_stopped_is_out_at_once(counter):
    now = timezone.now()
    devices.unlock(counter.device, seller_id=counter.ines.pk, pin=PIN, now=now)
    Seller.objects.filter(pk=counter.ines.pk).update(is_active=False)
    assert at_it(counter, now) is None


def test_new_pin_ends_the_old_ones_turn(counter):
    now = timezone.now()
    devices.unlock(counter.device, seller_id=counter.ines.pk, pin=PIN, now=now)
    devices.set_pin(counter.ines, pin="8264")
    assert at_it(counter, now) is None


def test_till_closes_after_wrong_pins_and_opens_again(counter):
    now = timezone.now()
    tries = [refusal(counter.device, counter.ines.pk, "0001", now) for _ in range(PIN_FAILURES)]
    assert tries == ["pin_wrong"] * PIN_FAILURES
    assert refusal(counter.device, counter.ines.pk, PIN, now) == "pin_closed"
    assert refusal(counter.device, counter.samir.pk, PIN, now + PIN_WAIT - timedelta(seconds=1)) == "pin_closed"
    assert refusal(counter.device, counter.ines.pk, PIN, now + PIN_WAIT) is None


def test_right_pin_forgives_the_wrong_ones(counter):
    now = timezone.now()
    for _ in range(3):
        assert [refusal(counter.device, counter.ines.pk, pin, now) for pin in ("0001", "0002", PIN)][-1] is None


def test_seller_of_another_store_is_as_unknown(counter):
    (paris,) = open_shops("paris")
    stranger = Seller.objects.create(store=paris, code="paul", name="Paul")
    devices.set_pin(stranger, pin=PIN)
    assert refusal(counter.device, stranger.pk, PIN, timezone.now()) == "pin_wrong"


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "1111", "1234", "9876", "٤٠٧١"])
def test_pin_that_is_none_or_too_simple_is_refused(counter, pin):
    with pytest.raises(Refusal):
        devices.set_pin(counter.ines, pin=pin)


def test_closed_till_says_until_when(counter):
    now = timezone.now()
    for _ in range(PIN_FAILURES):
        refusal(counter.device, counter.ines.pk, "0001", now)
    with pytest.raises(Forbidden) as refused:
        devices.unlock(counter.device, seller_id=counter.ines.pk, pin=PIN, now=now)
    assert refused.value.params == {"until": now + PIN_WAIT}
