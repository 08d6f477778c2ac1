"""The invented people of the demonstration street: families, what they like, and feet that grow."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from faker import Faker

from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.barcode import ean13_check_digit
from chaland.kernel.dates import Birthday
from chaland.kernel.text import fold
from chaland.usecases.demo.identities import LANDLINES, MAIL_DOMAINS, MOBILES
from chaland.usecases.demo.places import Choice
from chaland.usecases.demo.street_shops import BOOKS, GREENS, SHOES

REFERENCE = "rue"
CARD_PREFIX = "2991"
YEARS = 3
DAYS = YEARS * 365
FIRST_MONTHS = 90
HAVE_EMAIL, HAVE_MOBILE, HAVE_ADDRESS, HAVE_LANDLINE = 0.7, 0.85, 0.8, 0.2
WOMEN, PARENTS, STOP_COMING, THERE_AT_FIRST = 0.6, 0.45, 0.18, 0.55
GREENS_TASTE, SHOES_TASTE, BOOKS_TASTE = 0.6, 0.8, 0.6
FEET = (16, 20, 23, 25, 27, 28, 30, 31, 33, 34, 35, 37, 38, 39, 40)
"""French size of a child's foot on each birthday, from birth to fourteen."""

_faker = Faker("fr_FR")


@dataclass(frozen=True, slots=True)
class Person:
    """One card holder. children: their days of birth. comes_on: the weekday of the market.

    from_on, until_on: between which days they come. size: of their own feet.
    weekly: out of a hundred weeks, those with vegetables; books, pairs: how many a year. 0 is none at all.
    """

    number: int
    is_woman: bool
    children: tuple[date, ...]
    size: int
    from_on: date
    until_on: date
    comes_on: int
    weekly: int
    books: int
    pairs: int

    @property
    def reference(self) -> str:
        return f"{REFERENCE}:{self.number}"

    @property
    def card(self) -> str:
        """Their one card in the whole street: an EAN-13 of the range kept for a shop's own use."""
        first_twelve = f"{CARD_PREFIX}{self.number:08}"
        return first_twelve + ean13_check_digit(first_twelve)

    @property
    def told_in(self) -> str:
        """The code of the shop that wrote them down: one of those where they buy."""
        shops = [shop for shop, buys in ((SHOES, self.pairs), (GREENS, self.weekly), (BOOKS, self.books)) if buys]
        return shops[self.number % len(shops)].code if shops else SHOES.code


def person(number: int, today: date) -> Person:
    """Invent one, the same for a number and a day every time and on every machine."""
    random = Random(f"rue {number}")  # noqa: S311 - meant to give the same person again
    is_woman = random.random() < WOMEN
    children = tuple(
        today - timedelta(days=random.randrange(300, 13 * 365))
        for _ in range(random.choice((1, 2, 2, 3)) if random.random() < PARENTS else 0)
    )
    first = today - timedelta(days=DAYS)
    since = random.randrange(FIRST_MONTHS) if random.random() < THERE_AT_FIRST else random.randrange(DAYS - 30)
    until = random.randrange(since + 20, DAYS) if random.random() < STOP_COMING else DAYS
    greens, shoes, books = random.random(), random.random(), random.random()
    return Person(
        number=number,
        is_woman=is_woman,
        children=children,
        size=random.choice((36, 37, 37, 38, 38, 39, 40, 41) if is_woman else (40, 41, 42, 42, 43, 44, 45)),
        from_on=first + timedelta(days=since),
        until_on=first + timedelta(days=until),
        comes_on=random.choice((1, 2, 3, 4, 5, 5, 5, 6)),
        weekly=random.randrange(30, 96) if greens < GREENS_TASTE else 0,
        books=random.randrange(2, 13) if books < BOOKS_TASTE or greens > GREENS_TASTE else 0,
        pairs=random.randrange(1, 4) if shoes < SHOES_TASTE else 0,
    )


def foot(born_on: date, day: date) -> int:
    """Return the size of a child's foot on a day.

    >>> foot(date(2020, 5, 1), date(2026, 5, 1)), foot(date(2020, 5, 1), date(2026, 11, 1))
    (30, 30)
    """
    months = (day.year - born_on.year) * 12 + day.month - born_on.month
    year, rest = divmod(max(months, 0), 12)
    if year >= len(FEET) - 1:
        return FEET[-1]
    return FEET[year] + (FEET[year + 1] - FEET[year]) * rest // 12


def identity(one: Person, homes: Choice, today: date) -> NewCustomer:
    """Return them the way a shop writes somebody down; e-mail addresses and numbers lead nowhere."""
    random = Random(f"rue {one.number} who")  # noqa: S311
    _faker.seed_instance(f"rue {one.number}")
    first = _faker.first_name_female() if one.is_woman else _faker.first_name_male()
    last = _faker.last_name()
    mailbox = ".".join(fold(name).replace(" ", "-") for name in (first, last))
    home = homes.draw(random)
    address = Address(
        address1=f"{_faker.building_number()} {_faker.street_name()}", postcode=home.postcodes[0], city=home.name,
        country="FR", commune=home.insee,
    )  # fmt: skip
    own = f"{one.number % 10_000:04}"
    born = today - timedelta(days=random.randrange(24 * 365, 80 * 365))
    return NewCustomer(
        reference=one.reference,
        civility="mme" if one.is_woman else "m",
        first_name=first,
        last_name=last,
        birthday=Birthday(born.day, born.month, born.year) if born.day <= 28 else None,  # noqa: PLR2004
        emails=(f"{mailbox}{one.number}@{random.choice(MAIL_DOMAINS)}",) if random.random() < HAVE_EMAIL else (),
        mobiles=(f"{MOBILES}{own}",) if random.random() < HAVE_MOBILE else (),
        phones=(f"{LANDLINES}{own}",) if random.random() < HAVE_LANDLINE else (),
        addresses=(address,) if random.random() < HAVE_ADDRESS else (),
        cards=(one.card,),
        household_reference=one.reference if one.children else "",
        children_birth_years=tuple(sorted(born.year for born in one.children)),
    )
