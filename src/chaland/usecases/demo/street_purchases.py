"""What the invented people of the demonstration street buy: weekly vegetables, shoes that fit, books at Christmas."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from chaland.kernel.money import Cents
from chaland.stores.founding import ONLY_TILL
from chaland.stores.rules import PATH_SEPARATOR, Description
from chaland.usecases.demo.street_people import Person, foot
from chaland.usecases.demo.street_shops import (
    BASKET,
    BOOKS,
    CHILDREN_SHELVES,
    GREENS,
    MODELS,
    SHELVES,
    SHOES,
    Shop,
    shoe,
)
from chaland.usecases.sales.record_receipts import LineInput, ReceiptInput

ZONE = ZoneInfo("Europe/Paris")
WEEK = timedelta(days=7)
SALES = {1: 70, 7: 70}
"""The months of the sales, with what is paid of a price, in percent."""
RETURNED, SECOND_PAIR, CHRISTMAS_READERS = 0.04, 0.15, 0.75
YEAR_OF_BOOKS = (6, 6, 6, 7, 7, 9, 11, 8, 9, 8, 8, 15)
"""How often people buy books in each month of the year."""


_Made = tuple[date, Shop, list[LineInput]]


def purchases(one: Person, today: date) -> list[ReceiptInput]:
    """Return every receipt of a person in the order of their days, the last on the day before `today`."""
    random = Random(f"rue {one.number} buys")  # noqa: S311 - meant to give the same purchases again
    found = [*_vegetables(one, random), *_shoes(one, random), *_books(one, random)]
    past = sorted((made for made in found if made[0] < today), key=lambda made: (made[0], made[1].code))
    return [_receipt(one, place, made, random) for place, made in enumerate(past, start=1)]


def _receipt(one: Person, place: int, made: _Made, random: Random) -> ReceiptInput:
    day, shop, lines = made
    minutes = random.randrange(shop.opens * 60, shop.closes * 60)
    at = datetime.combine(day, time(minutes // 60, minutes % 60), ZONE).astimezone(UTC)
    return ReceiptInput(
        store=shop.code,
        till=ONLY_TILL,
        number=f"{one.number}-{place}",
        sold_at=at,
        total_cents=sum(line.amount_cents for line in lines),
        lines=tuple(lines),
        card=one.card,
        seller=random.choice(shop.sellers)[0],
        payment_method=random.choice(("CB", "CB", "CB", "espèces")),
    )


def _open_day(day: date, shop: Shop) -> date:
    while day.weekday() in shop.closed:
        day += timedelta(days=1)
    return day


def _vegetables(one: Person, random: Random) -> Iterator[_Made]:
    if not one.weekly:
        return
    day = one.from_on + timedelta(days=(one.comes_on - one.from_on.weekday()) % 7)
    while day <= one.until_on:
        on_holiday = day.month == 8 and random.random() < 0.6  # noqa: PLR2004 - August
        if random.randrange(100) < one.weekly and not on_holiday:
            yield _open_day(day, GREENS), GREENS, _basket(day.month, 1 + len(one.children), random)
        day += WEEK


def _basket(month: int, mouths: int, random: Random) -> list[LineInput]:
    there = [article for article in BASKET if month in article.months]
    chosen = random.sample(there, min(len(there), random.randrange(2, 5 + mouths)))
    lines = []
    for article in chosen:
        grams = random.randrange(article.grams[0], article.grams[1] * (4 + mouths) // 5)
        sku = f"PR-{article.name.upper().replace(' ', '')[:12]}"
        lines.append(LineInput(sku, grams, (article.kilo_cents * grams + 500) // 1000, article.description()))
    return lines


def _shoes(one: Person, random: Random) -> Iterator[_Made]:
    """A pair each season for every child, whose feet grew; fewer for the grown-ups; some are brought back."""
    if not one.pairs:
        return
    for year in range(one.from_on.year, one.until_on.year + 1):
        wanted: list[tuple[str, date | None]] = [("child", born) for born in one.children for _ in range(2)]
        wanted += [("woman" if one.is_woman else "man", None)] * one.pairs
        for place, (kind, born) in enumerate(wanted):
            month = _season(place, random)
            day = _open_day(date(year, month, random.randrange(1, 28)), SHOES)
            if one.from_on <= day <= one.until_on and (born is None or born + timedelta(days=330) < day):
                yield from _pair(day, kind, foot(born, day) if born else one.size, random)


def _season(place: int, random: Random) -> int:
    """Spring and back to school in turn, sometimes the sales."""
    return random.choice((3, 4, 4, 5, 6, 7) if place % 2 else (9, 9, 10, 11, 12, 1))


def _pair(day: date, kind: str, size: int, random: Random) -> Iterator[_Made]:
    models = [model for model in MODELS[kind] if day.month in model.months]
    bought = []
    for _ in range(2 if random.random() < SECOND_PAIR else 1):
        model = random.choice(models)
        sku, told = shoe(kind, model, random.choice(model.materials), random.choice(model.colours), str(size))
        bought.append(LineInput(sku, 1000, model.cents * SALES.get(day.month, 100) // 100, told))
    yield day, SHOES, bought
    if random.random() < RETURNED:
        back = bought[0]
        returned = LineInput(back.sku, -1000, -back.amount_cents, back.said)
        yield _open_day(day + timedelta(days=random.randrange(2, 12)), SHOES), SHOES, [returned]


def _books(one: Person, random: Random) -> Iterator[_Made]:
    if not one.books:
        return
    for year in range(one.from_on.year, one.until_on.year + 1):
        months = random.choices(range(1, 13), YEAR_OF_BOOKS, k=one.books)
        if random.random() < CHRISTMAS_READERS:
            months.append(12)
        for month in months:
            day = _open_day(date(year, month, random.randrange(1, 24 if month == 12 else 28)), BOOKS)  # noqa: PLR2004
            if one.from_on <= day <= one.until_on:
                presents = 1 + len(one.children) if month == 12 else 0  # noqa: PLR2004
                yield day, BOOKS, _shelf(one, day, random.randrange(1, 3) + presents, random)


def _shelf(one: Person, day: date, count: int, random: Random) -> list[LineInput]:
    titles = [(shelf, title, cents) for shelf, names, cents in SHELVES for title in names]
    for born in one.children:
        age = (day - born).days // 365
        for shelf, names, cents, (youngest, oldest) in CHILDREN_SHELVES:
            if youngest <= age < oldest:
                # Half of what parents of children of that age buy is for them.
                titles += [(shelf, title, cents) for title in names] * 3
    chosen = dict.fromkeys(random.choices(titles, k=count))
    return [_book(*one) for one in chosen]


def _book(shelf: str, title: str, cents: Cents) -> LineInput:
    sku = "LI-" + "".join(letter for letter in title.upper() if letter.isalnum())[:20]
    return LineInput(sku, 1000, cents, Description(title, PATH_SEPARATOR.join(("Livres", shelf))))
