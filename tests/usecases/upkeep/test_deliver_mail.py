"""Mails are handed over one by one, each at least once, always under the same Message-ID."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from chaland.config.mail_server import mail_settings
from chaland.customers.models import ContactPoint
from chaland.customers.rules import NewCustomer
from chaland.gateways.smtp.transport import Smtp
from chaland.kernel.errors import Refusal
from chaland.messages import queries, services
from chaland.messages.models import OutgoingMail
from chaland.messages.rules import ATTEMPTS, LEASE
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.upkeep.deliver_mail import deliver_waiting, is_due, let_go_again
from factories.mail_servers import HOST, free_port, inbox, moody
from factories.opt_in import act, enter
from factories.sales import open_shops

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(db):
    open_shops("lyon")


def queue(to="claire@example.com", now=NOW, **changes):
    return services.queue(kind="booking", to=to, subject="Bonjour", text="Bonjour, lien secret\n", now=now, **changes)


def deliver(port, now=NOW, timeout=1.0):
    with override_settings(**mail_settings(f"smtp://{HOST}:{port}"), EMAIL_TIMEOUT=timeout):
        return deliver_waiting(clock=lambda: now, transport=Smtp())


def states():
    return list(OutgoingMail.objects.order_by("pk").values_list("state", "attempts"))


def test_waiting_mails_leave_to_one_address_each():
    queue()
    queue("paul@example.com", headers={"X-Made-Up": "yes"})
    with inbox() as server:
        assert deliver(server.port) == {"sent": 2, "refused": 0, "later": 0, "dropped": 0}
    assert server.recipients == [["claire@example.com"], ["paul@example.com"]]
    assert [message["X-Made-Up"] for message in server.messages] == [None, "yes"]
    assert states() == [("sent", 1), ("sent", 1)]


def test_sent_mail_keeps_no_text_as_its_links_are_secrets():
    queue(html="<p>secret</p>")
    with inbox() as server:
        deliver(server.port)
    assert list(OutgoingMail.objects.values_list("text", "html", "sent_at")) == [("", "", NOW)]


def test_mail_waits_until_its_moment():
    queue(not_before=NOW + timedelta(hours=1))
    assert (is_due(now=NOW), is_due(now=NOW + timedelta(hours=1))) == (False, True)


def test_address_that_would_add_a_header_is_refused():
    with pytest.raises(Refusal) as refused:
        queue("claire@example.com\r\nBcc: v@example.com")
    assert refused.value.code == "email_unsafe"


def test_greylisted_mail_is_tried_again_under_its_message_id():
    mail = queue()
    with moody("451", "ok") as server:
        assert deliver(server.port) == {"sent": 0, "refused": 0, "later": 1, "dropped": 0}
        assert deliver(server.port) == {"sent": 0, "refused": 0, "later": 0, "dropped": 0}
        assert deliver(server.port, NOW + timedelta(minutes=1)) == {"sent": 1, "refused": 0, "later": 0, "dropped": 0}
    assert mail.message_id.encode() in server.taken[0]


def test_mail_dropped_after_the_message_is_sent_again_under_its_message_id():
    queue()
    with moody("drop", "ok") as server:
        deliver(server.port)
        deliver(server.port, NOW + timedelta(minutes=1))
        ids = [line for taken in server.taken for line in taken.split(b"\r\n") if line.startswith(b"Message-ID")]
    assert (len(ids), len(set(ids))) == (2, 1)


def test_mail_refused_for_now_five_times_is_set_aside_until_somebody_lets_it_go():
    queue()
    with moody("451") as server:
        for hour in range(20):
            deliver(server.port, NOW + timedelta(hours=4 * hour))
        assert server.heard.count("RCPT") == ATTEMPTS
    assert states() == [("parked", ATTEMPTS)]
    assert let_go_again(now=NOW) == 1
    with inbox() as server:
        deliver(server.port)
    assert states() == [("sent", 1)]


def test_refused_address_is_marked_bounced_and_never_tried_again():
    person = NewCustomer(last_name="Inventée", emails=("claire@example.com",))
    create_customer(person, now=NOW)
    queue()
    with moody("550") as server:
        assert deliver(server.port) == {"sent": 0, "refused": 1, "later": 0, "dropped": 0}
        assert deliver(server.port, NOW + timedelta(days=1)) == {"sent": 0, "refused": 0, "later": 0, "dropped": 0}
    assert states() == [("failed", 1)]
    assert ContactPoint.objects.get().status == "bounced"


@pytest.mark.parametrize("mood", ["550-blocked", "data-554"])
def test_refusal_of_the_sender_or_the_text_marks_nobody(mood):
    create_customer(NewCustomer(last_name="Inventée", emails=("claire@example.com",)), now=NOW)
    queue()
    with moody(mood) as server:
        assert deliver(server.port) == {"sent": 0, "refused": 1, "later": 0, "dropped": 0}
    assert ContactPoint.objects.get().status == "valid"


def test_absent_server_stops_at_once_and_costs_no_attempt():
    queue()
    queue("paul@example.com")
    assert deliver(free_port()) == {"sent": 0, "refused": 0, "later": 1, "dropped": 0}
    assert states() == [("queued", 0), ("queued", 0)]


def test_mail_whose_link_is_over_is_dropped():
    queue(good_until=NOW)
    with inbox() as server:
        assert deliver(server.port) == {"sent": 0, "refused": 0, "later": 0, "dropped": 1}
    assert server.raw == []
    assert OutgoingMail.objects.get().error == "too_late"


@pytest.mark.parametrize(("withdraws", "outcome"), [(False, {"sent": 1}), (True, {"dropped": 1})])
def test_no_said_between_writing_and_sending_keeps_the_mail_in(withdraws, outcome):
    claire = enter()
    act(claire, "granted")
    queue(customer_id=claire, purpose="newsletter")
    if withdraws:
        act(claire, "withdrawn")
    with inbox() as server:
        found = deliver(server.port)
    assert {name: count for name, count in found.items() if count} == outcome


def test_mail_that_cannot_be_written_lets_the_others_pass():
    OutgoingMail.objects.filter(pk=queue().pk).update(headers={"X-A": "a\nBcc: v@example.com"})
    queue("paul@example.com")
    with inbox() as server:
        assert deliver(server.port) == {"sent": 1, "refused": 1, "later": 0, "dropped": 0}
    assert server.recipients == [["paul@example.com"]]


def test_claimed_mail_is_left_alone_until_its_claim_ends():
    queue()
    assert services.claim(now=NOW).to == "claire@example.com"
    assert services.claim(now=NOW + LEASE - timedelta(seconds=1)) is None
    assert services.claim(now=NOW + LEASE).attempts == 2


def test_mails_are_counted_by_what_became_of_them():
    queue()
    assert queries.counts() == {"queued": 1, "sending": 0, "sent": 0, "failed": 0, "parked": 0}
