"""The second opinion on segments: the meaning of each condition in plain Python, over the rows of the database.

Written from what the product says of its words, not from how the lake computes them. Slow, short, without the lake.
"""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from chaland.customers.models import ContactPoint, Customer, CustomField
from chaland.customers.queries import communes
from chaland.insight.models import Prediction
from chaland.interactions.models import Interaction
from chaland.kernel.dates import Birthday
from chaland.kernel.geography import distance_km, inside
from chaland.privacy.models import CurrentConsent, Stance
from chaland.sales.models import Cart, Figures, Receipt
from chaland.sales.rules import rhythm_state, rhythm_trend
from chaland.signups.models import Arrival
from chaland.stores.models import Category, Network, Store
from segments import plain_campaigns, plain_consents, plain_loyalty, plain_meaning
from segments.plain_life import lifecycle, revenue_change
from segments.plain_meaning import day_of, fits, fits_among_all, in_window, is_named, part_of_text, same_text


class World:
    """All rows, read once. A store's user sees whom that store knows, and only what happened there."""

    def __init__(self, today, store_id=None, rules=None):
        self.today, self.store_id, self.rules = today, store_id, rules or {}
        self.zone = ZoneInfo(Network.objects.get().time_zone)
        figures = Figures.objects.all()
        self.figures = {(one.customer_id, one.store_id): one for one in figures}
        refusing = set(Stance.objects.values_list("customer_id", flat=True))
        self.people = [
            one
            for one in Customer.objects.select_related("household").order_by("pk")
            if (one.pk, store_id) in self.figures and one.pk not in refusing
        ]
        here = {"store": store_id} if store_id else {}
        self.receipts = list(Receipt.objects.filter(**here).select_related("store").prefetch_related("lines__product"))
        self.interactions = list(Interaction.objects.filter(**here))
        self.arrivals = {one.customer_id: one for one in Arrival.objects.all()}
        self.consents = list(CurrentConsent.objects.all())
        self.carts = list(Cart.objects.filter(**here))
        self.points = list(ContactPoint.objects.filter(status="valid"))
        self.kinds = dict(CustomField.objects.values_list("code", "kind"))
        self.predictions = {(one.customer_id, one.store_id): one for one in Prediction.objects.all()}
        self.parents = dict(Category.objects.values_list("pk", "parent_id"))

    def members(self, rule):
        """The keys of the people in the segment."""
        return [one.pk for one in self.people if self.is_in(rule, one)]

    def is_in(self, rule, person):
        """Whether the rule describes a person; who is known to be under 15 only one that judges nobody."""
        is_passed_over = plain_meaning.passes_over(rule, age(self, None, person), self.rules)
        return self.describes(rule, person) and not is_passed_over

    def describes(self, node, person):
        """Whether a group or a condition holds; a condition on what is not known does not."""
        if "condition" in node:
            return bool(CONDITIONS[node["condition"]](self, node, person))
        [(kind, parts)] = node.items()
        answers = [self.describes(part, person) for part in parts]
        return {"all": all(answers), "any": any(answers), "none": not any(answers)}[kind]


# Who people are


def age(world, _node, person):
    if person.birth_year is None or person.birth_day is None:
        return None
    return Birthday(person.birth_day, person.birth_month, person.birth_year).age_on(world.today)


def birthday(world, node, person):
    if person.birth_day is None:
        return False
    wished = Birthday(person.birth_day, person.birth_month)
    days = [(wished.on_year(world.today.year + years) - world.today).days for years in (-2, -1, 0, 1, 2)]
    return any(node["days"]["from"] <= day <= node["days"]["to"] for day in days)


def children(world, node, person):
    years = person.household.children_birth_years if person.household else []
    ages = node.get("ages") or {"from": -999, "to": 999}
    return len([year for year in years if ages["from"] <= world.today.year - year <= ages["to"]])


def custom(world, node, person):
    """Text, number and day of a field; each is asked only of what it is."""
    code = node["field"][0]
    kind, value = world.kinds[code], person.custom.get(code)
    text = number = day = None
    if value is not None and kind == "number":
        number = value
    elif value is not None and kind == "date":
        day = date.fromisoformat(value)
    elif value is not None:
        text = str(value).lower() if isinstance(value, bool) else value
    answers = []
    if "texts" in node:
        answers.append(text is not None and same_text(text, node["texts"]))
    if "number" in node:
        answers.append(fits(number, node["number"]))
    if "window" in node:
        answers.append(in_window(day, node["window"], world.today))
    return all(answers) if answers else value is not None


# Where they live


def commune_of(person):
    return communes().by_insee(person.commune) if person.commune else None


def distance(_world, node, person):
    """From the nearest of the stores to the centre of their commune; "equal" is to the kilometre."""
    home = commune_of(person)
    stores = [one for one in Store.objects.filter(pk__in=node["store"]) if one.latitude is not None]
    if home is None or home.latitude is None or not stores:
        return False
    far = min(distance_km(one.latitude, one.longitude, home.latitude, home.longitude) for one in stores)
    if node["is"]["operator"] == "equal":
        return round(far) == round(node["is"]["amount"])
    return fits(far, node["is"])


def zone(_world, node, person):
    home = commune_of(person)
    return bool(home and home.latitude is not None and inside((home.longitude, home.latitude), [node["corners"]]))


# What they spend, and how often they come


def figures_of(world, node, person):
    store = node["store"][0] if node.get("store") else world.store_id
    return world.figures.get((person.pk, store))


def their_receipts(world, node, person):
    return [
        one
        for one in world.receipts
        if one.customer_id == person.pk
        and in_window(one.business_on, node.get("window"), world.today)
        and is_named(one.store_id, node.get("store"))
    ]


def visits_among(receipts):
    return [one for one in receipts if one.total_cents >= 0]


def revenue(world, node, person):
    mine = their_receipts(world, node, person)
    return sum(one.total_cents for one in mine) if mine else None


def visits(world, node, person):
    return len(visits_among(their_receipts(world, node, person))) or None


def average_basket(world, node, person):
    """Revenue by visits, halves of a cent rounded up; none without a visit."""
    count = visits(world, node, person)
    return (2 * (revenue(world, node, person) or 0) + count) // (2 * count) if count else None


def visit_interval(world, node, person):
    moments = [one.sold_at for one in visits_among(their_receipts(world, node, person))]
    return (max(moments) - min(moments)) / timedelta(days=1) / (len(moments) - 1) if len(moments) > 1 else None


def interval_change(world, node, person):
    mine = figures_of(world, node, person)
    return None if mine is None or mine.interval_change is None else 100 * mine.interval_change


def recency(world, node, person):
    mine = figures_of(world, node, person)
    return (world.today - day_of(mine.last_visit_at, world)).days if mine and mine.last_visit_at else None


def categories(world, node, person):
    mine = figures_of(world, node, person)
    return (mine.categories or None) if mine else None


def measured(column, *, zero=False):
    """The condition on a number. zero: who has none has 0, and yet no place among all."""

    def answer(world, node, person):
        value, wanted = column(world, node, person), node["is"]
        if wanted["operator"].endswith("_percent"):
            return fits_among_all(value, wanted, [column(world, node, one) for one in world.people])
        return fits(0 if value is None and zero else value, wanted)

    return answer


def rhythm(world, node, person):
    mine = figures_of(world, node, person)
    late, very_late = (mine.late_on, mine.very_late_on) if mine else (None, None)
    return rhythm_state(late_on=late, very_late_on=very_late, today=world.today) in node["is"]


def trend(world, node, person):
    mine = figures_of(world, node, person)
    return rhythm_trend(mine.interval_change if mine else None) in node["is"]


def visit_day(column):
    def answer(world, node, person):
        mine = figures_of(world, node, person)
        return in_window(day_of(getattr(mine, column, None), world), node["window"], world.today)

    return answer


def of_all_time(judge):
    """The condition on the receipts of all time, which looks at the window itself."""
    return lambda world, node, person: judge(their_receipts(world, {**node, "window": None}, person), node, world.today)


def expected(column, times=1):
    def answer(world, node, person):
        store = node["store"][0] if node.get("store") else world.store_id
        value = getattr(world.predictions.get((person.pk, store)), column, None)
        return value if value is None else times * value

    return answer


# What they buy


def when(node, receipt):
    """At such hours of the store's clock, both within, on such days of the week from Monday, 1."""
    hour = receipt.sold_at.astimezone(ZoneInfo(receipt.store.time_zone)).hour
    hours = node.get("hours") or {"from": 0, "to": 23}
    weekdays = node.get("weekdays")
    return hours["from"] <= hour <= hours["to"] and is_named(str(receipt.business_on.isoweekday()), weekdays)


def below(category_id, wanted, world):
    """Whether a family is one of these or lies below one."""
    while category_id is not None and category_id not in wanted:
        category_id = world.parents[category_id]
    return category_id is not None


def is_such(world, node, product, prefix=""):
    families, products = node.get(f"{prefix}category"), node.get(f"{prefix}product")
    traits = () if prefix else ("brand", "line", "size", "colour", "material", "price_level")
    return (
        (families is None or below(product.category_id, families, world))
        and is_named(product.pk, products)
        and all(same_text(getattr(product, trait), node[trait]) for trait in traits if trait in node)
    )


def beside(world, node, receipt):
    """Whether the receipt also buys an article of the others."""
    if not (node.get("with_category") or node.get("with_product")):
        return True
    others = [line for line in receipt.lines.all() if line.product and line.quantity_milli >= 0]
    return any(is_such(world, node, line.product, "with_") for line in others)


def bought(world, node, person):
    """In how many receipts, how much or for how much; what is returned takes back amount and quantity."""
    found = [
        line
        for one in their_receipts(world, node, person)
        if when(node, one) and beside(world, node, one)
        for line in one.lines.all()
        if line.product and is_such(world, node, line.product)
    ]
    match (node.get("measure") or ["times"])[0]:
        case "amount":
            number = sum(line.amount_cents for line in found)
        case "quantity":
            number = sum(line.quantity_milli for line in found) / 1000
        case _:
            number = len({line.receipt_id for line in found if line.quantity_milli >= 0})
    return fits(number, node["is"]) if "is" in node else number > 0


def came(world, node, person):
    found = [
        one
        for one in visits_among(their_receipts(world, node, person))
        if when(node, one)
        and is_named(one.seller_id, node.get("seller"))
        and ("payment" not in node or same_text(one.payment_method, node["payment"]))
    ]
    return fits(len(found), node["is"])


# What passed between them and the shop


def contacted(world, node, person):
    """Contacts that took place: neither still to be done nor, unless asked for, cancelled."""
    found = [
        one
        for one in world.interactions
        if one.customer_id == person.pk
        and (one.due_at is None or one.done_at is not None)
        and (one.outcome != "cancelled" or "cancelled" in node.get("outcome", ()))
        and all(is_named(getattr(one, name), node.get(name)) for name in ("kind", "channel", "outcome"))
        and is_named(None if one.score is None else str(one.score), node.get("score"))
        and is_named(one.store_id, node.get("store"))
        and in_window(day_of(one.occurred_at, world), node.get("window"), world.today)
    ]
    return fits(len(found), node["is"])


def open_cart(world, node, person):
    found = [
        one
        for one in world.carts
        if one.customer_id == person.pk
        and one.receipt_id is None
        and one.cancelled_at is None
        and is_named(one.kind, node.get("kind"))
        and is_named(one.store_id, node.get("store"))
        and in_window(day_of(one.made_at, world), node.get("window"), world.today)
    ]
    return fits(len(found), node["is"])


# Other segments, and chance


def drawn(_world, node, person):
    """The same people every time for the same seed: two rounds of a multiplicative congruence modulo 2^31 - 1."""
    first, second, modulus = 1_583_458_089, 784_588_716, 2_147_483_647
    seed = int(node["seed"]["amount"]) if "seed" in node else 0
    number = (person.pk * first + seed * second) % modulus
    number = (number * second + first) % modulus
    return number % 10_000 < node["share"]["amount"] * 100


def equals_one_of(column):
    return lambda _world, node, person: getattr(person, column) in node["is"]


CONDITIONS = {
    "civility": equals_one_of("civility"),
    "marital_status": equals_one_of("marital_status"),
    "language": lambda _world, node, person: same_text(person.language, node["is"]),
    "profession": lambda _world, node, person: part_of_text(person.profession, node["is"]),
    "hobbies": lambda _world, node, person: part_of_text(person.hobbies, node["is"]),
    "age": measured(age),
    "birthday": birthday,
    "household_size": measured(lambda _world, _node, person: person.household and person.household.size),
    "children": lambda world, node, person: fits(children(world, node, person), node["is"]),
    "home_store": equals_one_of("home_store_id"),
    "home_seller": equals_one_of("home_seller_id"),
    "opened": lambda world, node, person: in_window(day_of(person.created_at, world), node["window"], world.today),
    "custom": custom,
    **plain_consents.CONDITIONS,
    **plain_loyalty.CONDITIONS,
    **plain_campaigns.CONDITIONS,
    "commune": equals_one_of("commune"),
    "postcode": lambda _world, node, person: any(person.postcode.startswith(start) for start in node["is"]),
    "distance": distance,
    "zone": zone,
    "revenue": measured(revenue, zero=True),
    "visits": measured(visits, zero=True),
    "average_basket": measured(average_basket),
    "visit_interval": measured(visit_interval),
    "interval_change": measured(interval_change),
    "recency": measured(recency),
    "categories": measured(categories, zero=True),
    "rhythm": rhythm,
    "trend": trend,
    "first_visit": visit_day("first_visit_at"),
    "last_visit": visit_day("last_visit_at"),
    "lifecycle": of_all_time(lifecycle),
    "revenue_change": measured(of_all_time(revenue_change)),
    "expected_revenue": measured(expected("expected_revenue_365_cents")),
    "expected_visits": measured(expected("expected_visits_365")),
    "still_customer": measured(expected("p_alive", 100)),
    "bought": bought,
    "came": came,
    "contacted": contacted,
    "open_cart": open_cart,
    "member": lambda world, node, person: world.is_in(world.rules[node["is"][0]], person),
    "drawn": drawn,
}
