"""Who gets past the lock of a till: an enrolled browser, a seller's PIN, nobody else."""

import pytest
from django.test import Client
from django.utils import timezone

from chaland.accounts import devices
from chaland.accounts.models import Device
from chaland.accounts.services import set_language
from chaland.stores.models import Seller, Till
from chaland.web.public.signup_limits import Limit
from factories.people import join
from factories.sales import open_shops
from factories.till import PIN, claire, open_counter

pytestmark = pytest.mark.django_db
PERSONAL = ("find", "show", "history", "consent", "told", "new", "waiting")


@pytest.fixture
def counter():
    return open_counter()


def enrol(client, till, **fields):
    return client.post("/settings/till-screens/enrol/", {"till": till.pk, **fields})


def test_manager_enrols_this_browser_and_leaves_it(client):
    (lyon,) = open_shops("lyon")
    client.force_login(join("marc@example.com", "manager"))
    answer = enrol(client, Till.objects.get())
    cookie = answer.cookies["chaland-till"]
    assert (answer.headers["Location"], cookie["httponly"], cookie["samesite"]) == ("/caisse/", True, "Lax")
    assert "_auth_user_id" not in client.session
    assert client.get("/caisse/").headers["X-Chaland-Till"] == "screen"
    assert Device.objects.get().till.store == lyon


def test_link_makes_one_browser_a_till_within_a_day(client):
    open_shops("lyon")
    now, till = timezone.now(), Till.objects.get()
    late, path = (
        f"/caisse/open/{devices.enrol(till=till, name='Inventée', user=None, now=moment)}/"
        for moment in (now - devices.LINK_LASTS, now)
    )
    assert [client.get(one).status_code for one in (path, path, late, "/caisse/open/x/")] == [200, 200, 404, 404]
    assert (client.post(path).headers["Location"], client.get("/caisse/").headers["X-Chaland-Till"]) == (
        "/caisse/", "screen",
    )  # fmt: skip
    other = Client()
    assert [other.post(one).status_code for one in (path, late)] == [404, 404]
    assert "chaland-till" not in other.cookies


def test_till_speaks_the_language_of_who_enrolled_it(client):
    open_shops("lyon")
    manager = join("ellen@example.com", "manager")
    set_language(manager, language="en")
    client.force_login(manager)
    enrol(client, Till.objects.get())
    assert client.get("/caisse/").headers["Content-Language"] == "en"


def test_manager_of_one_store_enrols_no_till_of_another(client):
    lyon, paris = open_shops("lyon", "paris")
    client.force_login(join("marc@example.com", "manager", lyon))
    assert enrol(client, Till.objects.get(store=paris)).status_code == 422
    stranger = Seller.objects.create(store=paris, code="p", name="Paul")
    device = devices.enrol(till=Till.objects.get(store=paris), name="", user=None, now=timezone.now())
    key = devices.device_of(device).pk
    paths = (f"sellers/{stranger.pk}/pin/", f"{key}/revoke/", f"stores/{paris.pk}/")
    assert [client.post(f"/settings/till-screens/{path}").status_code for path in paths] == [404, 404, 404]
    assert devices.device_of(device) is not None


def test_screen_opens_without_a_password_and_without_a_name(counter):
    claire(counter.store)
    page = counter.client.get("/caisse/").content.decode()
    assert [word for word in ("Bonnet", "Claire", "ines", "Samir") if word in page] == []


def test_locked_till_tells_nothing_personal():
    counter = open_counter(unlocked=False)
    claire(counter.store)
    assert {counter.post(path, q="bonnet").status_code for path in PERSONAL} == {423}
    assert counter.post("sellers").json()["seller"] is None


def test_seller_opens_and_leaves_the_till():
    counter = open_counter(unlocked=False)
    wrong = counter.post("unlock", seller=counter.ines.pk, pin="0001")
    assert (wrong.status_code, wrong.json()["said"]) == (422, "Ce n’est pas le bon code. Réessayez.")
    assert counter.post("unlock", seller=counter.ines.pk, pin=PIN).json()["seller"]["code"] == "ines"
    assert counter.post("find", q="bonnet").status_code == 200
    counter.post("lock")
    assert counter.post("find", q="bonnet").status_code == 423


@pytest.mark.parametrize("seller", ["", "x", "-1", "9" * 30, "٣"])
def test_seller_who_is_none_is_refused(counter, seller):
    assert counter.post("unlock", seller=seller, pin=PIN).status_code == 422


@pytest.mark.fault("F18")
def test_revoked_browser_and_disabled_seller_are_out_at_the_next_request(counter):
    Seller.objects.filter(pk=counter.ines.pk).update(is_active=False)
    assert counter.post("find", q="bonnet").status_code == 423
    devices.revoke(counter.device.pk, now=timezone.now())
    answer = counter.post("find", q="bonnet")
    assert (answer.status_code, answer.headers["Location"]) == (401, "/login/?next=/caisse/")
    assert counter.client.get("/caisse/").headers["Location"] == "/login/?next=/caisse/"


def test_page_of_another_site_sends_nothing(counter):
    other = {"Origin": "https://autre.example", "Sec-Fetch-Site": "cross-site"}
    assert counter.client.post("/caisse/find/", {"q": "bonnet"}, headers=other).status_code == 403


def test_cookie_that_is_none_opens_nothing(client):
    open_counter()
    client.cookies["chaland-till"] = "invented"
    assert client.post("/caisse/find/", {"q": "bonnet"}).status_code == 401


def test_till_of_a_store_does_not_find_those_of_another():
    lyon, paris = open_shops("lyon", "paris")
    claire(lyon)
    counter = open_counter(paris)
    assert "Claire" not in counter.post("find", q="bonnet").content.decode()
    by_card = counter.post("find", q="2900000000018").content.decode()
    assert [word in by_card for word in ("Claire Bonnet", "06 39", "34170", "Castelnau")] == [True, False, False, False]


def test_name_of_an_open_file_serves_its_till_alone():
    lyon, paris = open_shops("lyon", "paris")
    first, other = open_counter(lyon), open_counter(paris)
    claire(lyon)
    page = first.post("find", q="bonnet").content.decode()
    ref = page.split('data-ref="')[1].split('"')[0]
    assert [counter.post("show", ref=ref).status_code for counter in (first, other)] == [200, 422]
    assert first.post("show", ref=f"{ref}x").status_code == 422


def test_till_that_searches_too_much_waits(counter, monkeypatch):
    monkeypatch.setattr("chaland.web.till.customers.SEARCHES", Limit(2, 600.0))
    assert [counter.post("find", q="bonnet").status_code for _ in range(3)] == [200, 200, 429]


def test_settings_set_a_pin_and_the_mode(client):
    counter = open_counter(unlocked=False)
    client.force_login(join("helene@example.com", "owner"))
    client.post(f"/settings/till-screens/sellers/{counter.samir.pk}/pin/", {"pin": "8264"})
    client.post(f"/settings/till-screens/stores/{counter.store.pk}/", {"mode": "till", "form_code": "nowhere"})
    assert counter.post("unlock", seller=counter.samir.pk, pin="8264").status_code == 200
    assert 'data-mode="till"' in counter.client.get("/caisse/").content.decode()
    assert "Inventée" in client.get("/settings/till-screens/").content.decode()


def test_stranger_is_asked_to_sign_in():
    assert Client().get("/caisse/").headers["Location"] == "/login/?next=/caisse/"
