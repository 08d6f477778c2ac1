"""Who signs up on the shop's page names who brought them, and learns nothing of anybody. All made up."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.models import Content, Message
from chaland.customers.models import Card, Customer
from chaland.loyalty.models import Referral
from chaland.loyalty.rules.programme import Gifts
from chaland.loyalty.schemes import schemes
from chaland.signups.models import SignupForm
from chaland.usecases.campaigns.check_campaign import check_campaign
from chaland.usecases.campaigns.preview_message import preview_message
from chaland.usecases.campaigns.write_messages import write_messages
from chaland.usecases.collection.edit_form import close_form
from chaland.usecases.loyalty.tend_points import tend_points
from chaland.usecases.rights.erase_customer import erase_customer
from chaland.usecases.sales.record_receipts import record_receipt
from chaland.web.public import signup, signup_tickets
from chaland.web.public.signup_limits import Limit
from factories.customers import enter
from factories.forms import published
from factories.loyalty import balances, programme
from factories.sales import open_shops, receipt
from factories.sending import campaign, people

pytestmark = pytest.mark.django_db
CARD = "0012"
TOLD = {"last_name": "Le Goff", "first_name": "Anne", "email": "anne@example.com"}


@pytest.fixture(autouse=True)
def _fresh_limit(monkeypatch):
    monkeypatch.setattr(signup, "SENT_BY_ADDRESS", Limit(60, 600))


@pytest.fixture(autouse=True)
def _home(settings, tmp_path):
    settings.HOME, settings.LAKE = tmp_path, str(tmp_path / "lake")
    settings.ERASURES = str(tmp_path / "erasures.jsonl")


@pytest.fixture
def form():
    open_shops("lyon")
    return published(now=timezone.now(), referral=True)


def send(client, form, told=TOLD, **said):
    version = form.versions.last()
    ticket = signup_tickets.write(version.pk, "fr", {}, now=timezone.now() - timedelta(seconds=30))
    return client.post(f"/p/f/{form.code}/", {"ticket": ticket, **told, **said})


def test_both_are_rewarded_after_the_first_purchase_of_who_signed_up(client, form):
    now = timezone.now()
    programme(gifts=Gifts(referrer=50, referred=20))
    anna = enter("Inventée", reference="anna", cards=(CARD,))
    assert send(client, form, referred_by=f" {CARD} ").status_code == 302
    anne = Customer.objects.exclude(pk=anna).get()
    assert list(Referral.objects.values_list("referred", "referrer")) == [(anne.pk, anna)]
    tend_points(now=now)
    assert balances() == {}
    Customer.objects.filter(pk=anne.pk).update(reference="anne")
    record_receipt(receipt("1", customer="anne", sold_at=now), now=now)
    tend_points(now=now)
    earned = balances()["anne"][0]
    assert (balances()["anna"][0], earned > 20) == (50, True)


def test_the_answer_is_the_same_whatever_the_card(client, form):
    enter("Inventée", reference="anna", cards=(CARD,))
    erased = enter("Inventée", reference="bea", cards=("0013",))
    erase_customer(erased, now=timezone.now(), waits=False)
    known = Customer.objects.count()
    typed = ("", CARD, "0013", "0099", "anna", "pas une carte", "' OR 1=1 --", "ｘ" * 60)
    answers = {}
    for place, card in enumerate(typed):
        answer = send(client, form, {**TOLD, "email": f"p{place}@example.com"}, referred_by=card)
        answers[card] = (answer.status_code, answer.url)
    assert len(set(answers.values())) == 1
    assert Customer.objects.count() == known + len(typed)
    assert Referral.objects.count() == 1


def test_somebody_known_brings_nobody_by_the_page_nor_themselves(client, form):
    anna = enter("Inventée", reference="anna", cards=(CARD,), emails=("anna@example.com",))
    bea = enter("Inventée", reference="bea", cards=("0013",), emails=("bea@example.com",))
    for email, card in (("anna@example.com", CARD), ("bea@example.com", CARD)):
        told = {"last_name": "Inventée", "first_name": "", "email": email}
        assert send(client, form, {**TOLD, **told}, referred_by=card).status_code == 302
    assert (set(Customer.objects.values_list("pk", flat=True)), Referral.objects.count()) == ({anna, bea}, 0)


def test_form_sent_again_keeps_who_brought_them_first(client, form):
    enter("Inventée", reference="anna", cards=(CARD,))
    enter("Inventée", reference="bea", cards=("0013",))
    for card in (CARD, "0013", CARD):
        send(client, form, referred_by=card)
    assert Referral.objects.get().referrer.reference == "anna"


def test_form_that_does_not_ask_takes_no_card(client):
    open_shops("lyon")
    form = published(now=timezone.now())
    enter("Inventée", reference="anna", cards=(CARD,))
    assert 'name="referred_by"' not in client.get(f"/p/f/{form.code}/?parrain={CARD}").content.decode()
    send(client, form, referred_by=CARD)
    assert Referral.objects.count() == 0


@pytest.mark.parametrize("name", ["parrain", "ref"])
def test_address_names_the_card_and_nothing_else_of_it_is_shown(client, form, name):
    page = client.get(f"/p/f/{form.code}/", {name: '2900000000001"><b>'}).content.decode()
    assert 'value="2900000000001&quot;&gt;&lt;b&gt;"' in page
    assert client.get(f"/p/f/{form.code}/", {name: "\x00" * 100}).status_code == 200
    assert send(client, form, referred_by="9" * 65).status_code == 422


def test_builder_offers_it_where_there_is_a_programme_and_publishes_it(desk):
    has = bool(schemes())
    assert ('name="referral"' in desk.get("/collection/new/page/").content.decode()) is has
    if not has:
        programme()
    typed = {"name": "Parrainage inventé", "title_fr": "Bienvenue", "field_email": "required", "referral": "on"}
    desk.post("/collection/new/page/", {**typed, "action": "publish"})
    code = SignupForm.objects.get(name=typed["name"]).code
    assert 'name="referred_by"' in desk.get(f"/p/f/{code}/").content.decode()
    assert "checked" in desk.get(f"/collection/{code}/").content.decode().split('id="id_referral"')[1][:60]


def test_mail_hands_the_page_on_with_the_card_of_each_and_leads_back_to_them(client, form):
    one, now, ids = campaign(), timezone.now(), people(2)
    Card.objects.create(customer_id=ids[0], number="2900000000018", issued_at=now)
    said = {"blocks": [{"block": "text", "text": "Ici : {lien de parrainage|au magasin}"}]}
    Content.objects.filter(campaign=one).update(body=said)
    told = [
        Message.objects.create(campaign=one, customer_id=who, key=uuid4(), state="sent", sent_at=now) for who in ids
    ]
    first, second = write_messages(one, told, now=now).values()
    address = re.search(r"Ici : (\S+)", first.text)[1]
    assert address.endswith(f"/p/f/{form.code}/?parrain=2900000000018")
    assert f'<a href="{address}" style="color:#14614d">{address}</a>' in first.html
    assert "Ici : au magasin" in second.text
    assert 'value="2900000000018"' in client.get(address.partition(":8000")[2]).content.decode()
    assert "referral_without_page" not in [remark.code for remark in check_campaign(one, now=now).remarks]
    close_form(form.code, scope=EVERYWHERE, now=now)
    assert "referral_without_page" in [remark.code for remark in check_campaign(one, now=now).remarks]
    assert "Ici : au magasin" in write_messages(one, told[:1], now=now)[told[0].pk].text
    said = {"subject": "x", "body": said, "scope": EVERYWHERE, "now": now}
    assert "au magasin" in preview_message(one, variant="a", language="fr", **said).text
