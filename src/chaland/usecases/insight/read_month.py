"""A shopkeeper reads how a month went, and what there is to do now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chaland.accounts.rules import Scope
from chaland.insight import monthly
from chaland.insight.looking import Looking
from chaland.insight.monthly import Month, Takings
from chaland.stores.queries import stores, the_network
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.usecases.segments.look_at_segment import count
from chaland.warehouse.engine import run

AWAY_DAYS = 90
MONTHS_SHOWN = 24
TASKS = 3
BIRTHDAY_DAYS = 30
BEST_PERCENT = 5
_LONGEST, _WEEK = 31, 7

Rule = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class People:
    """How many a rule means now; code: what they are."""

    code: str
    count: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class Family:
    """A family at the top of the catalogue, in the month and in the one before."""

    name: str
    cents: int
    before_cents: int


@dataclass(frozen=True, slots=True)
class MonthReport:
    """One page on a month. store: its name, empty for the network. is_over: whether the month is.

    before, year_before: the takings of other months, None where the receipts do not reach back that far; of a month
    under way, up to the same day. people: who is new, came back, is late. tasks: at most three things to do now.
    months: those that may be read, the latest first.
    """

    month: Month
    store: str
    network: str
    is_over: bool
    takings: Takings
    before: Takings | None
    year_before: Takings | None
    people: Sequence[People]
    families: Sequence[Family]
    tasks: Sequence[People]
    months: Sequence[Month]


def read_month(scope: Scope, month: Month | None, *, now: datetime) -> MonthReport:
    """Return the report of a month; without one, of the last that is over. People are counted as of today."""
    today = today_of_network(now)
    looking = Looking(today, scope.store_id)
    first_on = run(monthly.first_day(looking).as_scalar())[0][0].as_py()
    months = _months(first_on, today)
    wanted = month or (Month.of(today).later(-1) if Month.of(today).later(-1) in months else Month.of(today))
    is_over = wanted < Month.of(today)
    until = _LONGEST if is_over else today.day
    before, year_before = wanted.later(-1), wanted.later(-12)
    return MonthReport(
        month=wanted,
        store=stores(scope.store_id).get().name if scope.store_id else "",
        network=the_network().name,
        is_over=is_over,
        takings=_takings(looking, wanted, until),
        before=_takings(looking, before, until) if _is_known(before, first_on) else None,
        year_before=_takings(looking, year_before, until) if _is_known(year_before, first_on) else None,
        people=[_counted(code, rule, scope, now) for code, rule in _people(wanted).items()],
        families=_families(looking, wanted, until),
        tasks=_tasks(wanted, scope, now),
        months=months,
    )


def _is_known(month: Month, first_on: date | None) -> bool:
    """Tell whether the receipts begin in its first week at the latest."""
    return first_on is not None and first_on <= month.first_on + timedelta(days=_WEEK)


def _months(first_on: date | None, today: date) -> list[Month]:
    """Return the months from the first receipt to today, the latest first."""
    every = [Month.of(today).later(-back) for back in range(MONTHS_SHOWN)]
    return [month for month in every if first_on is None or month.last_on >= first_on]


def _takings(looking: Looking, month: Month, until: int) -> Takings:
    return Takings(**run(monthly.takings(looking, *month.until(until))).to_pylist()[0])


def _families(looking: Looking, month: Month, until: int) -> list[Family]:
    rows = run(monthly.families(looking, month.until(until), month.later(-1).until(until))).to_pylist()
    return [Family(row["family"], row["cents"], row["before_cents"]) for row in rows]


def _counted(code: str, rule: Rule, scope: Scope, now: datetime) -> People:
    return People(code, count(rule, scope, now=now)[0], rule)


def _people(month: Month) -> dict[str, Rule]:
    """Describe who came for the first time, who came back after three months away, and who is late today."""
    days = _days(month.first_on, month.last_on)
    away_from = month.first_on - timedelta(days=AWAY_DAYS)
    return {
        "new": {"all": [{"condition": "first_visit", "window": days}]},
        "back": {
            "all": [
                _visits("at_least", 1, days),
                _visits("equal", 0, _days(away_from, month.first_on - timedelta(days=1))),
                {"condition": "first_visit", "window": {"to": (away_from - timedelta(days=1)).isoformat()}},
            ]
        },
        "late": {"all": [{"condition": "rhythm", "is": ["late"]}]},
    }


def _tasks(month: Month, scope: Scope, now: datetime) -> list[People]:
    """Return the first three things to do that are about somebody."""
    days = _days(month.first_on, month.last_on)
    reachable = {"condition": "reachable", "by": ["email", "mobile", "phone"]}
    best = {"operator": "top_percent", "amount": BEST_PERCENT}
    rules: dict[str, Rule] = {
        "call_late": {"all": [{"condition": "rhythm", "is": ["late"]}, reachable]},
        "complete_new": {"all": [{"condition": "first_visit", "window": days}, {"none": [reachable]}]},
        "birthdays": {"all": [{"condition": "birthday", "days": {"from": 0, "to": BIRTHDAY_DAYS}}, reachable]},
        "thank_best": {"all": [{"condition": "revenue", "is": best, "window": days}]},
    }
    found = (_counted(code, rule, scope, now) for code, rule in rules.items())
    return [one for one in found if one.count][:TASKS]


def _visits(operator: str, amount: int, days: Rule) -> Rule:
    return {"condition": "visits", "is": {"operator": operator, "amount": amount}, "window": days}


def _days(first_on: date, last_on: date) -> Rule:
    return {"from": first_on.isoformat(), "to": last_on.isoformat()}
