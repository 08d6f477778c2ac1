"""Invented French identities, the same for a household every time and on every machine."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from faker import Faker

from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.barcode import ean13_check_digit
from chaland.kernel.dates import Birthday
from chaland.kernel.postcode import Commune
from chaland.kernel.text import fold
from chaland.usecases.demo.places import Choice
from chaland.usecases.demo.source import Household

REFERENCE = "cj"
CARD_PREFIX = "2990"
MAIL_DOMAINS = ("example.org", "example.com", "example.net")
# Both ranges are kept by ARCEP for fiction (décision 2018-0881): they ring nowhere.
MOBILES = "063998"
LANDLINES = "019900"
AGES = {"19-24": (19, 24), "25-34": (25, 34), "35-44": (35, 44), "45-54": (45, 54), "55-64": (55, 64), "65+": (65, 88)}
ANY_AGE = (19, 88)
CHILDREN = {"1": 1, "2": 2, "3+": 3}
ADULT_AGE = 18
MARITAL_STATUSES = {"Married": "married", "Unmarried": "single"}
WOMEN = 0.62
HAVE_MOBILE, HAVE_EMAIL, HAVE_LANDLINE, HAVE_ADDRESS, HAVE_BIRTHDAY, HAVE_PROFESSION = 0.82, 0.68, 0.35, 0.88, 0.7, 0.3

_faker = Faker("fr_FR")


def reference(household: int, clone: int = 0) -> str:
    """Return the customer's reference.

    >>> reference(900), reference(900, 2)
    ('cj:900', 'cj:900:2')
    """
    return f"{REFERENCE}:{household}:{clone}" if clone else f"{REFERENCE}:{household}"


def card_number(household: int, clone: int = 0) -> str:
    """Return a made-up card: an EAN-13 of the range kept for a shop's own use."""
    first_twelve = f"{CARD_PREFIX}{clone:04}{household:04}"
    return first_twelve + ean13_check_digit(first_twelve)


def invent(household: Household, clone: int, *, homes: Choice, home_store_id: int, today: date) -> NewCustomer:
    """Return the invented customer of a household; what the source tells of it is kept as it is.

    today: the day of the source's last purchase, on which the age bracket holds.
    """
    random = Random(f"{household.number}:{clone}")  # noqa: S311 - meant to give the same person again
    _faker.seed_instance(f"{household.number}:{clone}")
    civility = "mme" if random.random() < WOMEN else "m"
    first_name = _faker.first_name_female() if civility == "mme" else _faker.first_name_male()
    last_name = _faker.last_name()
    own = household.number % 10_000
    return NewCustomer(
        reference=reference(household.number, clone),
        civility=civility,
        first_name=first_name,
        last_name=last_name,
        birthday=_birthday(household.age, random, today),
        profession=_faker.job()[:100] if random.random() < HAVE_PROFESSION else "",
        marital_status=MARITAL_STATUSES.get(household.marital_status, ""),
        emails=_sometimes(random, HAVE_EMAIL, _email(first_name, last_name, own, clone, random)),
        mobiles=_sometimes(random, HAVE_MOBILE, f"{MOBILES}{(own + clone) % 10_000:04}"),
        phones=_sometimes(random, HAVE_LANDLINE, f"{LANDLINES}{(own + clone) % 10_000:04}"),
        addresses=(_address(homes.draw(random)),) if random.random() < HAVE_ADDRESS else (),
        cards=(card_number(household.number, clone),),
        home_store_id=home_store_id,
        household_reference=reference(household.number, clone) if household.size else "",
        household_size=int(household.size.rstrip("+")) if household.size else None,
        children_birth_years=_children(household.children, random, today),
        custom=_custom(household),
    )


def _birthday(age: str, random: Random, today: date) -> Birthday | None:
    youngest, oldest = AGES.get(age, ANY_AGE)
    years = random.randint(youngest, oldest)
    days = random.randint(1, 364)
    born = _years_before(today, years) - timedelta(days=days)
    return Birthday(born.day, born.month, born.year) if random.random() < HAVE_BIRTHDAY else None


def _years_before(day: date, years: int) -> date:
    return date(day.year - years, day.month, min(day.day, 28))


def _email(first_name: str, last_name: str, own: int, clone: int, random: Random) -> str:
    mailbox = ".".join((fold(first_name).replace(" ", "-"), fold(last_name).replace(" ", "-")))
    return f"{mailbox}{own}{f'-{clone}' if clone else ''}@{random.choice(MAIL_DOMAINS)}"


def _address(commune: Commune) -> Address:
    return Address(
        address1=f"{_faker.building_number()} {_faker.street_name()}",
        postcode=commune.postcodes[0],
        city=commune.name,
        country="FR",
        commune=commune.insee,
    )


def _children(count: str, random: Random, today: date) -> tuple[int, ...]:
    return tuple(sorted(today.year - random.randrange(ADULT_AGE) for _ in range(CHILDREN.get(count, 0))))


def _custom(household: Household) -> Mapping[str, str]:
    told = {
        "age_bracket": household.age,
        "income": household.income,
        "home_ownership": household.home_ownership,
        "composition": household.composition,
    }
    return {code: value for code, value in told.items() if value}


def _sometimes(random: Random, share: float, value: str) -> tuple[str, ...]:
    return (value,) if random.random() < share else ()
