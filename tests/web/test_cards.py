"""Cards that a made-up shop prints: what is drawn on paper and telephones is read again by a scanner's decoder."""

import re
import zlib
from base64 import b64decode
from contextlib import suppress

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image, ImageDraw

from chaland.accounts.rules import Scope
from chaland.customers.card_links import card_of, card_token
from chaland.customers.models import Card, PrintedCard
from chaland.kernel.barcode import card_number, is_ean13
from chaland.loyalty.models import Balance, Programme
from chaland.loyalty.rules.programme import Tier
from chaland.sentences.cards.sheet import cards_pdf
from chaland.usecases.customers.add_card import add_card
from factories.loyalty import version
from factories.people import join
from factories.today import today as shop_day

pytestmark = pytest.mark.django_db
RECT = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) -?([\d.]+) re f")
A4 = (595.28, 841.89)


def read_codes(rectangles, width, height, scale):
    """What a scanner reads of dark rectangles on white: (kind, text), from the top left on."""
    picture = Image.new("L", (round(width * scale), round(height * scale)), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, wide, high in rectangles:
        # Rounded to whole dots; a box of Pillow includes its last ones.
        box = [round(one * scale) for one in (x, y, x + wide, y + high)]
        draw.rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=0)
    found = sorted(zxingcpp.read_barcodes(picture), key=lambda one: (one.position.top_left.y, one.position.top_left.x))
    return [(one.format.name, one.text) for one in found]


def printed(pdf):
    """The filled rectangles of the sheets, in points from the top left of an A4 page."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            for said in RECT.findall(zlib.decompress(stream)):
                x, y, width, height = map(float, said)
                found.append((x, A4[1] - y, width, height))
    return found


def drawn_bars(svg):
    return [(int(x), 4, int(width), 52) for x, width in re.findall(r'x="(\d+)" y="4" width="(\d+)"', svg)]


def drawn_squares(svg):
    """The runs of dark squares of a QR code as segno draws them: to here, so far on, to there."""
    x = y = 0.0
    found = []
    for how, one, other in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", re.search(r' d="([^"]+)"', svg)[1]):
        if how == "h":
            found.append((x, y - 0.5, float(one), 1))
            x += float(one)
        else:
            x, y = (float(one), float(other)) if how == "M" else (x + float(one), y + float(other))
    return found


def test_sheets_bear_what_scanners_read():
    numbers = ["2900001234566", card_number("29", 1234567890)]
    found = read_codes(printed(cards_pdf("Commerce inventé", numbers)), *A4, 200 / 72)
    assert sorted(found) == sorted((kind, number) for kind in ("EAN13", "QRCode") for number in numbers)


def test_page_on_the_telephone_bears_what_scanners_read(client, street):
    add_card(street.customer_id, "2900001234566", scope=Scope(), now=timezone.now())
    token = card_token(Card.objects.get(number="2900001234566"))
    page = client.get(f"/p/card/{token}/").content.decode()
    bars, square = (b64decode(one).decode() for one in re.findall(r"data:image/svg\+xml;base64,([^\"]+)", page))
    width, height = map(float, re.search(r'viewBox="0 0 (\S+) (\S+)"', bars).groups())
    found = [*read_codes(drawn_bars(bars), width, height, 3)]
    # Drawn eight dots a square.
    side = int(re.search(r'width="(\d+)"', square)[1]) / 8
    found += read_codes(drawn_squares(square), side, side, 8)
    assert found == [("EAN13", "2900001234566"), ("QRCode", "2900001234566")]


def test_cards_are_drawn_and_downloaded(desk):
    answer = desk.post("/cards/", {"count": "3", "begins_with": "28"})
    assert (answer.status_code, answer.headers["Content-Type"], answer.content[:4]) == (200, "application/pdf", b"%PDF")
    drawn = [*PrintedCard.objects.values_list("number", flat=True)]
    assert [(len(drawn), number[:2], is_ean13(number)) for number in drawn] == [(3, "28", True)] * 3
    assert 'value="28" selected' in desk.get("/cards/").content.decode()


@pytest.mark.parametrize(
    "form",
    [{"count": "0", "begins_with": "29"}, {"count": "1", "begins_with": "30"}, {"count": "1001", "begins_with": "29"}],
)
def test_cards_that_cannot_be_are_refused(desk, form):
    assert (desk.post("/cards/", form).status_code, PrintedCard.objects.count()) == (422, 0)


def test_seller_prints_none(client, street):
    client.force_login(join("vendeur@example.com", "seller", street.lyon))
    assert client.post("/cards/", {"count": "3", "begins_with": "29"}).status_code == 403


def test_customer_has_a_card_on_the_telephone(desk, client, street):
    desk.post(f"/customers/{street.customer_id}/cards/draw/")
    card = Card.objects.filter(customer=street.customer_id).latest("pk")
    path = f"/p/card/{card_token(card)}/"
    assert path in desk.get(f"/customers/{street.customer_id}/card/").content.decode()
    client.logout()
    shown = client.get(path)
    text = shown.content.decode()
    assert (shown.status_code, card.number in text, "Bonnet" in text, "Claire" in text) == (200, True, False, False)


def test_card_on_the_telephone_tells_the_tier_and_the_private_sales(client, street):
    programme = Programme.objects.get()
    programme.versions.all().delete()
    version(programme, shop_day(), tiers=(Tier("t1", 0, "Argent", "Parking", 10, early_access=True),))
    Balance.objects.create(customer_id=street.customer_id, programme=programme, counted_on=shop_day(), tier="t1")
    add_card(street.customer_id, "2900001234566", scope=Scope(), now=timezone.now())
    path = f"/p/card/{card_token(Card.objects.get(number='2900001234566'))}/"
    page = client.get(path, headers={"Accept-Language": "fr"}).content.decode()
    told = ["Votre palier\xa0: Argent", "10\xa0% de remise en caisse", "Parking", "Avant-première inventée\xa0: "]
    assert [one for one in told if one not in page] == []


def test_link_of_a_lost_card_or_one_made_up_opens_nothing(client, street):
    add_card(street.customer_id, "2900001234566", scope=Scope(), now=timezone.now())
    card = Card.objects.get(number="2900001234566")
    token = card_token(card)
    assert card_of(token) == card
    Card.objects.filter(pk=card.pk).update(status="lost")
    made_up = ("x", token[:-1], "A" * 32, "é" * 32, token[::-1])
    assert [card_of(one) for one in (token, *made_up)] == [None] * 6
    assert {client.get(f"/p/card/{one}/").status_code for one in (token, *made_up)} == {404}
