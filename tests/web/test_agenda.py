import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chaland.interactions.models import Interaction
from chaland.usecases.customers.add_wish import add_wish
from chaland.usecases.customers.follow_wish import mark_wish_arrived
from chaland.web.desk.agenda import usual_moment, week_slots
from factories.people import join
from factories.person import EVERYWHERE, open_file, write_down

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
MONDAY = date(2026, 3, 2)


@pytest.fixture
def claire(shops):
    return open_file(home_store_id=shops[0].pk, mobiles=("0639980147",))


def test_agenda_says_what_is_to_be_done_overdue_first(client, shops, claire):
    now = timezone.now()
    write_down(claire, "call", due_at=now, subject="aujourd’hui", now=now)
    write_down(claire, "call", due_at=now - timedelta(days=3), subject="en retard", now=now)
    write_down(claire, "call", due_at=now + timedelta(days=3), subject="plus tard", now=now)
    mark_wish_arrived(
        add_wish(claire.pk, what="Un sac", scope=EVERYWHERE, now=now, today=now.date()), scope=EVERYWHERE, now=now
    )
    client.force_login(join("marc@example.com", "seller", shops[0]))
    answer = client.get(reverse("agenda"))
    plan = answer.context["plan"]
    assert [row.subject for row in (*plan.overdue, *plan.today)] == ["en retard", "aujourd’hui"]
    assert ([wish.text for wish in plan.arrived], plan.count) == (["Un sac"], 3)
    assert "tel:+33639980147" in answer.content.decode()


def test_agenda_of_another_store_is_empty(client, shops, claire):
    now = timezone.now()
    write_down(claire, "call", due_at=now, now=now)
    client.force_login(join("nina@example.com", "seller", shops[1]))
    plan = client.get(reverse("agenda")).context["plan"]
    assert (plan.count, list(plan.planned)) == (0, [])


@pytest.mark.parametrize("day", ["", "x", "31/02/2026", "\x00", "9" * 50])
def test_agenda_opens_today_for_a_day_that_is_none(client, shops, day):
    client.force_login(join("marc@example.com", "seller", shops[0]))
    answer = client.get(reverse("agenda"), {"day": day})
    assert answer.context["shown"] == answer.context["today"]


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_agenda_opens_at_both_ends_of_the_calendar(client, shops, day):
    client.force_login(join("marc@example.com", "seller", shops[0]))
    assert client.get(reverse("agenda"), {"day": day}).status_code == 200


def test_a_reader_sees_the_agenda_without_anything_to_press(client, shops, claire):
    now = timezone.now()
    pk = write_down(claire, "call", due_at=now, now=now)
    client.force_login(join("lou@example.com", "reader"))
    html = client.get(reverse("agenda")).content.decode()
    assert ("Claire" in html, reverse("interaction-close", args=[pk]) in html) == (True, False)


def test_agenda_asks_as_much_for_one_as_for_three(client, shops, claire):
    client.force_login(join("marc@example.com", "seller", shops[0]))
    counts = []
    for _ in range(3):
        write_down(claire, "call", due_at=timezone.now(), now=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("agenda"))
        counts.append(len(queries))
    assert counts[1] == counts[2]


def planned(*moments):
    return [Interaction(due_at=moment) for moment in moments]


def test_week_shows_shop_hours_and_stretches_to_what_is_planned():
    days = [MONDAY + timedelta(days=count) for count in range(7)]
    assert [slot.hour for slot in week_slots([], days, PARIS)] == list(range(9, 19))
    early_and_late = planned(datetime(2026, 3, 3, 6, 30, tzinfo=UTC), datetime(2026, 3, 4, 19, 0, tzinfo=UTC))
    slots = week_slots(early_and_late, days, PARIS)
    assert (slots[0].hour, slots[-1].hour) == (7, 20)
    assert [day for day, rows in slots[0].days if rows] == [date(2026, 3, 3)]


def test_an_appointment_is_added_from_the_agenda_and_one_comes_back_to_it(client, shops, claire):
    client.force_login(join("marc@example.com", "seller", shops[0]))
    found = client.get(reverse("appointment-new"), {"q": "bonn", "day": "2030-07-01"}).content.decode()
    address = re.search(r'href="([^"]+/exchanges/new/[^"]+)"', found)[1].replace("&amp;", "&")
    html = client.get(address).content.decode()
    assert ('value="appointment" ' in html, 'value="2030-07-01T10:00"' in html) == (True, True)
    back = re.search(r'name="next" value="([^"]+)"', html.split('id="interaction-form"')[1])[1]
    form = {"kind": "appointment", "due": "2030-07-01T10:00", "next": back}
    answer = client.post(reverse("interaction-new", args=[claire.pk]), form)
    assert answer["Location"] == f"{reverse('agenda')}?day=2030-07-01"
    assert [row.customer for row in client.get(answer["Location"]).context["plan"].planned] == [claire]


def test_an_appointment_goes_to_nobody_of_another_store(client, shops, claire):
    client.force_login(join("nina@example.com", "seller", shops[1]))
    answer = client.get(reverse("appointment-new"), {"q": "bonn"}, headers={"HX-Request": "true"})
    assert (answer.context["found"], "<html" in answer.content.decode()) == ([], False)


def test_who_may_not_write_adds_no_appointment(client, shops):
    client.force_login(join("lou@example.com", "reader", shops[0]))
    assert reverse("appointment-new") not in client.get(reverse("agenda")).content.decode()
    assert client.get(reverse("appointment-new")).status_code == 403


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2026, 3, 3), (3, 10)), (date(2026, 3, 2), (2, 15)), (date(2026, 2, 1), (2, 15))]
)
def test_an_appointment_is_proposed_at_ten_or_in_the_next_hour(day, expected):
    now = datetime(2026, 3, 2, 14, 20, tzinfo=PARIS)
    proposed = usual_moment(day, now)
    assert (proposed.day, proposed.hour, proposed.minute) == (*expected, 0)
