"""Signing in and out, sessions that end, one-time links, passwords, language."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chaland.accounts import services
from factories.people import PASSWORD, join, owner
from factories.sales import open_shops

pytestmark = pytest.mark.django_db

NEXT_PASSWORD = "cinq autres mots au hasard"


def sign_in(client, email="owner@example.com", password=PASSWORD, **more):
    return client.post("/login/", {"username": email, "password": password, **more})


def is_signed_in(client):
    return client.get("/password/").status_code == 200


@pytest.fixture
def boss():
    return join("owner@example.com", "owner", name="Hélène Teissier", password=PASSWORD)


def test_login_ignores_the_case_of_the_address(client, boss):
    answer = sign_in(client, email=" Owner@Example.com")
    assert (answer.status_code, is_signed_in(client)) == (302, True)


def test_login_leads_to_the_page_asked_for(client, boss):
    assert sign_in(client, next="/settings/stores/").headers["Location"] == "/settings/stores/"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"]
)
def test_login_never_leads_to_another_site(client, boss, elsewhere):
    assert sign_in(client, next=elsewhere).headers["Location"] == "/"


def test_login_with_a_wrong_password_says_so_in_french(client, boss):
    answer = sign_in(client, password="faux")
    assert "Cette adresse et ce mot de passe ne vont pas ensemble" in answer.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize("username", ["", "\x00", "a" * 5000, "é@é", "' OR 1=1 --"])
def test_login_survives_any_address(client, username):
    assert sign_in(client, email=username).status_code == 200


def test_login_is_paused_after_five_wrong_passwords(client, boss):
    answers = [sign_in(client, password="faux").status_code for _ in range(5)]
    locked = sign_in(client)
    assert (answers[:4], locked.status_code) == ([200] * 4, 429)
    assert "Trop de mots de passe erronés" in locked.content.decode()


def test_logout_needs_a_form(client, boss):
    client.force_login(boss)
    assert (client.get("/logout/").status_code, is_signed_in(client)) == (405, True)
    client.post("/logout/")
    assert not is_signed_in(client)


def test_session_ends_after_three_idle_hours(client, boss, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    sign_in(client)
    time_machine.move_to(start + timedelta(hours=2, minutes=59), tick=False)
    assert is_signed_in(client)
    time_machine.move_to(start + timedelta(hours=6), tick=False)
    assert not is_signed_in(client)


def test_session_ends_after_twelve_busy_hours(client, boss, time_machine):
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    sign_in(client)
    seen = []
    for hours in range(2, 15, 2):
        time_machine.move_to(start + timedelta(hours=hours), tick=False)
        seen.append(is_signed_in(client))
    assert seen == [True, True, True, True, True, True, False]


def test_disabled_user_is_out_at_the_next_request(client, boss):
    sign_in(client)
    boss.is_active = False
    boss.save()
    assert not is_signed_in(client)


def test_changed_role_counts_at_the_next_request(client, boss):
    sign_in(client)
    boss.role = "seller"
    boss.save()
    assert client.get("/settings/").status_code == 403


def test_password_change_ends_the_other_sessions(client, boss):
    other = type(client)()
    sign_in(client)
    sign_in(other)
    fields = {"old_password": PASSWORD, "new_password1": NEXT_PASSWORD, "new_password2": NEXT_PASSWORD}
    assert client.post("/password/", fields).status_code == 302
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)


@pytest.mark.parametrize("password", ["court", "password12345", "motdepasse", "123456789012"])
def test_weak_password_is_refused(client, boss, password):
    sign_in(client)
    fields = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
    assert client.post("/password/", fields).status_code == 200
    boss.refresh_from_db()
    assert boss.check_password(PASSWORD)


def test_login_link_shows_a_button_before_anything_happens(client):
    token = services.issue_login_link(owner(), now=timezone.now())
    assert [client.get(f"/login/{token}/").status_code for _ in range(3)] == [200] * 3
    assert not is_signed_in(client)


def test_login_link_signs_in_once_and_asks_for_a_password(client):
    user = owner()
    token = services.issue_login_link(user, now=timezone.now())
    answer = client.post(f"/login/{token}/")
    assert answer.headers["Location"] == "/password/"
    answer = client.post("/password/", {"new_password1": NEXT_PASSWORD, "new_password2": NEXT_PASSWORD})
    user.refresh_from_db()
    assert (answer.status_code, user.check_password(NEXT_PASSWORD), is_signed_in(client)) == (302, True, True)
    assert type(client)().post(f"/login/{token}/").status_code == 404


@pytest.mark.parametrize("token", ["unknown", "é", "a" * 3000, "%00"])
def test_unknown_login_link_says_what_to_do(client, token):
    answer = client.get(f"/login/{token}/")
    assert (answer.status_code, "Ce lien ne fonctionne plus" in answer.content.decode()) == (404, True)


def test_language_is_french_whatever_the_browser_prefers(client):
    page = client.get("/login/", headers={"Accept-Language": "en-US,en;q=0.9"}).content.decode()
    assert '<html lang="fr">' in page


def test_language_chosen_is_kept_on_the_browser_and_for_the_user(client, boss):
    client.force_login(boss)
    client.post("/language/", {"language": "en", "next": "/about/"})
    boss.refresh_from_db()
    client.post("/logout/")
    assert (boss.language, '<html lang="en">' in client.get("/login/").content.decode()) == ("en", True)


@pytest.mark.parametrize("language", ["", "de", "../fr", "\x00"])
def test_unknown_language_changes_nothing(client, language):
    answer = client.post("/language/", {"language": language, "next": "https://example.org/"})
    assert (answer.status_code, answer.headers["Location"], answer.cookies) == (302, "/", {})


def test_store_switch_offers_only_the_stores_of_the_user(client):
    lyon, nantes = open_shops("lyon", "nantes")
    client.force_login(join("ines@example.com", "seller", lyon, nantes))
    client.post("/store/", {"store": nantes.pk, "next": "/about/"})
    assert client.session["store_id"] == nantes.pk
    client.post("/store/", {"store": "all"})
    client.post("/store/", {"store": "999"})
    assert client.session["store_id"] == nantes.pk


def test_store_switch_finds_a_store_by_name_or_town(client, boss):
    open_shops("lyon", "nantes")
    client.force_login(boss)
    page = client.get("/store/?part=list&search=nan", headers={"HX-Request": "true"}).content.decode()
    assert ("Nantes" in page, "Lyon" in page) == (True, False)


@pytest.mark.parametrize(("asked", "language"), [("en-GB,en;q=0.9", "en"), ("fr", "fr"), ("de", "fr")])
def test_programs_are_answered_in_the_language_they_ask_for(client, asked, language):
    answer = client.get("/api/v1/openapi.json", headers={"Accept-Language": asked})
    assert answer.headers["Content-Language"] == language


def test_signed_in_browser_reads_the_pages_of_the_api_in_its_own_language(client, boss):
    client.force_login(boss)
    answer = client.get("/api/v1/docs", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["Content-Language"]) == (200, "fr")
