"""Products chosen by their sku stand in a mail as the catalogue has them that day. People and products are made up."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.content.body import parse, plain
from chaland.campaigns.content.checks import check
from chaland.campaigns.content.products import Shown, with_products
from chaland.campaigns.models import Message
from chaland.kernel.errors import Refusal
from chaland.stores.models import Product
from chaland.usecases.campaigns.check_campaign import CONTENT, check_campaign
from chaland.usecases.campaigns.follow_link import follow_link
from chaland.usecases.campaigns.preview_message import preview_message
from chaland.usecases.campaigns.write_content import write_content
from chaland.usecases.campaigns.write_messages import write_messages
from factories.people import owner
from factories.sales import open_shops
from factories.sending import NOW, campaign, people

SITE = "https://boutique.example"
BOOT = Shown("BOT-38", "Bottine {Louise} & co", 12990, f"{SITE}/bottine.jpg", f"{SITE}/bottine?c=noir")


def block(*cards):
    return {"block": "products", "cards": list(cards)}


def stock(sku="BOT-38", **changed):
    told = {"name": BOOT.name, "price_cents": 12990, "picture": BOOT.picture, "link": BOOT.link, **changed}
    return Product.objects.create(sku=sku, search_name=sku.lower(), **told)


def say(one, *blocks, language="fr"):
    write_content(
        one.pk, variant="a", language=language, subject="x", body={"blocks": blocks}, scope=EVERYWHERE, now=NOW
    )


def meant_for(one, ids):
    return [
        Message.objects.create(campaign=one, customer_id=person, key=uuid4(), state="sent", sent_at=NOW)
        for person in ids
    ]


def cards_of(body):
    return body.blocks[0].cards


@pytest.mark.pure
def test_what_the_author_says_stands_and_the_rest_comes_from_the_catalogue():
    own = {"sku": "BOT-38", "title": "Coup de cœur", "url": f"{SITE}/coup-de-coeur"}
    body = parse(
        "email", {"blocks": [block({"sku": "BOT-38"}, own, {"sku": "PARTI"}, {"title": "Seul", "sku": "PARTI"})]}
    )
    assert parse("email", plain(body)) == body
    french, english = (cards_of(with_products(body, [BOOT], language)) for language in ("fr", "en"))
    assert [(one.title, one.text, one.digest, one.url, one.sku) for one in french] == [
        ("Bottine (Louise) & co", "129,90\u00a0€", BOOT.picture, BOOT.link, "BOT-38"),
        ("Coup de cœur", "129,90\u00a0€", BOOT.picture, f"{SITE}/coup-de-coeur", ""),
        ("Seul", "", "", "", ""),
    ]
    assert english[0].text == "€129.90"


@pytest.mark.pure
@pytest.mark.parametrize(("sku", "code"), [("x" * 65, "text_too_long"), ("a\x00b", "text_unreadable")])
def test_sku_that_cannot_be_is_refused_where_it_stands(sku, code):
    with pytest.raises(Refusal) as refused:
        parse("email", {"blocks": [block({"sku": sku})]})
    assert (refused.value.code, refused.value.field) == (code, "blocks.0.cards.0.sku")


@pytest.mark.pure
def test_columns_choose_no_product():
    (one,) = parse("email", {"blocks": [{"block": "columns", "cards": [{"title": "a", "sku": "BOT"}]}]}).blocks
    assert one.cards[0].sku == ""


@pytest.mark.django_db
def test_mail_shows_name_price_picture_and_leads_to_the_page_wherever_it_moved():
    open_shops("lyon")
    product, one, ids = stock(), campaign(), people(2)
    say(one, block({"sku": "BOT-38"}))
    messages = meant_for(one, ids)
    first, second = write_messages(one, messages, now=NOW).values()
    for said in ("Bottine (Louise) &amp; co", "129,90\u00a0€", f'src="{BOOT.picture}"'):
        assert said in first.html
    assert "Bottine (Louise) & co\n129,90\u00a0€\nhttp" in first.text
    token = next(line for line in first.text.splitlines() if "/p/l/" in line).rstrip("/").rsplit("/", 1)[1]
    # Nobody agreed to be followed: the link is the same for all.
    assert token in second.text
    assert follow_link(token, method="GET", agent="Mozilla/5.0", now=NOW) == BOOT.link
    Product.objects.filter(pk=product.pk).update(link=f"{SITE}/neuf", price_cents=9900)
    assert follow_link(token, method="GET", agent="Mozilla/5.0", now=NOW) == f"{SITE}/neuf"
    assert "99,00\u00a0€" in write_messages(one, messages, now=NOW)[messages[0].pk].html
    Product.objects.filter(pk=product.pk).update(link="")
    assert follow_link(token, method="GET", agent="Mozilla/5.0", now=NOW) == ""


@pytest.mark.django_db
def test_products_are_read_once_however_many_mails_and_cards():
    open_shops("lyon")
    one, ids = campaign(), people(4)
    skus = [stock(f"P{place}").sku for place in range(6)]
    say(one, block(*({"sku": sku} for sku in skus)))
    messages = meant_for(one, ids)
    counts = []
    for some in (messages[:1], messages):
        with CaptureQueriesContext(connection) as seen:
            write_messages(one, some, now=NOW)
        counts.append(sum("stores_product" in query["sql"] for query in seen))
    assert counts == [1, 1]


@pytest.mark.django_db
def test_products_that_are_not_there_or_lack_something_are_told_before_it_leaves(client):
    open_shops("lyon")
    people(1)
    one = campaign()
    stock("SANS", price_cents=None, picture="", link="")
    stock("ZERO", price_cents=0)
    say(one, block({"sku": "SANS"}, {"sku": "ZERO"}, {"sku": "PARTI"}), block())
    found = {remark.code: (remark.weight, remark.params.get("names")) for remark in check(one)}
    assert {code: told for code, told in found.items() if code.startswith("product")} == {
        "products_none": ("warns", None),
        "product_not_listed": ("stops", "PARTI"),
        "product_without_price": ("warns", "SANS"),
        "product_without_picture": ("tells", "SANS"),
        "product_without_link": ("tells", "SANS"),
    }
    assert CONTENT in check_campaign(one, now=NOW).obstacles
    client.force_login(owner())
    shown = client.get(reverse("campaign-check", args=[one.pk]), {"whole": 1}).content.decode()
    assert "Absent du catalogue\u00a0: PARTI." in shown
    say(one, block({"sku": "ZERO"}))
    assert CONTENT not in check_campaign(one, now=NOW).obstacles


@pytest.mark.django_db
def test_preview_shows_the_product_and_lets_in_the_site_of_its_picture_alone(client):
    open_shops("lyon")
    stock()
    one = campaign()
    said = preview_message(
        one, variant="a", language="en", subject="x", body={"blocks": [block({"sku": "BOT-38"})]}, scope=EVERYWHERE,
        now=NOW,
    )  # fmt: skip
    assert "€129.90" in said.html
    client.force_login(owner())
    typed = {"subject": "x", "block": "0", "b0-kind": "products", "b0-c0-title": "", "b0-c0-sku": "BOT-38"}
    answer = client.post(reverse("campaign-preview", args=[one.pk]), typed)
    assert f"img-src 'self' data: {SITE};" in answer["Content-Security-Policy"] + ";"
    page = client.post(reverse("campaign-what", args=[one.pk]), {**typed, "act": "more:0"}).content.decode()
    assert "Bottine {Louise} &amp; co · 129,90\u00a0€" in page
    found = client.get(reverse("campaign-products"), {"b0-c0-sku": "bot-38"}).content.decode()
    assert 'value="BOT-38"' in found
