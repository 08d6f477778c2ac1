"""The month of the shop by mail: once to each who asked, on the first of the month, through a real mail server."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import override_settings

from chaland.accounts.rules import Scope
from chaland.config.mail_server import mail_settings
from chaland.gateways.smtp.transport import Smtp
from chaland.insight.models import MonthMail, MonthReader
from chaland.insight.monthly import Month
from chaland.messages.models import MailAttachment, OutgoingMail
from chaland.sentences.month.letter import letter
from chaland.usecases.insight.mail_month import choose_readers, is_due, mail_month_now, mail_months
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.usecases.upkeep.deliver_mail import deliver_waiting
from factories.mail_servers import HOST, inbox
from factories.people import join
from factories.sales import line, open_shops, receipt

pytestmark = pytest.mark.django_db
EVERYWHERE = Scope()
CHOSEN = datetime(2026, 10, 12, 9, tzinfo=UTC)
FIRST = datetime(2026, 11, 1, 6, tzinfo=UTC)
"""The first of November, seven in the morning in Paris."""


@pytest.fixture(autouse=True)
def shops(tmp_path):
    """October: 120 € in Lyon, 30 € in Nantes."""
    with override_settings(LAKE=str(tmp_path / "lake")):
        shops = open_shops("lyon", "nantes")
        said = {"customer": "x:1", "sold_at": CHOSEN}
        record_receipts(
            [
                receipt("1", lines=[line(amount_cents=12000, category="Pain > Baguette")], **said),
                receipt("1", lines=[line(amount_cents=3000)], store="nantes", **said),
            ],
            now=CHOSEN,
            create_missing=True,
        )
        yield shops


@pytest.fixture
def helene():
    user = join("helene@example.com", "owner", name="Hélène Teissier")
    choose(user)
    return user


def choose(*users, scope=EVERYWHERE, now=CHOSEN):
    choose_readers({user.pk for user in users}, among={user.pk for user in users}, scope=scope, now=now)


def send(now=FIRST):
    return mail_months(letter, now=now)


def mails():
    return list(OutgoingMail.objects.order_by("pk"))


def test_month_is_read_with_its_sheet_as_the_server_took_it_and_no_file_stays(helene):
    assert send() == 1
    with inbox() as server, override_settings(**mail_settings(f"smtp://{HOST}:{server.port}"), EMAIL_TIMEOUT=5):
        assert deliver_waiting(clock=lambda: FIRST, transport=Smtp())["sent"] == 1
    (message,) = server.messages
    assert (message["To"], message["Subject"]) == (
        "helene@example.com",
        "Le mois de votre boutique : Octobre 2026, Réseau inventé",
    )
    text, html = (message.get_body(kind).get_content() for kind in (("plain",), ("html",)))
    assert "CA : 150 € (pas encore de mois à comparer)" in text.replace("\u202f", " ").replace("\xa0", " ")
    assert "/insight/month/?month=2026-10" in text
    assert "/insight/month/?month=2026-10" in html
    (sheet,) = message.iter_attachments()
    assert (sheet.get_filename(), sheet.get_content_type()) == ("mois_2026-10.pdf", "application/pdf")
    assert sheet.get_content()[:5] == b"%PDF-"
    assert MailAttachment.objects.count() == 0


def test_each_is_sent_a_month_once_however_often_it_is_asked(helene):
    assert [send(), send(), send(FIRST + timedelta(days=9))] == [1, 0, 0]
    assert list(MonthMail.objects.values_list("user", "month_on")) == [(helene.pk, date(2026, 10, 1))]


def test_the_next_month_is_another(helene):
    assert [send(), send(datetime(2026, 12, 1, 6, tzinfo=UTC))] == [1, 1]


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (CHOSEN, False),
        (datetime(2026, 11, 1, 4, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 1, 5, tzinfo=UTC), True),
        (datetime(2026, 11, 20, 5, tzinfo=UTC), True),
    ],
)
def test_it_leaves_from_six_in_the_morning_or_later_where_the_server_was_off(helene, now, due):
    assert is_due(now=now) is due


def test_who_is_chosen_after_a_month_is_not_sent_it():
    choose(join("tard@example.com", "owner"), now=FIRST)
    assert (is_due(now=FIRST + timedelta(days=1)), is_due(now=FIRST + timedelta(days=31))) == (False, True)


def test_a_manager_is_sent_the_month_of_their_store_in_their_language(shops):
    marc = join("marc@example.com", "manager", shops[1])
    marc.language = "en"
    marc.save()
    choose(marc)
    send()
    (mail,) = mails()
    assert mail.subject == "The month of your shop: October 2026, Nantes"
    assert "€30" in mail.text
    assert "€120" not in mail.text


def test_choice_is_of_the_store_looked_at(shops):
    choose(join("helene@example.com", "owner"), scope=Scope(shops[0].pk))
    send()
    assert mails()[0].subject.endswith("Octobre 2026, Lyon")


def test_who_may_not_see_figures_is_neither_chosen_nor_sent(shops, helene):
    choose(join("ines@example.com", "seller", shops[0]))
    helene.role = "seller"
    helene.save()
    assert list(MonthReader.objects.values_list("user__email", flat=True)) == ["helene@example.com"]
    assert send() == 0


def test_who_left_the_shop_is_sent_nothing(helene):
    helene.is_active = False
    helene.save()
    assert (is_due(now=FIRST), send()) == (False, 0)


def test_a_month_without_a_receipt_asks_whether_the_till_is_connected(helene):
    send(datetime(2026, 12, 1, 6, tzinfo=UTC))
    assert "La caisse est-elle encore reliée" in mails()[0].text


def test_one_asks_for_it_at_once_and_gets_it_on_the_first_too(helene):
    mail_month_now(helene, Scope(), Month(2026, 10), letter, now=CHOSEN)
    assert [send(), len(mails())] == [1, 2]
