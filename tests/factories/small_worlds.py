"""Small worlds for the segments: a few people of two made-up shops in two time zones, and all that can happen to them.

Hypothesis draws a `Plot`; `make` writes it through the product's own use cases. All made up.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from chaland.accounts.rules import Scope
from chaland.customers.models import ContactPoint, Customer, CustomField
from chaland.customers.rules import Address, NewCustomer
from chaland.insight.services import replace_predictions
from chaland.interactions.models import Interaction
from chaland.interactions.rules import SHAPES, NewInteraction
from chaland.kernel.dates import Birthday
from chaland.sales.models import Cart
from chaland.stores.models import Store
from chaland.usecases.customers.add_interaction import add_interaction
from chaland.usecases.customers.change_contact import set_contact_status
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.sales.cancel_cart import cancel_cart
from chaland.usecases.sales.record_cart import CartInput, record_cart
from chaland.usecases.sales.record_receipts import record_receipts
from factories.agreeing import agree
from factories.campaigning import campaign_for
from factories.rewarding import reward
from factories.sales import line, open_shops, receipt

EVERYWHERE = Scope()
# Late in a leap year, near midnight in Paris: it is tomorrow there while UTC still has today.
NOW = datetime(2024, 2, 28, 23, 30, tzinfo=UTC)
TODAY = date(2024, 2, 29)
SHOPS = ("lyon", "reunion")
FIELDS = {"taille": "number", "depuis": "date", "gout": "text", "invite": "yes_no"}
WORDS = ("Été", "100 % jazz", "l'un_ou", 'dit "rock"', "jardin")
FAMILIES = ("Chaussures > Bottes", "Chaussures > Sandales", "Chaussures", "Primeurs", "")
SKUS = ("A", "B", "C", "D", "E")
PAYMENTS = ("Carte", "espèces", "")
SELLERS = ("v1", "v2", "")
POSTCODES = ("69001", "69002", "34000", "20000", "")
# Days of birth at which calendars are odd.
BIRTHDAYS = ((29, 2), (28, 2), (1, 3), (31, 12), (1, 1), (29, 2), (5, 7))
HALF_HOURS = 48


@dataclass(frozen=True)
class Person:
    birthday: Birthday | None
    civility: str
    marital_status: str
    language: str
    profession: str
    hobbies: str
    reach: frozenset[str]
    bounced: bool
    postcode: str
    household: int
    custom: dict
    home: int
    seller: int
    opened_before: int


@dataclass(frozen=True)
class Sale:
    who: int
    shop: int
    half_hours_ago: int
    payment: str
    seller: str
    total_is_off: int
    lines: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Contact:
    who: int
    kind: str
    outcome: int
    half_hours_ago: int
    shop: int
    planned: bool


@dataclass(frozen=True)
class Left:
    who: int
    kind: str
    half_hours_ago: int
    shop: int
    cancelled: bool
    sku: str


@dataclass(frozen=True)
class Forecast:
    """What is expected of somebody, in a shop or, beyond the last one, in the network."""

    who: int
    shop: int
    p_alive: float
    visits: float
    cents: int


@dataclass(frozen=True)
class Plot:
    people: tuple[Person, ...]
    sales: tuple[Sale, ...]
    contacts: tuple[Contact, ...]
    carts: tuple[Left, ...]
    forecasts: tuple[Forecast, ...] = ()


# The last hours, days, months and years.
ago = st.one_of(st.integers(0, 60), st.integers(0, 40).map(lambda n: 48 * n), st.integers(0, 60_000))
people = st.builds(
    Person,
    birthday=st.one_of(
        st.none(),
        st.builds(
            lambda day, year: Birthday(*day, year),
            st.sampled_from(BIRTHDAYS),
            st.sampled_from((None, 1984, 2000, 2012, 2024)),
        ),
    ),
    civility=st.sampled_from(("mme", "m", "")),
    marital_status=st.sampled_from(("single", "couple", "married", "")),
    language=st.sampled_from(("fr", "en", "")),
    profession=st.sampled_from((*WORDS, "")),
    hobbies=st.sampled_from((*WORDS, "")),
    reach=st.frozensets(st.sampled_from(("email", "mobile", "phone"))),
    bounced=st.booleans(),
    postcode=st.sampled_from(POSTCODES),
    household=st.integers(0, 3),
    custom=st.fixed_dictionaries(
        {},
        optional={
            "taille": st.sampled_from((-2, 0, 38.5, 40)),
            "depuis": st.sampled_from(("2024-02-29", "2023-12-31", "2020-02-29")),
            "gout": st.sampled_from(WORDS),
            "invite": st.booleans(),
        },
    ),
    home=st.integers(0, 2),
    seller=st.integers(0, 2),
    opened_before=ago,
)
sales = st.builds(
    Sale,
    who=st.integers(0, 7),
    shop=st.integers(0, 1),
    half_hours_ago=ago,
    payment=st.sampled_from(PAYMENTS),
    seller=st.sampled_from(SELLERS),
    total_is_off=st.sampled_from((0, 0, 0, 1)),
    lines=st.lists(
        st.tuples(
            st.sampled_from((*SKUS, "")),
            st.sampled_from((0, 250, 1000, 2000, -1000)),
            st.sampled_from((0, 1, 500, 999, 1000)),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
)
contacts = st.builds(
    Contact,
    who=st.integers(0, 7),
    kind=st.sampled_from(tuple(SHAPES)),
    outcome=st.integers(0, 5),
    half_hours_ago=ago,
    shop=st.integers(0, 2),
    planned=st.booleans(),
)
carts = st.builds(
    Left,
    who=st.integers(0, 7),
    kind=st.sampled_from(tuple(Cart.Kind.values)),
    half_hours_ago=ago,
    shop=st.integers(0, 1),
    cancelled=st.booleans(),
    sku=st.sampled_from(SKUS),
)
forecasts = st.builds(
    Forecast,
    who=st.integers(0, 7),
    shop=st.integers(0, 2),
    p_alive=st.sampled_from((0.0, 0.07, 0.5, 1.0)),
    visits=st.sampled_from((0.0, 0.9, 1.0, 3.5)),
    cents=st.sampled_from((0, 500, 1999, 5000)),
)
plots = st.builds(
    Plot,
    people=st.lists(people, max_size=7).map(tuple),
    sales=st.lists(sales, max_size=25).map(tuple),
    contacts=st.lists(contacts, max_size=6).map(tuple),
    carts=st.lists(carts, max_size=4).map(tuple),
    forecasts=st.lists(forecasts, max_size=12).map(tuple),
)


def make(plot: Plot) -> None:
    """Write it all down."""
    stores = _open()
    ids = [_enter(place, person, stores) for place, person in enumerate(plot.people)]
    receipts = [_receipt(place, sale, len(ids)) for place, sale in enumerate(plot.sales)]
    if receipts:
        record_receipts(receipts, now=NOW)
    for place, one in enumerate(plot.carts if ids else ()):
        _leave(place, one, ids)
    agree(ids, NOW)
    reward(ids, stores, NOW)
    campaign_for(ids, stores, NOW)
    for contact in plot.contacts if ids else ():
        _meet(contact, ids, stores)
    for forecast in plot.forecasts if ids else ():
        _foretell(forecast, ids, stores)


def _open() -> list[Store]:
    open_shops(*SHOPS)
    Store.objects.filter(code="reunion").update(time_zone="Indian/Reunion", latitude=45.75, longitude=4.85)
    for place, (code, kind) in enumerate(FIELDS.items()):
        CustomField.objects.create(code=code, label=code, kind=kind, position=place)
    # Makes the articles, their families and the sellers; nobody's.
    lines = [
        line(sku, 100, category=family, brand=WORDS[place], size=str(36 + place % 2), colour="", material="Cuir")
        for place, (sku, family) in enumerate(zip(SKUS, FAMILIES, strict=True))
    ]
    said = [receipt(f"s{n}", store=SHOPS[n], seller=f"v{n + 1}", lines=lines, sold_at=_before(90_000)) for n in (0, 1)]
    record_receipts(said, now=NOW)
    return list(Store.objects.order_by("pk"))


def _enter(place: int, person: Person, stores: list[Store]) -> int:
    home = stores[person.home] if person.home < len(stores) else None
    customer_id = create_customer(
        NewCustomer(
            reference=f"x:{place}",
            last_name="Inventée",
            birthday=person.birthday,
            civility=person.civility,
            language=person.language,
            profession=person.profession,
            hobbies=person.hobbies,
            emails=("p@exemple.example",) if "email" in person.reach else (),
            mobiles=("0612345678",) if "mobile" in person.reach else (),
            phones=("0412345678",) if "phone" in person.reach else (),
            addresses=(Address("1 rue", postcode=person.postcode),) if person.postcode else (),
            household_reference=f"F{person.household}" if person.household else "",
            household_size=(None, 1, 3, 5)[person.household],
            children_birth_years=((), (), (2012, 2019), (2006,))[person.household],
            custom=person.custom,
            home_store_id=home and home.pk,
        ),
        now=_before(person.opened_before),
    )
    if person.bounced:
        for point in ContactPoint.objects.filter(customer=customer_id)[:1]:
            set_contact_status(customer_id, point.pk, "bounced", scope=EVERYWHERE)
    # Off until a network asks for it.
    Customer.objects.filter(pk=customer_id).update(marital_status=person.marital_status)
    return customer_id


def _receipt(place: int, sale: Sale, known: int):
    """Whoever is not known stays anonymous."""
    lines = [line(sku, amount if milli >= 0 else -amount, milli) for sku, milli, amount in sale.lines]
    total = sum(one.amount_cents for one in lines)
    owner = {"customer": f"x:{sale.who}"} if sale.who < known else {}
    said = receipt(
        str(place), store=SHOPS[sale.shop], lines=lines, sold_at=_before(sale.half_hours_ago),
        payment_method=sale.payment, seller=sale.seller, **owner,
    )  # fmt: skip
    return replace(said, total_cents=total + (sale.total_is_off if total > 0 else 0))


def _leave(place: int, left: Left, ids: list[int]) -> None:
    said = CartInput(left.kind, f"P{place}", _before(left.half_hours_ago), 500, (line(left.sku),))
    found = record_cart(said, customer_id=ids[left.who % len(ids)], store_code=SHOPS[left.shop])
    if left.cancelled and not found.closed_by:
        cancel_cart(found.cart_id, scope=EVERYWHERE, now=NOW)


def _meet(contact: Contact, ids: list[int], stores: list[Store]) -> None:
    shape = SHAPES[contact.kind]
    outcome = ("", *shape.outcomes)[contact.outcome % (1 + len(shape.outcomes))]
    is_planned = shape.due == "required" or (shape.due == "optional" and contact.planned)
    new = NewInteraction(
        ids[contact.who % len(ids)],
        contact.kind,
        channel=shape.channels[contact.outcome % len(shape.channels)],
        occurred_at=_before(contact.half_hours_ago),
        store_id=stores[contact.shop].pk if contact.shop < len(stores) else None,
        text="Vu",
        outcome=outcome,
        due_at=NOW + timedelta(days=2) if is_planned else None,
    )
    added = add_interaction(new, scope=EVERYWHERE, author_id=None, now=NOW)
    if is_planned and not outcome and contact.planned:
        Interaction.objects.filter(pk=added.interaction_id).update(done_at=NOW, outcome="cancelled")


def _foretell(forecast: Forecast, ids: list[int], stores: list[Store]) -> None:
    who, store = ids[forecast.who % len(ids)], stores[forecast.shop].pk if forecast.shop < len(stores) else None
    said = (who, forecast.p_alive, forecast.visits / 4, forecast.visits, forecast.cents // 4, forecast.cents)
    replace_predictions([said], store_id=store, computed_on=TODAY)


def _before(half_hours: int) -> datetime:
    return NOW - timedelta(minutes=30 * half_hours)
