"""The public page of appointments, and its settings."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chaland.customers.models import Customer
from chaland.interactions.booking import opening_of
from chaland.interactions.models import Interaction
from chaland.usecases.collection.book_appointment import free_slots
from chaland.web.public import booking, signup_tickets
from chaland.web.public.signup_limits import Limit
from factories.booking import open_booking
from factories.people import join

pytestmark = pytest.mark.django_db
TOLD = {"last_name": "Le Goff", "contact": "anne@example.com"}
HOURS = {f"day_{day}": "9:00-12:00" for day in range(7)}
SETTINGS = {
    "is_open": "on", "title": "Essai inventé", "length_minutes": "30", "places": "2", "notice_hours": "2",
    "days_ahead": "30", "closed_on": "24/12/2026", **HOURS,
}  # fmt: skip


@pytest.fixture
def opening(shops):
    return open_booking(shops[0])


@pytest.fixture(autouse=True)
def _fresh_limit(monkeypatch):
    monkeypatch.setattr(booking, "SENT_BY_ADDRESS", Limit(60, 600))


def a_slot(opening):
    now = timezone.now()
    days = free_slots(opening, now.date(), now.date() + timedelta(days=3), now=now)
    return next(start for starts in days.values() for start in starts)


def page(opening, start):
    return f"/p/b/{opening.code}/?at={start:%Y%m%dT%H%MZ}&lang=fr"


def send(client, opening, start, told=TOLD, **changes):
    shown = timezone.now() - timedelta(seconds=30)
    ticket = signup_tickets.write(opening.pk, "fr", {}, now=shown)
    return client.post(page(opening, start), {"ticket": ticket, **told, **changes})


def test_somebody_chooses_a_moment_books_it_sees_it_and_cancels_it(client, opening):
    days = client.get(f"/p/b/{opening.code}/?lang=fr")
    at = re.search(r"\?at=(\w+)&amp;lang=fr", days.content.decode())[1]
    form = client.get(f"/p/b/{opening.code}/?at={at}&lang=fr")
    assert (form.status_code, form.cookies, form.headers["Cache-Control"]) == (200, {}, "no-store")
    answer = send(client, opening, a_slot(opening))
    assert answer.status_code == 302
    row = Interaction.objects.get()
    assert (f"{row.due_at:%Y%m%dT%H%MZ}", row.kind, row.store_id) == (at, "appointment", opening.store_id)
    mine = answer.headers["Location"].partition("?")[0]
    assert "Votre rendez-vous" in client.get(mine).content.decode()
    assert client.get(f"{mine}appointment.ics").content.decode().startswith("BEGIN:VCALENDAR\r\n")
    row.refresh_from_db()
    assert row.done_at is None
    assert client.post(mine).status_code == 200
    row.refresh_from_db()
    assert row.outcome == "cancelled"
    assert [client.get(mine).status_code, client.post(mine).status_code] == [404, 404]


def test_moment_taken_meanwhile_brings_back_to_the_others(client, opening):
    start = a_slot(opening)
    send(client, opening, start)
    answer = send(client, opening, start, last_name="Martin", contact="paul@example.com")
    assert (answer.status_code, Interaction.objects.count(), Customer.objects.count()) == (409, 1, 1)
    assert client.get(page(opening, start)).status_code == 409


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ({"contact": ""}, "contact"),
        ({"contact": "x"}, "contact"),
        ({"contact": "a@b"}, "contact"),
        ({"last_name": ""}, "last_name"),
        ({"last_name": "\x00"}, "last_name"),
        ({"note": "4970 1000 0000 0055"}, "note"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(client, opening, told, wrong):
    answer = send(client, opening, a_slot(opening), **told)
    assert (answer.status_code, list(answer.context["form"].errors), Customer.objects.count()) == (422, [wrong], 0)


def test_forms_of_programs_and_of_other_sites_book_nothing(client, opening):
    start = a_slot(opening)
    told = {**TOLD, "ticket": signup_tickets.write(opening.pk, "fr", {}, now=timezone.now() - timedelta(seconds=30))}
    answers = [
        client.post(page(opening, start), {**told, "website": "x"}),
        client.post(page(opening, start), TOLD),
        client.post(page(opening, start), told, headers={"Origin": "https://evil.example"}),
        client.post(page(opening, start), {**told, "ticket": signup_tickets.write(1, "fr", {}, now=timezone.now())}),
    ]
    assert [answer.status_code for answer in answers] == [302, 403, 403, 422]
    assert Interaction.objects.count() == 0


def test_too_many_from_one_place_wait(client, opening, monkeypatch):
    monkeypatch.setattr(booking, "SENT_BY_ADDRESS", Limit(1, 600))
    start = a_slot(opening)
    assert [send(client, opening, start, {}).status_code for _ in range(2)] == [422, 429]


@pytest.mark.parametrize(
    "query", ["at=x", "at=99999999T9999Z", "from=x", "from=1900-01-01", "from=2199-01-01", "at=%00"]
)
def test_page_of_no_moment_shows_the_days(client, opening, query):
    assert client.get(f"/p/b/{opening.code}/?{query}").status_code == 200


def test_unknown_closed_and_foreign_links_look_alike(client, shops, opening):
    send(client, opening, a_slot(opening))
    closed = open_booking(shops[1], is_open=False)
    paths = [f"/p/b/{closed.code}/", "/p/b/nothing/", f"/p/b/{opening.code}/nothing/", "/p/b/a/b/appointment.ics"]
    answers = [client.get(path) for path in paths]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({re.sub(r'href="[^"]*"', "", answer.content.decode()) for answer in answers}) == 1


def test_hours_are_set_and_shared(client, shops):
    client.force_login(join("lea@example.com", "manager", shops[0]))
    path = reverse("slots-store", args=[shops[0].pk])
    assert client.get(path).status_code == 200
    assert client.post(path, SETTINGS).status_code == 302
    kept = opening_of(shops[0].pk)
    assert (kept.places, kept.closed_on, kept.hours[0]) == (2, ["2026-12-24"], [["09:00", "12:00"]])
    shown = client.get(path)
    assert (f"/p/b/{kept.code}/" in shown.content.decode(), shown.context["form"]["closed_on"].value()) == (
        True,
        "24/12/2026",
    )
    qr = client.get(reverse("slots-qr", args=[shops[0].pk]))
    assert qr.headers["Content-Type"] == "image/svg+xml"
    assert "Lyon" in client.get(reverse("slots")).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"length_minutes": "0"}, {"places": "x"}, {"day_0": "12-9"}, {"closed_on": "31/02/2026"},
        {"days_ahead": "99999999999"}, {"title": "\x00"}, {"closed_on": "\n".join(["24/12/2026"] * 101)},
    ],
)  # fmt: skip
def test_hours_that_cannot_be_are_shown_again(client, shops, wrong):
    client.force_login(join("lea@example.com", "manager", shops[0]))
    assert client.post(reverse("slots-store", args=[shops[0].pk]), {**SETTINGS, **wrong}).status_code == 422
    assert opening_of(shops[0].pk) is None


def test_hours_of_another_store_do_not_exist_and_sellers_set_none(client, shops):
    client.force_login(join("lea@example.com", "manager", shops[0]))
    path = reverse("slots-store", args=[shops[1].pk])
    assert [client.get(path).status_code, client.post(path, SETTINGS).status_code] == [404, 404]
    client.force_login(join("marc@example.com", "seller", shops[1]))
    assert client.post(path, SETTINGS).status_code == 403
    assert opening_of(shops[1].pk) is None
