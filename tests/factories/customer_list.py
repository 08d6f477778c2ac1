"""A file of four people who differ in every column of the customer list; all made up."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from chaland.accounts.rules import EVERYWHERE
from chaland.customers.models import CustomField
from chaland.customers.queries import custom_rules
from chaland.kernel.dates import Birthday
from chaland.sales import customer_list as lists
from chaland.sales.models import Wish
from chaland.stores.models import Store
from factories.customers import NOW, TODAY, ago, at_home, enter

CALENDAR = lists.Calendar(TODAY, ZoneInfo("Europe/Paris"))


def four_people(lyon: Store, nantes: Store) -> dict[str, int]:
    """Four people who differ in every column: Ada, Bob, Cléo (a prospect) and Dan, who has no name but a reference."""
    CustomField.objects.create(code="size", label="Size", kind="number", position=1)
    CustomField.objects.create(code="style", label="Style", kind="choice", choices=["Ville", "Sport"], position=2)
    CustomField.objects.create(code="vip", label="VIP", kind="yes_no", position=3)
    CustomField.objects.create(code="since", label="Since", kind="date", position=4)
    CustomField.objects.create(code="note", label="Note", kind="text", position=5)
    CustomField.objects.create(code="gone", label="Gone", kind="text", requirement="off", position=6)
    ids = {
        "ada": enter(
            "Bonnet",
            "Ada",
            store=lyon,
            civility="mme",
            reference="t:1",
            birthday=Birthday(24, 11, 1984),
            emails=("ada@exemple.fr",),
            mobiles=("06 39 98 01 23",),
            cards=("000123",),
            addresses=at_home("34000", "Sète"),
            household_size=3,
            custom={"size": 38.5, "style": "Ville", "vip": True, "since": "2020-05-01", "note": "Aime le rouge"},
            figures={
                "revenue_cents": 123456,
                "revenue_12m_cents": 80000,
                "revenue_prior_12m_cents": 100,
                "visits": 10,
                "visits_12m": 5,
                "average_basket_cents": 12346,
                "visit_interval_days": 34.6,
                "usual_interval_days": 30.0,
                "recent_interval_days": 18.0,
                "interval_change": -0.4,
                "late_on": TODAY + timedelta(days=5),
                "very_late_on": TODAY + timedelta(days=30),
                "first_visit_at": ago(400),
                "last_visit_at": ago(3),
                "categories": 4,
            },
        ),
        "bob": enter(
            "Martin Bonnet",
            "Bob",
            store=nantes,
            civility="m",
            reference="t:2",
            birthday=Birthday(2, 1),
            emails=("bob@exemple.com",),
            addresses=at_home("44000", "Nantes"),
            custom={"size": 44, "style": "Sport", "vip": False, "since": "2022-01-31"},
            figures={
                "revenue_cents": 500,
                "visits": 2,
                "average_basket_cents": 250,
                "visit_interval_days": 35.4,
                "interval_change": 0.25,
                "late_on": TODAY,
                "very_late_on": TODAY + timedelta(days=1),
                "last_visit_at": ago(40),
                "categories": 1,
            },
        ),
        "cleo": enter("Cœur", "Cléo", store=lyon, birthday=Birthday(29, 2, 2000), now=ago(100)),
        "dan": enter(
            "",
            store=nantes,
            reference="t:100%",
            figures={
                "revenue_cents": -300,
                "visits": 0,
                "late_on": TODAY - timedelta(days=30),
                "very_late_on": TODAY,
                "last_visit_at": ago(200),
            },
        ),
    }
    Wish.objects.create(customer_id=ids["ada"], text="Boots", created_at=NOW, arrived_at=NOW)
    Wish.objects.create(customer_id=ids["bob"], text="Boots", created_at=NOW)
    return ids


def columns() -> dict[str, lists.Column]:
    return lists.columns_with(custom_rules())


def question(typed=None, *, scope=EVERYWHERE, sort="name", descending=False, **more) -> lists.ListQuestion:
    known = columns()
    conditions = lists.read_conditions(typed or {}, known, CALENDAR, EVERYWHERE)
    assert conditions.refusals == {}
    return lists.ListQuestion(scope, CALENDAR, conditions, known[sort], descending, **more)


def listed(file, asked: lists.ListQuestion) -> list[str]:
    """The names of the customers of the list, by the first page, all rows and the count, which must agree."""
    by_id = {customer_id: name for name, customer_id in file.items()}
    total = lists.count(asked)
    page = [by_id[row.customer_id] for row in lists.page(asked, [], 1, total).rows]
    assert [by_id[row.customer_id] for row in lists.rows(asked, [])] == page
    assert lists.totals(asked).customers == total == len(page)
    return page


def shown_keys() -> list[str]:
    return [key for key, column in columns().items() if column.is_shown]


def one_row(customer_id: int, *keys: str) -> lists.Row:
    asked = question(chosen=(customer_id,))
    return next(iter(lists.rows(asked, [columns()[key] for key in keys])))
