"""A customer puts their own file right by a link; another e-mail replaces theirs once confirmed. All made up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from chaland.accounts.rules import EVERYWHERE
from chaland.customers.queries import as_known
from chaland.customers.rules import Address
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Conflict, Refusal
from chaland.messages.links import footer_token
from chaland.messages.models import Confirmation
from chaland.privacy.models import DataRequest
from chaland.usecases.rights.ask_correction import ask_correction, send_correction_link
from chaland.usecases.rights.correct_own_details import (
    confirm_address,
    correct_own_details,
    look_at_address,
    look_at_own_details,
)
from factories.opt_in import CLAIRE, NOW, enter, mails, path_in
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
OTHER = "claire.autre@example.com"
DAY = timedelta(days=1)


@pytest.fixture
def claire(db):
    open_shops("lyon")
    return enter(
        last_name="Inventée",
        first_name="Clère",
        birthday=Birthday(5, 3, 1980),
        mobiles=("0639980001", "0639980002"),
        addresses=(Address("1 rue des Lilas", postcode="34000", city="Montpellier"),),
    )


@pytest.fixture
def link(claire):
    send_correction_link(claire, scope=EVERYWHERE, now=NOW)
    return secret("details")


def secret(kind):
    return path_in(mails(kind)[-1], kind).split("/")[3]


def correct(token, *, email="", now=NOW, **told):
    return correct_own_details(token, lambda known: replace(known, **told), email=email, now=now)


@pytest.mark.rule("own-details")
def test_they_see_what_is_kept_and_what_they_correct_is_written_down(claire, link):
    own = look_at_own_details(link, now=NOW)
    assert (own.known.first_name, own.address, DataRequest.objects.count()) == ("Clère", CLAIRE, 0)
    told = {"first_name": "Claire", "birthday": Birthday(5, 3, 1981), "mobiles": ("06 39 98 00 03",)}
    correct(link, **told, addresses=(Address("2 rue du Port", postcode="34000", city="Montpellier"),))
    known = as_known(claire, EVERYWHERE)
    assert (known.first_name, known.birthday.year, known.mobiles) == ("Claire", 1981, ("+33639980003", "+33639980002"))
    row = DataRequest.objects.get()
    assert (row.kind, row.outcome, row.customer_id, row.author_id) == ("rectification", "done", claire, None)
    assert row.note.replace("\xa0", " ") == (
        "Prénom : Clère → Claire ; Anniversaire : 05/03/1980 → 05/03/1981 ; "
        "Mobile : +33639980001, +33639980002 → +33639980003, +33639980002 ; "
        "Adresse : 1 rue des Lilas, 34000 Montpellier → 2 rue du Port, 34000 Montpellier"
    )  # fmt: skip


@pytest.mark.rule("own-details")
def test_another_address_replaces_theirs_once_its_owner_confirms(claire, link):
    correct(link, email=OTHER.upper())
    (mail,) = mails("address")
    before, looked = as_known(claire, EVERYWHERE).emails, look_at_address(secret("address"), now=NOW)
    same = as_known(claire, EVERYWHERE).emails
    confirm_address(secret("address"), now=NOW)
    assert (mail.to, looked.address, before, same) == (OTHER, OTHER, (CLAIRE,), (CLAIRE,))
    assert as_known(claire, EVERYWHERE).emails == (OTHER,)
    assert confirm_address(secret("address"), now=NOW) is None
    assert DataRequest.objects.get().note.replace("\xa0", " ") == f"E-mail : {CLAIRE} → {OTHER}"


def test_an_address_is_not_replaced_once_the_shop_changed_it(claire, link):
    correct(link, email=OTHER)
    send_correction_link(claire, scope=EVERYWHERE, now=NOW + DAY)
    Confirmation.objects.filter(kind="address").update(replaces="gone@example.com")
    assert confirm_address(secret("address"), now=NOW) is None
    assert as_known(claire, EVERYWHERE).emails == (CLAIRE,)


def test_the_link_is_good_once_and_for_seven_days(claire, link):
    late = [look_at_own_details(link, now=NOW + 7 * DAY), correct(link, first_name="Zoé", now=NOW + 7 * DAY)]
    assert (late, bool(correct(link, first_name="Claire")), correct(link, first_name="Zoé")) == ([None] * 2, True, None)
    assert as_known(claire, EVERYWHERE).first_name == "Claire"


def test_what_is_refused_is_neither_written_nor_spent(claire, link):
    with pytest.raises(Refusal):
        correct(link, mobiles=("12",))
    with pytest.raises(Refusal):
        correct(link, first_name="Claire", email="claire")
    assert (as_known(claire, EVERYWHERE).first_name, DataRequest.objects.count()) == ("Clère", 0)
    assert correct(link)
    assert DataRequest.objects.count() == 0


def test_links_of_other_kinds_open_no_file(claire, link):
    correct(link, email=OTHER)
    address = secret("address")
    assert [look_at_own_details(address, now=NOW), correct(address, first_name="Zoé")] == [None, None]
    send_correction_link(claire, scope=EVERYWHERE, now=NOW + DAY)
    assert [find(secret("details"), now=NOW + DAY) for find in (look_at_address, confirm_address)] == [None, None]


def test_an_address_gets_one_such_mail_a_day_and_the_link_before_is_void(claire, link):
    with pytest.raises(Conflict, match="correction_sent_today"):
        send_correction_link(claire, scope=EVERYWHERE, now=NOW)
    foot = footer_token(claire, address=CLAIRE, now=NOW)
    asked = [ask_correction(foot, now=NOW), ask_correction(foot, now=NOW + DAY), ask_correction("x" * 44, now=NOW)]
    assert (asked, len(mails("details"))) == ([True, True, False], 2)
    assert look_at_own_details(link, now=NOW + DAY) is None


def test_nobody_without_an_address_is_written_to(claire):
    somebody = enter(address="autre@example.com", emails=())
    with pytest.raises(Conflict, match="correction_without_address"):
        send_correction_link(somebody, scope=EVERYWHERE, now=NOW)


def test_long_corrections_stand_in_several_lines(claire, link):
    correct(link, profession="p" * 90, hobbies="h" * 190, first_name="F" * 90)
    assert [len(one.note) <= 280 for one in DataRequest.objects.all()] == [True, True]
