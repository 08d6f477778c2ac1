"""A made-up shop with enough in it that every question has an answer."""

import random
from dataclasses import dataclass

from chaland.campaigns.models import Campaign
from chaland.customers.models import Customer
from chaland.insight.services import replace_predictions
from chaland.interactions.rules import SHAPES
from chaland.kernel.dates import Birthday
from chaland.segments.models import Segment
from chaland.stores.models import Category, Product, Seller, Store
from factories.small_worlds import (
    BIRTHDAYS,
    NOW,
    PAYMENTS,
    POSTCODES,
    SELLERS,
    SKUS,
    TODAY,
    WORDS,
    Contact,
    Left,
    Person,
    Plot,
    Sale,
    make,
)

PEOPLE = 40
LIKES = {"condition": "visits", "is": {"operator": "at_least", "amount": 4}}


@dataclass(frozen=True)
class Shop:
    """keys: those of the database, by what they are of. segment: a saved rule."""

    keys: dict[str, list[int]]
    segment: Segment


def open_it():
    chance = random.Random(17)
    make(Plot(
        tuple(person(chance) for _ in range(PEOPLE)),
        tuple(sale(chance) for _ in range(20 * PEOPLE)),
        tuple(contact(chance) for _ in range(PEOPLE)),
        tuple(left(chance) for _ in range(PEOPLE // 2)),
    ))  # fmt: skip
    foretell(chance)
    rows = {"store": Store, "seller": Seller, "category": Category, "product": Product, "campaign": Campaign}
    keys = {name: list(model.objects.order_by("pk").values_list("pk", flat=True)) for name, model in rows.items()}
    segment = Segment.objects.create(name="Fidèles", rule={"all": [LIKES]}, version=1, created_at=NOW, changed_at=NOW)
    return Shop(keys | {"segment": [segment.pk]}, segment)


def person(chance):
    born = Birthday(*chance.choice(BIRTHDAYS), chance.choice((None, 1984, 2000, 2012)))
    known = {"taille": chance.choice((-2, 38.5, 40)), "depuis": "2023-12-31", "gout": chance.choice(WORDS)}
    return Person(
        birthday=chance.choice((None, born)),
        civility=chance.choice(("mme", "m", "")),
        marital_status=chance.choice(("single", "couple", "")),
        language=chance.choice(("fr", "en", "")),
        profession=chance.choice((*WORDS, "")),
        hobbies=chance.choice((*WORDS, "")),
        reach=frozenset(chance.sample(("email", "mobile", "phone"), chance.randrange(3))),
        bounced=chance.random() < 0.2,
        postcode=chance.choice(POSTCODES),
        household=chance.randrange(4),
        custom=dict(chance.sample(sorted(known.items()), chance.randrange(4))),
        home=chance.randrange(3),
        seller=chance.randrange(3),
        opened_before=chance.randrange(30_000),
    )


def sale(chance):
    """Of somebody with a habit, more of them lately; or of nobody known."""
    lines = tuple(
        (chance.choice((*SKUS, "")), chance.choice((250, 1000, 2000, -1000)), chance.choice((1, 500, 999, 4999)))
        for _ in range(chance.randrange(1, 4))
    )
    return Sale(
        who=int(PEOPLE * 1.1 * chance.random() ** 1.5),
        shop=int(chance.random() < 0.4),
        half_hours_ago=int(60_000 * chance.random() ** 2),
        payment=chance.choice(PAYMENTS),
        seller=chance.choice(SELLERS),
        total_is_off=0,
        lines=lines,
    )


def contact(chance):
    who, kind = chance.randrange(PEOPLE), chance.choice(tuple(SHAPES))
    return Contact(who, kind, chance.randrange(6), chance.randrange(9_000), chance.randrange(3), chance.random() < 0.3)


def left(chance):
    kind = chance.choice(("cart", "quote"))
    return Left(
        chance.randrange(PEOPLE), kind, chance.randrange(5_000), chance.randrange(2), False, chance.choice(SKUS)
    )


def foretell(chance):
    """For the network and for each store."""
    people = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    for store_id in (None, *Store.objects.values_list("pk", flat=True)):
        said = [(one, chance.random(), 1.5, 6 * chance.random(), 900, chance.randrange(9_000)) for one in people[::2]]
        replace_predictions(said, store_id=store_id, computed_on=TODAY)
