"""An appointment booked by oneself: in the agenda at once, one place for one person, given back by a link."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.interactions.models import Interaction
from chaland.interactions.services import cancel, reschedule
from chaland.kernel.errors import NotFound, Refusal
from chaland.messages.models import OutgoingMail
from chaland.sentences.appointment import calendar_file
from chaland.signups.models import Arrival
from chaland.usecases.collection.book_appointment import address_of, free_slots, give_booking_back, look_at_booking
from chaland.usecases.customers.read_agenda import read_agenda
from factories.booking import NINE, NOW, book, open_booking
from factories.person import open_file, write_down
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 3, 3)
HOUR = timedelta(hours=1)


@pytest.fixture
def lyon():
    return open_shops("lyon")[0]


@pytest.fixture
def opening(lyon):
    return open_booking(lyon)


def starts(opening, day=TUESDAY, now=NOW):
    return free_slots(opening, day, day, now=now).get(day, [])


def test_booking_stands_in_the_agenda_of_the_store_with_a_new_prospect(lyon, opening):
    book(opening, note="Verres progressifs")
    plan = read_agenda(Scope(lyon.pk), today=TUESDAY, first=TUESDAY, last=TUESDAY)
    (row,) = plan.planned
    assert (row.kind, row.due_at, row.subject, row.text) == (
        "appointment", NINE, "Essai de lunettes inventé", "Verres progressifs",
    )  # fmt: skip
    assert (row.customer.last_name, Arrival.objects.get(customer=row.customer_id).channel) == ("Le Goff", "booking")
    assert starts(opening) == [NINE + HOUR, NINE + 2 * HOUR]


def test_somebody_known_is_found_again_and_not_changed(opening):
    claire = open_file(emails=("claire@example.com",))
    book(opening, last_name="Bonnet", emails=("claire@example.com",))
    book(opening, start=NINE + HOUR, last_name="Martin", emails=("claire@example.com",))
    first, second = Interaction.objects.order_by("due_at")
    assert (first.customer_id, second.customer_id == claire.pk) == (claire.pk, False)
    assert Customer.objects.get(pk=claire.pk).last_name == "Bonnet"


def test_confirmation_leaves_by_mail_with_the_link_and_none_without_an_address(opening):
    token = book(opening)
    book(opening, start=NINE + HOUR, emails=(), mobiles=("0639980123",))
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == ("anne@example.com", "Votre rendez-vous le 03/03/2026 à 09:00")
    assert (address_of(opening.code, token) in mail.text, mail.kind) == (True, "booking")
    assert "Votre rendez-vous est noté\xa0: le 03/03/2026 à 09:00." in mail.text


def test_form_sent_twice_books_once(opening):
    key = uuid4()
    assert book(opening, key=key) == book(opening, key=key)
    assert (Interaction.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_taken_slot_is_refused_and_nobody_enters_the_file(opening):
    book(opening)
    with pytest.raises(Refusal) as refused:
        book(opening, last_name="Martin", emails=("paul@example.com",))
    assert (refused.value.code, Customer.objects.count(), Interaction.objects.count()) == ("slot_taken", 1, 1)


@pytest.mark.parametrize(
    "start", [NINE + timedelta(minutes=1), NINE - timedelta(days=1), NINE + timedelta(days=31), NINE + 3 * HOUR]
)
def test_moment_that_is_no_slot_is_refused(opening, start):
    with pytest.raises(Refusal) as refused:
        book(opening, start=start)
    assert (refused.value.code, Customer.objects.count()) == ("slot_taken", 0)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"emails": ()}, "contact_needed"),
        ({"last_name": ""}, "last_name_required"),
        ({"note": "carte 4970 1000 0000 0055"}, "text_holds_secret_number"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(opening, told, code):
    with pytest.raises(Refusal) as refused:
        book(opening, **told)
    assert (refused.value.code, Customer.objects.count(), Interaction.objects.count()) == (code, 0, 0)


def test_appointment_that_the_shop_adds_moves_or_cancels_counts_too(lyon, opening):
    claire = open_file(home_store_id=lyon.pk)
    added = write_down(claire, "appointment", due_at=NINE + timedelta(minutes=30), now=NOW)
    assert starts(opening) == [NINE + 2 * HOUR]
    reschedule(added, due_at=NINE + 2 * HOUR)
    assert starts(opening) == [NINE, NINE + HOUR]
    cancel(added, now=NOW)
    assert starts(opening) == [NINE, NINE + HOUR, NINE + 2 * HOUR]


def test_booking_given_back_is_free_again_once(opening):
    token = book(opening)
    assert look_at_booking(token, now=NOW).interaction.due_at == NINE
    give_booking_back(token, now=NOW)
    assert (Interaction.objects.get().outcome, starts(opening)[0]) == ("cancelled", NINE)
    for late in (token, "x", ""):
        with pytest.raises(NotFound):
            give_booking_back(late, now=NOW)


def test_appointment_that_is_over_is_no_longer_shown(opening):
    token = book(opening)
    with pytest.raises(NotFound):
        look_at_booking(token, now=NINE + HOUR)


def test_days_off_and_public_holidays_are_closed_unless_opened(lyon):
    easter_monday = date(2026, 4, 6)
    opening = open_booking(lyon, days_ahead=60, closed_on=[TUESDAY])
    assert (starts(opening), starts(opening, easter_monday)) == ([], [])
    opening = open_booking(lyon, days_ahead=60, holidays_too=True)
    assert (len(starts(opening)), len(starts(opening, easter_monday))) == (3, 3)


def test_closed_page_takes_nothing(lyon):
    opening = open_booking(lyon, is_open=False)
    with pytest.raises(NotFound):
        book(opening)


def test_calendar_file_is_in_utc_and_folded(lyon):
    lyon.name = "Très longue boutique inventée, à l’angle; au numéro 5"
    lyon.save()
    token = book(open_booking(lyon))
    text = calendar_file(look_at_booking(token, now=NOW))
    lines = text.split("\r\n")
    assert ("DTSTART:20260303T080000Z" in lines, "DTEND:20260303T090000Z" in lines) == (True, True)
    assert max(len(line.encode()) for line in lines) <= 75
    assert "inventée\\, à l’angle\\; au" in text.replace("\r\n ", "")


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_never_get_the_same_place(lyon):
    opening = open_booking(lyon, places=2, hours=[[(time(9), time(10))]] * 7)

    def try_to_book(number):
        try:
            return book(opening, last_name=f"Inventé{number}", emails=(f"n{number}@example.com",))
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(try_to_book, range(8)))
    assert (answers.count("slot_taken"), Interaction.objects.count(), Customer.objects.count()) == (6, 2, 2)
    assert set(Interaction.objects.values_list("due_at", flat=True)) == {datetime(2026, 3, 3, 8, tzinfo=UTC)}
