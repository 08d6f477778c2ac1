"""Cards that a made-up shop prints: what is drawn on the sheets is read again, bar by bar and square by square."""

import re
import zlib

import pytest
import segno
from django.utils import timezone

from chaland.accounts.rules import Scope
from chaland.customers.card_links import card_of, card_token
from chaland.customers.models import Card, PrintedCard
from chaland.kernel.barcode import card_number, is_ean13
from chaland.sentences.cards.sheet import cards_pdf, ean13_svg
from chaland.usecases.add_card import add_card
from factories.people import join
from factories.street import open_street

pytestmark = pytest.mark.django_db
RECT = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) -?([\d.]+) re f")
POINTS_IN_MM = 72 / 25.4
# ISO/IEC 15420, table 1: the widths of space, bar, space, bar of each digit of odd parity.
WIDTHS = ("3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112")
FIRST = ("OOOOOO", "OOEOEE", "OOEEOE", "OOEEEO", "OEOOEE", "OEEOOE", "OEEEOO", "OEOEOE", "OEOEEO", "OEEOEO")


@pytest.fixture
def street():
    return open_street(timezone.now())


@pytest.fixture
def desk(client, street):
    client.force_login(street.user)
    return client


def read_ean13(modules):
    """A decoder of its own: from 95 bars and spaces to thirteen digits."""
    assert (modules[:3], modules[45:50], modules[92:]) == ("101", "01010", "101")
    found, parity = "", ""
    for place in range(12):
        start = 3 + 7 * place + (5 if place > 5 else 0)
        runs = "".join(str(len(run.group())) for run in re.finditer("0+|1+", modules[start : start + 7]))
        is_even = runs not in WIDTHS
        found += str(WIDTHS.index(runs[::-1] if is_even else runs))
        parity += "E" if is_even else "O"
    return str(FIRST.index(parity[:6])) + found


def rects(pdf):
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    drawn = b"".join(zlib.decompress(one) for one in streams if one[:1] == b"x")
    return [tuple(float(value) / POINTS_IN_MM for value in one) for one in RECT.findall(drawn)]


def modules_of(bars):
    """From bars, in any order, to 95 modules of a third of a millimetre."""
    left = min(x for x, *_ in bars)
    modules = ["0"] * 95
    for x, _, width, _ in bars:
        for place in range(round((x - left) / 0.33), round((x - left + width) / 0.33)):
            modules[place] = "1"
    return "".join(modules)


def squares_of(squares):
    side = squares[0][2]
    left, top = min(x for x, *_ in squares), max(y for _, y, *_ in squares)
    return {(round((top - y) / side), round((x - left) / side)) for x, y, *_ in squares}


def test_sheets_bear_what_scanners_read():
    numbers = ["2900001234566", card_number("29", 1234567890)]
    found = rects(cards_pdf("Commerce inventé", numbers))
    bars = [one for one in found if one[3] > 10]
    squares = [one for one in found if one[3] < 2]
    per_card = [len(bars) // 2, len(squares) // 2]
    assert [read_ean13(modules_of(bars[at : at + per_card[0]])) for at in (0, per_card[0])] == numbers
    wanted = [
        {
            (y, x)
            for y, row in enumerate(segno.make(one, error="m", micro=False).matrix)
            for x, dark in enumerate(row)
            if dark
        }
        for one in numbers
    ]
    first = sum(map(len, wanted[:1]))
    assert [squares_of(squares[:first]), squares_of(squares[first:])] == wanted


def test_picture_bears_the_number_and_its_quiet_zones():
    svg = ean13_svg("2900001234566").decode()
    bars = [(int(x), int(width)) for x, width in re.findall(r'x="(\d+)" y="4" width="(\d+)"', svg)]
    modules = ["0"] * 113
    for x, width in bars:
        modules[x : x + width] = "1" * width
    assert (read_ean13("".join(modules[11:106])), "1" in modules[:11], "1" in modules[106:]) == (
        "2900001234566", False, False,
    )  # fmt: skip


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


def test_link_of_a_lost_card_or_one_made_up_opens_nothing(client, street):
    add_card(street.customer_id, "2900001234566", scope=Scope(), now=timezone.now())
    card = Card.objects.get(number="2900001234566")
    token = card_token(card)
    assert card_of(token) == card
    Card.objects.filter(pk=card.pk).update(status="lost")
    made_up = ("x", token[:-1], "A" * 32, "é" * 32, token[::-1])
    assert [card_of(one) for one in (token, *made_up)] == [None] * 6
    assert {client.get(f"/p/card/{one}/").status_code for one in (token, *made_up)} == {404}
