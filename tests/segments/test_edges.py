"""What stands at the edges of rules: contradictions, odd texts, nobody, calendars, clocks, equals; all made up."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chaland.customers.models import Customer
from chaland.customers.rules import Address, NewCustomer
from chaland.insight import catchment
from chaland.insight.looking import Looking
from chaland.interactions.models import Interaction
from chaland.interactions.rules import NewInteraction
from chaland.kernel.dates import Birthday
from chaland.sales.models import Figures
from chaland.segments import evaluating
from chaland.segments.at_till import explain
from chaland.segments.evaluating import View
from chaland.segments.tree import parse
from chaland.stores.models import Merchant, Seller, Store
from chaland.usecases.customers.add_interaction import add_interaction
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.warehouse import sync
from chaland.warehouse.engine import run
from factories.consents import say
from factories.sales import line, open_shops, receipt
from factories.small_worlds import EVERYWHERE

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def shops():
    stores = open_shops("lyon", "nantes")
    sync.rebuild()
    return stores


def enter(name, now=NOW, **told):
    return create_customer(NewCustomer(last_name=name, reference=name, **told), now=now)


def sell(customer, cents, sold_at=NOW, **more):
    number = f"{customer}-{sold_at:%y%m%d%H%M}-{cents}"
    record_receipts([receipt(number, customer=customer, sold_at=sold_at, lines=[line("A", cents)], **more)], now=NOW)


def inside(*conditions, kind="all", today=TODAY, store_id=None):
    """The names of those whom a rule describes."""
    found = evaluating.members(parse({kind: list(conditions)}), View(today, store_id)).to_pylist()
    names = dict(Customer.objects.values_list("pk", "reference"))
    return [names[one] for one in found]


def number(operator, amount=None, to=None):
    return {
        key: value for key, value in {"operator": operator, "amount": amount, "to": to}.items() if value is not None
    }


def test_a_condition_and_its_contrary_describe_nobody():
    enter("ana", civility="mme")
    enter("bob")
    for one in ({"condition": "civility", "is": ["mme"]}, {"condition": "age", "is": number("at_least", 18)}):
        assert inside(one, {"none": [one]}) == []
        assert inside(one, {"none": [one]}, kind="any") == ["ana", "bob"]


@pytest.mark.parametrize(
    ("text", "found"),
    [("100%", ["ana"]), ("0_", ["bob"]), ("l'", ["cyd"]), ('"', ["cyd"]), ("%", ["ana"]), ("_", ["bob"]), ("\\", [])],
)
def test_signs_of_patterns_and_quotes_mean_themselves(text, found):
    enter("ana", hobbies="100% jazz")
    enter("bob", hobbies="100_jazz")
    enter("cyd", hobbies='l\'art dit "brut"')
    assert inside({"condition": "hobbies", "is": [text]}) == found


@pytest.mark.parametrize("text", ["élan", "ÉLAN", "Elan", "elan"])
def test_capitals_and_accents_do_not_matter(text):
    enter("ana", profession="Élan")
    enter("bob", profession="Elan")
    enter("cyd", profession="étang")
    assert inside({"condition": "profession", "is": [text]}) == ["ana", "bob"]


def test_shares_of_nobody_are_nobody():
    top = {"condition": "revenue", "is": number("top_percent", 20)}
    assert (inside(top), evaluating.count(parse({"all": [top]}), View(TODAY))) == ([], (0, 0))
    enter("ana")
    assert evaluating.count(parse({"all": [top]}), View(TODAY)) == (0, 1)
    assert inside({"condition": "average_basket", "is": number("unknown")}) == ["ana"]


def test_equals_at_the_threshold_are_in_together():
    """The 20 % highest are all at or above the point below which 80 % lie."""
    for name, cents in zip("abcdefghij", (1, 2, 3, 4, 5, 6, 7, 9, 9, 9), strict=True):
        enter(name)
        sell(name, 100 * cents)
    enter("never")
    assert inside({"condition": "revenue", "is": number("top_percent", 20)}) == ["h", "i", "j"]
    assert inside({"condition": "revenue", "is": number("top_percent", 0)}) == ["h", "i", "j"]
    assert inside({"condition": "revenue", "is": number("bottom_percent", 20)}) == ["a", "b"]
    assert inside({"condition": "revenue", "is": number("bottom_percent", 100)}) == list("abcdefghij")


def test_who_never_bought_has_no_place_among_all_and_yet_has_spent_nothing():
    enter("ana")
    enter("bob")
    sell("bob", 500)
    for window in ({}, {"window": {"last_days": 30}}):
        assert inside({"condition": "revenue", "is": number("bottom_percent", 100), **window}) == ["bob"]
        assert inside({"condition": "revenue", "is": number("at_most", 0), **window}) == ["ana"]
        assert inside({"condition": "visits", "is": number("equal", 0), **window}) == ["ana"]


def test_what_is_not_known_is_in_none_of_the_groups_that_ask_for_it():
    enter("ana", birthday=Birthday(1, 1, 1990))
    enter("bob")
    young = {"condition": "age", "is": number("at_most", 20)}
    assert inside(young) == []
    assert inside({"none": [young]}) == ["ana", "bob"]
    assert inside({"none": [{"none": [young]}]}) == []
    assert inside({"condition": "age", "is": number("unknown")}) == ["bob"]


def birthdays(first, last, today):
    return inside({"condition": "birthday", "days": {"from": first, "to": last}}, today=today)


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2027, 2, 27), []),
        (date(2027, 2, 28), ["28th", "leap"]),
        (date(2027, 3, 1), ["1st"]),
        (date(2028, 2, 28), ["28th"]),
        (date(2028, 2, 29), ["leap"]),
        (date(2028, 3, 1), ["1st"]),
        (date(2100, 2, 28), ["28th", "leap"]),
    ],
)
def test_the_29_february_is_wished_on_the_28th_of_common_years(today, found):
    for name, day, month in (("28th", 28, 2), ("leap", 29, 2), ("1st", 1, 3)):
        enter(name, birthday=Birthday(day, month))
    assert birthdays(0, 0, today) == found


def test_days_around_today_go_over_new_year():
    for name, day, month in (
        ("christmas", 25, 12),
        ("eve", 31, 12),
        ("new year", 1, 1),
        ("kings", 6, 1),
        ("may", 1, 5),
    ):
        enter(name, birthday=Birthday(day, month))
    assert birthdays(-7, 6, date(2026, 12, 31)) == ["christmas", "eve", "new year", "kings"]
    assert birthdays(-1, 0, date(2027, 1, 1)) == ["eve", "new year"]
    assert birthdays(-366, 366, date(2027, 1, 1)) == ["christmas", "eve", "new year", "kings", "may"]


def test_born_on_29_february_one_is_older_on_1_march():
    enter("leap", birthday=Birthday(29, 2, 2008))
    older = {"condition": "age", "is": number("at_least", 18)}
    assert inside(older, today=date(2026, 2, 28)) == []
    assert inside(older, today=date(2026, 3, 1)) == ["leap"]


def test_a_day_is_that_of_the_network_s_clock():
    """Half past eleven in the evening in UTC is the next day in Paris."""
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    ana, _ = enter("ana", now=late), enter("bob", now=late - timedelta(hours=1))
    add_interaction(NewInteraction(ana, "visit", occurred_at=late), scope=EVERYWHERE, author_id=None, now=NOW)
    today = {"window": {"last_days": 1}}
    assert inside({"condition": "opened", **today}) == ["ana"]
    assert inside({"condition": "contacted", "is": number("at_least", 1), **today}) == ["ana"]
    assert inside({"condition": "opened", "window": {"before_days": 0}}) == ["bob"]


def test_a_visit_belongs_to_the_store_s_day_and_hour(shops):
    enter("ana")
    sell("ana", 500, datetime(2026, 7, 1, 22, 15, tzinfo=UTC))
    came = {"condition": "came", "is": number("equal", 1)}
    assert inside({**came, "hours": {"from": 0, "to": 0}, "window": {"from": "2026-07-02", "to": "2026-07-02"}}) == [
        "ana"
    ]
    assert inside({**came, "weekdays": ["4"]}) == ["ana"]
    assert inside({**came, "weekdays": ["3"]}) == []


def test_score_of_a_survey_is_asked_for():
    ana, bob = enter("ana"), enter("bob")
    for one, score in ((ana, 9), (ana, 2), (bob, 0)):
        add_interaction(NewInteraction(one, "survey", score=score), scope=EVERYWHERE, author_id=None, now=NOW)
    scored = {"condition": "contacted", "is": number("at_least", 1), "kind": ["survey"]}
    assert inside({**scored, "score": ["9", "10"]}) == ["ana"]
    assert inside({**scored, "score": ["0"]}) == ["bob"]
    assert inside(scored) == ["ana", "bob"]


def test_contacts_still_to_come_or_cancelled_are_no_contacts():
    ana = enter("ana")
    planned = NewInteraction(ana, "call", due_at=NOW + timedelta(days=1))
    one = add_interaction(planned, scope=EVERYWHERE, author_id=None, now=NOW).interaction_id
    contacted = {"condition": "contacted", "is": number("at_least", 1)}
    assert inside(contacted) == []
    Interaction.objects.filter(pk=one).update(done_at=NOW, outcome="cancelled")
    sync.rebuild()
    assert inside(contacted) == []
    assert inside({**contacted, "outcome": ["cancelled"]}) == ["ana"]


def test_a_store_s_user_sees_the_people_and_sales_of_that_store_alone(shops):
    lyon, nantes = (store.pk for store in shops)
    for name in ("ana", "bob"):
        enter(name)
    sell("ana", 500)
    sell("ana", 9000, store="nantes")
    sell("bob", 700, store="nantes")
    rich = {"condition": "revenue", "is": number("at_least", 600)}
    windowed = {**rich, "window": {"last_days": 9}}
    for rule in (rich, windowed):
        assert (inside(rule), inside(rule, store_id=lyon), inside(rule, store_id=nantes)) == (
            ["ana", "bob"],
            [],
            ["ana", "bob"],
        )
    assert inside({"none": [rich]}, store_id=lyon) == ["ana"]
    assert Figures.objects.filter(store=lyon).count() == 1


def test_two_questions_within_questions_are_asked_in_one_rule():
    enter("ana")
    lines = [line("A", 500, category="Chaussures"), line("B", 100, category="Lacets")]
    record_receipts([receipt("1", customer="ana", lines=lines)], now=NOW)
    from chaland.stores.models import Category

    shoes, laces = (Category.objects.get(name=name).pk for name in ("Chaussures", "Lacets"))
    assert inside(
        {"condition": "bought", "category": [shoes], "with_category": [laces]},
        {"condition": "bought", "category": [laces], "with_category": [shoes], "is": number("equal", 1)},
        {"condition": "bought", "category": [laces], "measure": ["amount"], "is": number("equal", 100)},
    ) == ["ana"]
    assert inside({"condition": "bought", "category": [shoes], "with_category": [shoes + laces + 1]}) == []


def test_where_somebody_lives_is_known_to_the_merchant_they_told_it(shops):
    lyon, nantes = shops
    Store.objects.filter(pk=nantes.pk).update(merchant=Merchant.objects.create(name="Primeur inventé"))
    home = (Address(postcode="69001", city="Lyon-Inventé", country="FR"),)
    enter("a", addresses=home, cards=("CARTE3",), home_store_id=lyon.pk)
    for store in ("lyon", "nantes"):
        record_receipts([receipt("9", store=store, card="CARTE3", sold_at=NOW)], now=NOW)
    asked = ({"condition": "postcode", "is": ["69"]}, {"condition": "commune", "is": ["69381"]})
    seen = [[inside(one, store_id=store) for store in (None, lyon.pk, nantes.pk)] for one in asked]
    assert seen == [[["a"], ["a"], []]] * 2
    by_commune = [run(catchment.by_commune(Looking(TODAY, one.pk), TODAY, TODAY)).to_pylist() for one in shops]
    assert [[row["commune"] for row in rows] for rows in by_commune] == [["69381"], [""]]
    say(Customer.objects.get().pk, "granted", at=NOW, purpose="share-with-street", channel="post")
    assert [inside(one, store_id=nantes.pk) for one in asked] == [["a"]] * 2
    (shared,) = run(catchment.by_commune(Looking(TODAY, nantes.pk), TODAY, TODAY)).to_pylist()
    assert shared["commune"] == "69381"
    told = explain(Customer.objects.get().pk, parse({"all": [asked[0]]}), View(TODAY, nantes.pk))
    assert (told[0].holds, told[0].facts) == (True, {"postcode": "69001", "commune": "69381"})


def test_store_and_seller_of_reference_are_known_to_their_own_merchant(shops):
    lyon, nantes = shops
    Store.objects.filter(pk=nantes.pk).update(merchant=Merchant.objects.create(name="Primeur inventé"))
    seller = Seller.objects.create(store=lyon, code="ines", name="Inès")
    enter("a", cards=("CARTE3",), home_store_id=lyon.pk, home_seller_id=seller.pk)
    for store in ("lyon", "nantes"):
        record_receipts([receipt("9", store=store, card="CARTE3", sold_at=NOW)], now=NOW)
    asked = {"condition": "home_seller", "is": [seller.pk]}
    assert [inside(asked, store_id=store) for store in (None, lyon.pk, nantes.pk)] == [["a"], ["a"], []]
    customer_id, rule = Customer.objects.get().pk, parse({"all": [asked]})
    told = [explain(customer_id, rule, View(TODAY, store.pk))[0].facts for store in shops]
    assert told == [{"home_seller_id": seller.pk}, {"home_seller_id": None}]


def test_door_of_another_store_is_not_looked_at_and_that_of_no_store_is(shops):
    lyon, nantes = shops
    for name, card, store_id in (("a", "CARTE1", lyon.pk), ("b", "CARTE2", None)):
        enter(name, cards=(card,), home_store_id=store_id)
        for store in ("lyon", "nantes"):
            record_receipts([receipt(card, store=store, card=card, sold_at=NOW)], now=NOW)
    doors = {"condition": "came_in", "is": ["desk"]}
    assert [inside(doors, store_id=store) for store in (None, lyon.pk, nantes.pk)] == [["a", "b"], ["a", "b"], ["b"]]
