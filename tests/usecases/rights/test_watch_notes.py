"""Notes that seem to tell too much: listed, and counted in one mail a week to the officer. All made up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from chaland.customers.rules import NewCustomer
from chaland.interactions.models import Interaction
from chaland.journal.models import Access
from chaland.messages.models import OutgoingMail
from chaland.privacy.models import NotesMail
from chaland.sentences.rights.notes import letter
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.rights import watch_notes
from chaland.usecases.rights.watch_notes import is_due, mail_notes, read_notes
from factories.people import join
from factories.sales import open_shops
from factories.screens import as_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
"""Seven in the morning in Paris."""
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def lyon():
    return open_shops("lyon")[0]


@pytest.fixture
def claire():
    return create_customer(NewCustomer(last_name="Inventée", first_name="Claire"), now=MONDAY)


def note(customer_id, text, at=MONDAY, **more):
    values = {"kind": "note", "channel": "shop", "occurred_at": at, **more}
    return Interaction.objects.create(customer_id=customer_id, text=text, **values)


def mails():
    return list(OutgoingMail.objects.order_by("pk"))


@pytest.mark.rule("free-text")
def test_officer_is_told_how_many_and_of_nobody(claire):
    join("dpo@example.com", "dpo")
    join("owner@example.com", "owner")
    note(claire, "En plein divorce, très malade")
    note(claire, "Diabétique")
    note(claire, "Taille 38, aime le bleu")
    assert mail_notes(letter, now=MONDAY) == 1
    (mail,) = mails()
    assert (mail.to, mail.kind, mail.basis, mail.customer) == ("dpo@example.com", "officer", "staff", None)
    assert "2 notes semblent en dire plus" in mail.text
    assert "Cela concerne 1 client." in mail.text
    text = mail.text.replace("\xa0", " ")
    assert ("- la santé : 2" in text, "- la vie privée : 1" in text) == (True, True)
    assert ("/rights/notes/" in mail.html, "Claire" in mail.text, "divorce" in mail.html) == (True, False, False)


@pytest.mark.rule("free-text")
def test_each_week_is_told_once_and_only_what_is_new(claire):
    join("dpo@example.com", "dpo")
    note(claire, "Malade")
    sent = [mail_notes(letter, now=MONDAY + hours) for hours in (timedelta(), timedelta(hours=1), timedelta(days=6))]
    assert (sent, is_due(now=MONDAY + timedelta(days=6))) == ([1, 0, 0], False)
    assert is_due(now=MONDAY + WEEK)
    assert mail_notes(letter, now=MONDAY + WEEK) == 0
    assert not is_due(now=MONDAY + WEEK)
    note(claire, "Syndiquée", at=MONDAY - 50 * WEEK)
    assert mail_notes(letter, now=MONDAY + 2 * WEEK) == 1
    assert "1 note semble" in mails()[-1].text
    assert list(NotesMail.objects.order_by("pk").values_list("week_on", flat=True)) == [
        date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16),
    ]  # fmt: skip


def test_monday_begins_at_six():
    join("dpo@example.com", "dpo")
    mail_notes(letter, now=MONDAY - 2 * timedelta(hours=1))
    assert NotesMail.objects.get().week_on == date(2026, 2, 23)


def test_note_completed_since_is_looked_at_again(claire):
    join("dpo@example.com", "dpo")
    call = note(claire, "Rappeler", kind="call", due_at=MONDAY)
    mail_notes(letter, now=MONDAY)
    Interaction.objects.filter(pk=call.pk).update(text="Hospitalisée", done_at=MONDAY + timedelta(days=1))
    assert mail_notes(letter, now=MONDAY + WEEK) == 1


def test_without_an_officer_owners_are_told_and_nobody_of_one_store(lyon, claire):
    note(claire, "Malade")
    join("dpo@example.com", "dpo", lyon)
    join("owner@example.com", "owner")
    mail_notes(letter, now=MONDAY)
    assert [mail.to for mail in mails()] == ["owner@example.com"]


def test_page_goes_on_where_it_stopped(claire, monkeypatch):
    monkeypatch.setattr(watch_notes, "LOOKED_THROUGH", 3)
    old = note(claire, "Malade")
    for _ in range(3):
        note(claire, "Taille 38")
    first = read_notes()
    assert (first.notes, first.before is not None) == ([], True)
    then = read_notes(before=first.before)
    assert ([one.note.pk for one in then.notes], then.notes[0].about, then.before) == ([old.pk], ("health",), None)


@pytest.mark.rule("free-text")
def test_screen_lists_them_and_goes_into_the_access_log(claire):
    note(claire, "Malade <b>", subject="Visite", at=timezone.now())
    note(claire, "Taille 38")
    page = as_user("dpo").get("/rights/notes/").content.decode()
    assert ("Malade &lt;b&gt;" in page, "Taille 38" in page, ">health<" in page) == (True, False, True)
    assert list(Access.objects.values_list("act", "customer_id")) == [("looked_up", claire)]


@pytest.mark.parametrize("asked", ["x", "0", "9" * 40, "-1", "\x00"])
def test_screen_takes_anything_typed(asked):
    assert as_user("owner").get("/rights/notes/", {"before": asked}).status_code == 200


def test_screen_is_for_the_whole_network(lyon):
    assert as_user("manager", lyon).get("/rights/notes/").status_code == 403
    assert as_user("seller").get("/rights/notes/").status_code == 403
