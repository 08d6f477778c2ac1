"""New arrivals in a mail: each reader sees those in the size they buy. People and products are made up."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.content.body import parse, plain
from chaland.campaigns.content.checks import check
from chaland.campaigns.content.novelties import Suited, with_novelties
from chaland.campaigns.content.products import Shown
from chaland.campaigns.content.templates import template
from chaland.campaigns.models import Message
from chaland.config.mail_server import mail_settings
from chaland.kernel.errors import Refusal
from chaland.stores.models import Product
from chaland.usecases.campaigns.follow_link import follow_link
from chaland.usecases.campaigns.preview_message import preview_message
from chaland.usecases.campaigns.write_content import write_content
from chaland.usecases.campaigns.write_messages import write_messages
from chaland.usecases.sales.record_receipts import record_receipts
from factories.mail_servers import HOST, inbox
from factories.opt_in import OFFERS, act, enter
from factories.people import owner
from factories.sales import line, open_shops, receipt
from factories.sending import NOW, campaign, carry, launched

SITE = "https://boutique.example"
BLOCK = {"block": "novelties", "title": "En {taille}", "other_title": "Les dernières entrées"}
WORDS = {"block": "text", "text": "Ceci est inventé."}


def reader(name, *sizes, stores=("lyon", "lille")):
    """Somebody who agreed, and bought something in each of some sizes, turn and turn about in the stores."""
    address = f"{name.lower()}@example.com"
    one = enter(address, first_name=name, reference=f"x:{name}", now=NOW)
    act(one, "granted", OFFERS, address=address)
    bought = [
        receipt(f"{name}{place}", customer=f"x:{name}", store=stores[place % 2], lines=[line(f"OLD-{size}", size=size)])
        for place, size in enumerate(sizes)
    ]
    assert all(not isinstance(done, Refusal) for done in record_receipts(bought, now=NOW))
    return one


def stock(name, *sizes, **told):
    """Enter a model in some sizes; returns its products."""
    told = {"price_cents": 12990, "picture": f"{SITE}/{name}.jpg", "link": f"{SITE}/{name}", **told}
    colour = told.get("colour", "")
    skus = [(f"{name}{colour}-{size}", size) for size in sizes]
    return [Product.objects.create(sku=sku, name=name, search_name=name, size=size, **told) for sku, size in skus]


def say(one, *blocks, language="fr", **told):
    body = {"blocks": [WORDS, *blocks]}
    write_content(one.pk, variant="a", language=language, subject="x", body=body, scope=EVERYWHERE, now=NOW, **told)


def mails(one, *ids):
    """Write to some people; returns what each is told."""
    sent = []
    for who in ids:
        left = {"key": uuid4(), "state": "sent", "sent_at": NOW}
        sent.append(Message.objects.get_or_create(campaign=one, customer_id=who, defaults=left)[0])
    told = write_messages(one, sent, now=NOW)
    return [told[message.pk] for message in sent]


@pytest.fixture
def _shops():
    open_shops("lyon", "lille")


@pytest.mark.pure
def test_block_is_a_title_and_products_where_something_is_in_the_size_and_what_was_chosen_where_nothing_is():
    new = tuple(Shown(f"N{place}", f"Nouveau {place}", 100, "", "", place) for place in range(6))
    body = parse("email", {"blocks": [BLOCK]})
    assert parse("email", plain(body)) == body

    def seen(suited, **said):
        shown = with_novelties(parse("email", {"blocks": [{**BLOCK, **said}]}), suited, "fr").blocks
        return [[card.sku for card in one.cards] if hasattr(one, "cards") else one.text for one in shown]

    assert seen(Suited(new, in_size=True)) == ["En {taille}", ["N0", "N1", "N2"]]
    assert seen(Suited(new, in_size=True), most="6", title="") == [["N0", "N1", "N2", "N3", "N4", "N5"]]
    assert seen(Suited(new)) == ["Les dernières entrées", ["N0", "N1", "N2"]]
    assert seen(Suited(new), otherwise="nothing") == seen(Suited()) == []


@pytest.mark.pure
@pytest.mark.parametrize(("part", "said"), [("most", "5"), ("most", 10**9), ("otherwise", "everything")])
def test_choice_that_is_none_is_refused_where_it_stands(part, said):
    with pytest.raises(Refusal) as refused:
        parse("email", {"blocks": [{**BLOCK, part: said}]})
    assert (refused.value.code, refused.value.field) == ("block_choice_unknown", f"blocks.0.{part}")


@pytest.mark.pure
@pytest.mark.parametrize("language", ["fr", "en"])
def test_template_of_the_trade_shows_them_and_a_letter_does_not(language):
    assert "novelties" in [one["block"] for one in template("email", "new_arrivals", language)[1]["blocks"]]
    assert "novelties" not in [one["block"] for one in template("post", "new_arrivals", language)[1]["blocks"]]


@pytest.mark.django_db
@pytest.mark.usefixtures("_shops")
def test_each_reader_gets_those_in_their_own_size_from_the_mail_server():
    # Size 38 in each store once, 40 twice in one: all stores together say 38.
    reader("Claire", "38", "40", "38", "40", "38")
    reader("Hugo", "44")
    reader("Lea")
    stock("Ancienne", "38", "44")
    stock("Bottine", "38")
    stock("Derby", "44")
    one = launched()
    one.contents.update(body={"blocks": [WORDS, BLOCK]})
    with (
        inbox() as kept,
        override_settings(EMAIL_URL="set", EMAIL_TIMEOUT=5, **mail_settings(f"smtp://{HOST}:{kept.port}")),
    ):
        assert carry()["sent"] == 3
    told = {mail["To"]: mail.get_body(("plain",)).get_content().split("-- ")[0] for mail in kept.messages}
    html = {mail["To"]: mail.get_body(("html",)).get_content() for mail in kept.messages}
    names = ("En 38", "En 44", "Les dernières entrées", "Bottine", "Derby", "Ancienne")
    seen = {to.partition("@")[0]: [name for name in names if name in text] for to, text in told.items()}
    assert seen == {
        "claire": ["En 38", "Bottine", "Ancienne"],
        "hugo": ["En 44", "Derby", "Ancienne"],
        "lea": ["Les dernières entrées", "Bottine", "Derby", "Ancienne"],
    }
    assert {to: [name for name in names if name in page] for to, page in html.items()} == {
        to: [name for name in names if name in text] for to, text in told.items()
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("_shops")
def test_model_in_many_sizes_is_shown_once_and_who_has_nothing_new_in_theirs_sees_what_was_chosen():
    tall = reader("Paul", "51")
    Product.objects.update(size="")
    stock("Escarpin", "38")
    stock("Bottine", "38", "39", "40", colour="noir")
    stock("Bottine", "38", colour="camel")
    Product.objects.create(sku="CAISSE", name="CAISSE", is_stub=True)
    Product.objects.create(sku="RESSEMELAGE", name="Ressemelage", kind="service")
    one = campaign()
    say(one, BLOCK)
    [said] = mails(one, tall)
    assert said.text.count("Bottine\n") == 2  # one of each colour
    assert "Escarpin" in said.text
    assert "CAISSE" not in said.html
    assert "Ressemelage" not in said.html
    say(one, {**BLOCK, "otherwise": "nothing"})
    [said] = mails(one, tall)
    assert "Bottine" not in said.html
    assert "Les dernières entrées" not in said.html
    assert "Ceci est inventé." in said.text


@pytest.mark.django_db
@pytest.mark.usefixtures("_shops")
def test_link_of_a_new_arrival_leads_to_its_page_after_newer_ones_came_in():
    claire = reader("Claire", "38")
    [bottine] = stock("Bottine", "38")
    one = campaign()
    say(one, BLOCK)
    [said] = mails(one, claire)
    token = next(part for part in said.text.splitlines() if "/p/l/" in part).rstrip("/").rsplit("/", 1)[1]
    for place in range(7):
        stock(f"Neuf{place}", "38")
    assert follow_link(token, method="GET", agent="Mozilla/5.0", now=NOW) == f"{SITE}/Bottine"
    Product.objects.filter(pk=bottine.pk).update(link=f"{SITE}/ailleurs")
    assert follow_link(token, method="GET", agent="Mozilla/5.0", now=NOW) == f"{SITE}/ailleurs"
    say(one)
    assert follow_link(token, method="GET", agent="Mozilla/5.0", now=NOW) == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("_shops")
def test_catalogue_and_sizes_are_read_once_however_many_readers_and_sizes():
    sizes = [str(size) for size in range(36, 44)]
    ids = [reader(f"P{size}", size) for size in sizes]
    stock("Bottine", *sizes)
    one = campaign()
    say(one, BLOCK)
    counts = []
    for some in (ids[:1], ids):
        with CaptureQueriesContext(connection) as seen:
            told = mails(one, *some)
        counts.append([sum(f'FROM "{table}"' in query["sql"] for query in seen)
                       for table in ("stores_product", "sales_tastefigures")])  # fmt: skip
    assert counts == [[1, 1], [1, 1]]
    assert [f"En {size}" in said.text for size, said in zip(sizes, told, strict=True)] == [True] * 8


@pytest.mark.django_db
@pytest.mark.usefixtures("_shops")
def test_check_says_where_no_new_arrival_can_be_shown_and_what_they_lack():
    one = campaign()
    say(one, BLOCK)
    assert "novelties_none" in [remark.code for remark in check(one)]
    stock("Sac", "", link="")
    assert "novelties_without_size" in [remark.code for remark in check(one)]
    stock("Bottine", "38", price_cents=None, picture="")
    found = {remark.code: remark.params for remark in check(one) if remark.code.startswith("novelties")}
    assert found == {"novelties_lacking": {"count": 2, "prices": 1, "pictures": 1, "links": 1}}
    Product.objects.update(price_cents=1, picture=f"{SITE}/a.jpg", link=SITE)
    assert [remark.code for remark in check(one)] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("_shops")
def test_preview_shows_each_person_their_own_and_the_editor_asks_for_it_in_words(client):
    claire, hugo = reader("Claire", "38"), reader("Hugo", "44")
    stock("Bottine", "38")
    stock("Derby", "44")
    one = campaign()
    body = {"blocks": [WORDS, BLOCK]}
    typed = {"variant": "a", "language": "en", "subject": "x", "body": body, "scope": EVERYWHERE, "now": NOW}
    seen = [preview_message(one, **typed, customer_id=who).html for who in (claire, hugo, None)]
    assert [("Bottine" in page, "Derby" in page) for page in seen] == [(True, False), (False, True), (True, False)]
    assert "€129.90" in seen[0]
    client.force_login(owner())
    form = {"subject": "x", "block": "0", "b0-kind": "novelties", "b0-most": "6", "b0-otherwise": "nothing"}
    page = client.post(reverse("campaign-what", args=[one.pk]), {**form, "act": "add:text"}).content.decode()
    assert '<option value="6" selected>6</option>' in page
    assert '<option value="nothing" selected>Rien</option>' in page
    refused = client.post(reverse("campaign-what", args=[one.pk]), {**form, "b0-most": "9", "act": "save"})
    assert (refused.status_code, 'aria-describedby="b0-most_error"' in refused.content.decode()) == (422, True)
