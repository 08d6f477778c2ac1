"""The customer at the till: shown, asked, written down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chaland.customers.models import Card, Customer
from chaland.journal.models import Access
from chaland.kernel.dates import Birthday
from chaland.loyalty.models import Referral
from chaland.messages.models import OutgoingMail
from chaland.messages.services import queue
from chaland.privacy.models import ConsentEntry, ConsentPrivate
from chaland.signups.models import Arrival
from chaland.usecases.sales.record_receipts import record_receipts
from factories.loyalty import programme
from factories.sales import receipt
from factories.till import CARD, claire, open_counter
from factories.today import today as shop_day

pytestmark = pytest.mark.django_db
NEW = {"send": "1", "form_key": "6f8fbd0c-6d0f-4a1b-9b0a-0d6b8f3a5c11", "last_name": "Morvan", "mobile": "0639980199"}


@pytest.fixture
def counter():
    return open_counter()


def read(answer):
    return " ".join(answer.content.decode().split())


def ref_of(answer):
    return read(answer).split('data-ref="')[1].split('"')[0]


def test_panel_says_who_they_are_and_what_to_say(counter):
    tomorrow = shop_day() + timedelta(days=1)
    claire(counter.store, birthday=Birthday(tomorrow.day, tomorrow.month, 1980))
    now = timezone.now()
    sold = [receipt(str(n), card=CARD, sold_at=now - timedelta(days=200 - 20 * n)) for n in range(1, 6)]
    record_receipts(sold, now=now)
    page = read(counter.post("find", q=CARD))
    for said in ("Claire Bonnet", "06 39 98 01 47", "34170", "Anniversaire demain", "En retard de", "249,50", "20 j"):
        assert said in page
    assert "checked" not in page


def test_what_was_typed_is_noted_and_stands_in_no_address(counter):
    customer_id = claire(counter.store)
    counter.post("find", q="bonnet")
    assert counter.client.get("/caisse/find/?q=bonnet").status_code == 405
    line = Access.objects.get()
    assert (line.act, line.customer_id, line.store_id) == ("looked_up", customer_id, counter.store.pk)


def test_several_are_listed_without_how_to_reach_them(counter):
    claire(counter.store)
    claire(counter.store, first_name="Anne", cards=(), mobiles=("0639980188",))
    page = read(counter.post("find", q="bonnet"))
    assert [word in page for word in ("Claire", "Anne", "34170", "06 39", "0639")] == [True, True, True, False, False]


def test_too_short_a_search_finds_nobody(counter):
    claire(counter.store)
    assert "Claire" not in read(counter.post("find", q="bo"))


def test_new_customer_with_a_name_and_a_mobile(counter):
    answer = counter.post("new", **NEW, card=CARD)
    assert "Morvan" in read(answer)
    opened = Customer.objects.get()
    assert (opened.home_store, Arrival.objects.get().channel) == (counter.store, "till")
    assert counter.post("find", q=CARD).content.count(b"<article") == 1


def test_new_customer_sent_twice_is_one(counter):
    for _ in range(2):
        counter.post("new", **NEW)
    assert Customer.objects.count() == 1


def test_form_ticks_nothing_and_keeps_what_was_typed(counter):
    page = read(counter.post("new"))
    assert ('type="checkbox"' in page, " checked" in page) == (True, False)
    again = counter.post("new", send="1", first_name="Anne", email="pas une adresse")
    assert (again.status_code, 'value="Anne"' in read(again)) == (422, True)


def test_somebody_alike_is_shown_before(counter):
    claire(counter.store)
    answer = counter.post("new", **{**NEW, "mobile": "0639980147"})
    assert ("Claire" in read(answer), Customer.objects.count()) == (True, 1)
    counter.post("new", **{**NEW, "mobile": "0639980147"}, anyway="1")
    assert Customer.objects.count() == 2


def test_answer_said_aloud_is_written_down_with_its_proof(counter):
    claire(counter.store)
    ref = ref_of(counter.post("find", q="bonnet"))
    page = read(counter.post("consent", ref=ref, purpose="offers", channel="sms", said="yes"))
    entry = ConsentEntry.objects.get()
    assert (entry.act, entry.point, entry.method, entry.store_id) == ("granted", "till", "oral", counter.store.pk)
    assert ConsentPrivate.objects.get().reference == "seller:ines"
    assert 'data-channel="sms"' not in page


@pytest.mark.parametrize("fields", [{}, {"purpose": "x", "channel": "y"}, {"purpose": "offers", "channel": "\x00"}])
def test_answer_to_nothing_is_refused(counter, fields):
    claire(counter.store)
    ref = ref_of(counter.post("find", q="bonnet"))
    assert counter.post("consent", ref=ref, said="yes", **fields).status_code == 422
    assert ConsentEntry.objects.count() == 0


def test_history_and_the_cards_that_wait(counter):
    claire(counter.store)
    now = timezone.now()
    sold = [receipt("1", card=CARD, sold_at=now), receipt("2", card="2900000000025", sold_at=now)]
    record_receipts(sold, now=now)
    ref = ref_of(counter.post("find", q="bonnet"))
    assert "Article BOT-38" in read(counter.post("history", ref=ref))
    assert [card in read(counter.post("waiting")) for card in ("2900000000025", CARD)] == [True, False]


def test_markup_in_a_name_stays_text(counter):
    claire(counter.store, last_name='"><svg/onload=alert(1)>')
    assert b"<svg/onload" not in counter.post("find", q=CARD).content


def test_lost_card_is_told_of_and_opens_its_holder_all_the_same(counter):
    claire(counter.store)
    before = "data-lost-card" in read(counter.post("find", q=CARD))
    Card.objects.update(status="lost")
    page = read(counter.post("find", q=CARD))
    assert (before, "Carte déclarée perdue" in page, "Claire Bonnet" in page) == (False, True, True)


def test_lost_card_is_replaced_at_the_till(counter):
    claire(counter.store)
    ref = ref_of(counter.post("find", q=CARD))
    told = {"ref": ref, "key": NEW["form_key"], "old": CARD}
    page = read(counter.post("card", **told, new="2900000000025"))
    assert ("data-said" in page, dict(Card.objects.values_list("number", "status"))) == (
        False,
        {CARD: "replaced", "2900000000025": "active"},
    )
    counter.post("card", **told | {"old": "2900000000025"}, new="")
    assert Card.objects.get(number="2900000000025").status == "lost"


@pytest.mark.parametrize("fields", [{"old": "2900000000032"}, {"old": CARD, "new": "\x00"}, {"old": "", "new": ""}])
def test_card_that_is_not_theirs_is_refused_in_words(counter, fields):
    claire(counter.store)
    ref = ref_of(counter.post("find", q=CARD))
    page = read(counter.post("card", ref=ref, key=NEW["form_key"], **fields))
    assert ("data-said" in page, Card.objects.get().status) == (True, "active")


def test_new_customer_says_who_brought_them(counter):
    programme()
    brought_by = claire(counter.store)
    assert "referred_by" in read(counter.post("new"))
    assert "data-ref" not in read(counter.post("new", **NEW, referred_by="2900000000032"))
    counter.post("new", **NEW, referred_by=CARD)
    assert Referral.objects.values_list("referrer", "referred__last_name").get() == (brought_by, "Morvan")


@pytest.mark.rule("origin-told")
def test_who_came_by_a_file_is_told_once_at_the_counter(counter):
    customer_id = claire(counter.store)
    arrival = Arrival.objects.filter(pk=customer_id)
    arrival.update(channel="import", source="Salon inventé")
    told = "Nous tenons vos coordonnées de «\xa0Salon inventé\xa0»"
    shown = counter.post("find", q=CARD)
    again = counter.post("told", ref=ref_of(shown))
    at = arrival.get().told_at
    counter.post("told", ref=ref_of(shown))
    assert [told in one.content.decode() for one in (shown, again, counter.post("find", q=CARD))] == [
        True,
        False,
        False,
    ]
    assert (bool(at), arrival.get().told_at) == (True, at)


@pytest.mark.rule("origin-told")
@pytest.mark.parametrize(
    ("came", "mail", "is_told"),
    [
        ({"channel": "import", "source": ""}, None, False),
        ({"channel": "desk", "source": "Salon inventé"}, None, False),
        ({"channel": "import", "source": "Salon inventé"}, "newsletter", False),
        ({"channel": "import", "source": "Salon inventé"}, "", True),
    ],
)
def test_who_gave_them_or_read_it_at_the_foot_of_a_mail_is_not_told_again(counter, came, mail, is_told):
    customer_id, now = claire(counter.store), timezone.now()
    Arrival.objects.filter(pk=customer_id).update(**came)
    if mail is not None:
        told = {"kind": "survey" if mail else "opt_in", "purpose": mail, "customer_id": customer_id, "now": now}
        queue(to="claire@example.com", subject="Essai", text="Essai", **told)
        OutgoingMail.objects.update(sent_at=now)
    assert ("À lui dire une fois" in counter.post("find", q=CARD).content.decode()) is is_told
