"""Somebody fills in a form: who they are, what waits, what is never told."""

from uuid import uuid4

import pytest

from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.customers.finding import find
from chaland.customers.models import ContactPoint, Customer
from chaland.customers.queries import as_known
from chaland.customers.rules import Address
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import NotFound, Refusal
from chaland.messages.models import OutgoingMail
from chaland.privacy.queries import consents_of
from chaland.signups.models import Arrival, ContestEntry, Submission
from chaland.usecases.collection.confirm_sign_up import confirm_sign_up
from chaland.usecases.collection.edit_form import close_form
from factories.customers import enter
from factories.forms import CANARY, FIELDS, NOW, later, published, send
from factories.sales import open_shops

pytestmark = pytest.mark.django_db


def only_customer():
    return Customer.objects.get().pk


def test_somebody_new_becomes_a_prospect_with_consents_that_wait():
    form = published()
    send(form)
    found = only_customer()
    assert as_known(found, EVERYWHERE).emails == ("anne@example.com",)
    assert [(one.purpose, one.channel, one.state) for one in consents_of(found, now=NOW)] == [
        ("newsletter", "email", "pending")
    ]
    came = Arrival.objects.get()
    assert (came.customer_id, came.channel, came.form_id, came.source) == (found, "page", form.pk, "Salon")


def test_form_sent_twice_counts_once():
    form, key = published(), uuid4()
    send(form, key=key)
    send(form, key=key, last_name="Autre")
    assert (Customer.objects.count(), Submission.objects.count()) == (1, 1)


def test_nothing_ticked_asks_for_nothing():
    send(published(), ticked=())
    assert consents_of(only_customer(), now=NOW) == []


def test_box_that_the_form_does_not_offer_is_ignored():
    send(published(), ticked=(("offers", "sms"), ("newsletter", "email")), mobiles=("0639980123",))
    assert [one.purpose for one in consents_of(only_customer(), now=NOW)] == ["newsletter"]


def test_field_that_the_form_does_not_ask_for_is_ignored():
    send(published(), hobbies="Voile", civility="mme", mobiles=("0639980123",))
    known = as_known(only_customer(), EVERYWHERE)
    assert (known.hobbies, known.civility, known.mobiles) == ("", "", ())


def test_answer_with_a_secret_number_is_refused_and_nothing_of_it_is_kept():
    form = published(fields={**FIELDS, "hobbies": "optional"})
    with pytest.raises(Refusal, match="text_holds_secret_number"):
        send(form, hobbies="CB 4970 1012 3456 7893")
    assert (Customer.objects.count(), Submission.objects.count()) == (0, 0)


def test_known_person_is_not_changed_before_they_confirm():
    known = enter("Le Goff", emails=("anne@example.com",))
    before = as_known(known, EVERYWHERE)
    send(published(fields={**FIELDS, "mobile": "optional"}), first_name="Anne", mobiles=("0639980123",))
    assert (Customer.objects.count(), as_known(known, EVERYWHERE)) == (1, before)
    confirm_sign_up(known, address="anne@example.com", now=later(hours=1))
    after = as_known(known, EVERYWHERE)
    assert (after.first_name, after.mobiles) == ("Anne", ("+33639980123",))
    assert Submission.objects.get().told == {}


def test_confirmed_form_changes_nothing_that_was_known():
    known = enter("Le Goff", "Anne", emails=("anne@example.com",), mobiles=("0639980199",))
    send(published(fields={**FIELDS, "mobile": "optional"}), mobiles=("0639980123",))
    confirm_sign_up(known, address="anne@example.com", now=later(hours=1))
    assert as_known(known, EVERYWHERE).mobiles == ("+33639980199", "+33639980123")
    assert ContactPoint.objects.get(customer=known, kind="mobile", is_main=True).normalised == "+33639980199"


def test_confirming_twice_or_another_address_changes_nothing():
    known = enter("Le Goff", emails=("anne@example.com",))
    send(published(), first_name="Anne")
    confirm_sign_up(known, address="voleur@example.com", now=later(hours=1))
    assert as_known(known, EVERYWHERE).first_name == ""
    confirm_sign_up(known, address="anne@example.com", now=later(hours=1))
    confirm_sign_up(known, address="anne@example.com", now=later(hours=2))
    assert Submission.objects.get().confirmed_at == later(hours=1)


def test_another_first_name_at_the_same_address_is_another_person():
    enter("Le Goff", "Anne", emails=("famille@example.com",))
    send(published(), first_name="Yann", emails=("famille@example.com",))
    assert Customer.objects.count() == 2


def test_arrival_of_somebody_known_stays_the_first():
    known = enter("Le Goff", emails=("anne@example.com",))
    send(published())
    assert Arrival.objects.get(customer=known).channel == "desk"


def test_closed_unknown_and_finished_forms_take_nothing_in():
    form = published(ends_on=NOW.date())
    with pytest.raises(Refusal, match="form_closed"):
        send(form, now=later(days=1))
    form.code = "inconnu"
    with pytest.raises(NotFound, match="form_unknown"):
        send(form)
    assert Customer.objects.count() == 0


def test_what_a_tablet_took_in_before_the_end_is_taken_in_after_it():
    form = published("tablet", ends_on=NOW.date())
    send(form, now=later(days=1), sent_at=NOW)
    assert Submission.objects.get().sent_at == NOW


def test_what_a_tablet_took_in_before_the_form_was_closed_is_taken_in():
    form = published("tablet")
    close_form(form.code, scope=Scope(), now=later(hours=1))
    send(form, now=later(hours=2), sent_at=NOW)
    with pytest.raises(Refusal, match="form_closed"):
        send(form, now=later(hours=2), sent_at=later(minutes=90))
    assert Submission.objects.get().sent_at == NOW


def test_contest_takes_one_entry_of_each_person_and_only_with_its_box():
    form = published("contest")
    send(form, takes_part=True, ticked=())
    send(form, takes_part=True)
    send(form, emails=("yann@example.com",), last_name="Morvan")
    assert list(ContestEntry.objects.values_list("number", flat=True)) == [1]


def test_address_that_others_sign_up_gets_one_mail_a_day():
    form = published()
    for hour in range(5):
        send(form, now=later(hours=hour), last_name=f"Inconnu {hour}")
    assert OutgoingMail.objects.filter(to="anne@example.com").count() == 1


def test_mail_says_nothing_that_was_typed():
    send(published(), last_name=CANARY, first_name="Gagnez sur evil.example")
    mail = OutgoingMail.objects.get()
    assert [word in f"{mail.subject}{mail.text}{mail.html}" for word in (CANARY, "evil.example")] == [False, False]


def test_confirming_is_noted_beside_how_they_came_in():
    send(published())
    confirm_sign_up(only_customer(), address="anne@example.com", now=later(hours=1))
    assert Arrival.objects.get().confirmed_at == later(hours=1)


def test_box_that_says_no_counts_at_once_also_of_somebody_known():
    known = enter("Le Goff", emails=("anne@example.com",))
    form = published(fields={**FIELDS, "address": "optional"}, boxes=(("offers", "post"),))
    home = (Address("1 rue du Test", postcode="29200", city="Brest"),)
    send(form, ticked=(("offers", "post"),), addresses=home)
    assert [(one.purpose, one.channel, one.state) for one in consents_of(known, now=NOW)] == [
        ("offers", "post", "refused")
    ]


@pytest.mark.parametrize(("year", "asked"), [(2011, ["newsletter"]), (2012, [])])
def test_child_is_asked_for_nothing(year, asked):
    send(published(fields={**FIELDS, "birthday": "optional"}), birthday=Birthday(22, 11, year))
    assert [one.purpose for one in consents_of(only_customer(), now=NOW)] == asked


def test_form_shown_beside_a_till_opens_the_file_in_its_store():
    lyon, nantes = open_shops("lyon", "nantes")
    send(published(), store_code="lyon")
    send(published(store_id=nantes.pk), store_code="lyon", last_name="Autre", emails=("autre@example.com",))
    send(published(), store_code="nowhere", last_name="Tiers", emails=("tiers@example.com",))
    opened = dict(Customer.objects.values_list("last_name", "home_store"))
    assert opened == {"Le Goff": lyon.pk, "Autre": nantes.pk, "Tiers": None}
    assert [find("le goff", Scope(one.pk)) != [] for one in (lyon, nantes)] == [True, False]
