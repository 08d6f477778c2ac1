"""What a tablet sends, at once or days later."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from chaland.customers.models import Customer
from chaland.signups.models import Submission
from chaland.web.public import signup_tickets, tablet
from chaland.web.public.signup_limits import Limit
from factories.forms import published

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def form():
    return published("tablet", now=timezone.now() - 4 * DAY)


def sent(form, **changes):
    """What a page shown three days ago sends."""
    ticket = signup_tickets.write(form.versions.last().pk, "fr", {}, now=timezone.now() - 3 * DAY)
    told = {"last_name": "Le Goff", "email": "anne@example.com", "key": str(uuid4()), "ticket": ticket}
    return {**told, "at": (timezone.now() - DAY).isoformat(), **changes}


def post(client, form, body, **options):
    return client.post(f"/p/t/{form.code}/send/", body, **options)


def test_entry_of_yesterday_is_taken_in_as_of_yesterday(client, form, caplog):
    assert post(client, form, sent(form)).status_code == 201
    assert caplog.messages == []
    assert timezone.now() - Submission.objects.get().sent_at > DAY - timedelta(minutes=1)


def test_same_key_again_counts_once(client, form):
    body = sent(form)
    assert [post(client, form, body).status_code for _ in range(2)] == [201, 201]
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("at", ["", "demain", "2999-01-01T00:00:00Z", "1999-01-01T00:00:00Z", "2026-13-45T99:99:99Z"])
def test_clock_that_is_wrong_is_not_believed(client, form, at):
    assert post(client, form, sent(form, at=at)).status_code == 201
    assert abs(timezone.now() - Submission.objects.get().sent_at) < timedelta(minutes=1)


@pytest.mark.parametrize("changes", [{"ticket": ""}, {"ticket": "x:y"}, {"key": ""}, {"key": "1"}])
def test_entry_without_ticket_or_key_is_refused(client, form, changes):
    assert post(client, form, sent(form, **changes)).status_code == 403
    assert Customer.objects.count() == 0


def test_ticket_of_another_form_is_refused(client, form):
    other = published("tablet", now=timezone.now())
    assert post(client, other, sent(form)).status_code == 422
    assert Customer.objects.count() == 0


def test_entry_of_another_site_is_refused(client, form):
    assert post(client, form, sent(form), headers={"Origin": "https://evil.example"}).status_code == 403


def test_what_cannot_be_read_is_said_by_field(client, form):
    answer = post(client, form, sent(form, email="anne", last_name=""))
    assert (answer.status_code, sorted(answer.json()["errors"])) == (422, ["email", "last_name"])


def test_many_entries_are_asked_to_wait(client, form, monkeypatch):
    monkeypatch.setattr(tablet, "SENT_BY_TABLETS", Limit(1, 600))
    answers = [post(client, form, sent(form)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 429]
    assert int(answers[1].headers["Retry-After"]) > 0


def test_page_of_the_tablet_offers_no_browser_what_was_typed_before(client, form):
    page = client.get(f"/p/t/{form.code}/").content.decode()
    assert 'autocomplete="family-name"' not in page
    assert page.count('autocomplete="off"') >= 4
