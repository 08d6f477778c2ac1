"""Asking about one customer, from the database itself: the same rules over the same columns, on their rows alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from chaland.privacy.queries import state_of_terms
from chaland.segments.asking import Asking
from chaland.segments.compiling import describes, holds, is_old_enough, profiles
from chaland.segments.evaluating import View, thresholds
from chaland.segments.slots import Ids
from chaland.segments.tree import Condition, Group, conditions
from chaland.stores.queries import state_of_places
from chaland.warehouse.one_customer import Program, Unanswerable, program
from chaland.warehouse.own_lake import Planned, own_lake

MOST_RULES_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Explained:
    """One condition of a rule about one customer: whether it holds, and the facts it looked at by name."""

    condition: Condition
    holds: bool
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Membership:
    """Rules asked of one customer at a time. planned: those that hold what only a planner answers."""

    program: Program
    planned: Mapping[str, Planned]

    def of(self, customer_id: int) -> set[str]:
        """Return the names of the rules that describe the customer; none for whom one may not see."""
        found = self.program.answer(customer_id) or {}
        return {name for name, is_in in found.items() if is_in} | {
            name for name, planned in self.planned.items() if own_lake().answer(planned, customer_id)
        }


def membership(asked: Mapping[str, tuple[Group, View]]) -> Membership:
    """Prepare rules, each with where it is looked at from. Numbers of percentiles are those of the first asking."""
    places, rights = state_of_places(), state_of_terms()
    answers = {
        name: _prepared(rule, seen := _Seen.through(view), _state(rule, seen, places, rights))
        for name, (rule, view) in asked.items()
    }
    planned = {name: answer for name, answer in answers.items() if isinstance(answer, Planned)}
    return Membership(program({name: answers[name] for name in answers.keys() - planned.keys()}), planned)


def explain(customer_id: int, rule: Group, view: View) -> list[Explained]:
    """Return what each condition of the rule says of the customer, in the order of `tree.conditions`.

    Empty if there is no such customer, or not for who looks, or for a rule that may not be asked about a child.
    """
    asking = view.asking(thresholds([rule], view))
    is_seen = _is_seen(asking)
    asked: dict[str, Any] = {"is_seen": is_seen & is_old_enough(asking) if profiles(rule, view.rules) else is_seen}
    every = list(conditions(rule))
    for place, condition in enumerate(every):
        asked[f"h{place}"] = holds(condition, asking)
        asked |= {f"f{place}:{name}": value for name, value in condition.type.shows(condition, asking).items()}
    found = _answered(customer_id, asking, asked)
    if not (found and found["is_seen"]):
        return []
    return [_explained(condition, place, found) for place, condition in enumerate(every)]


def _explained(condition: Condition, place: int, found: Mapping[str, Any]) -> Explained:
    start = f"f{place}:"
    facts_of_it = {name.removeprefix(start): value for name, value in found.items() if name.startswith(start)}
    return Explained(condition, bool(found[f"h{place}"]), facts_of_it)


def _answered(customer_id: int, asking: Asking, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return program(asking.of_one(asked)).answer(customer_id) or {}
    except Unanswerable:
        found = own_lake().answer(own_lake().plan(asking.people().select(**asked)), customer_id)
        return found[0] if found else {}


def _is_seen(asking: Asking) -> Any:
    """Return whether one may look at the customer: in a store, at those who bought there; never at who refuses it."""
    is_there = (asking.figure("customer_id") if asking.store_id else asking.customer("customer_id")).notnull()
    return is_there & (asking.total("stances", "count", "customer_id") == 0)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A view that can be kept by: other rules in the order of their ids."""

    today: Any
    store_id: int | None
    rules: tuple[tuple[int, Group], ...]

    @classmethod
    def through(cls, view: View) -> "_Seen":
        return cls(view.today, view.store_id, tuple((key, view.rules[key]) for key in sorted(view.rules)))


def _state(rule: Group, seen: "_Seen", places: object, rights: object) -> tuple[object, object]:
    return places if _names_places(rule, seen) else None, rights if _asks_who_keeps(rule, seen) else None


def _every(rule: Group, seen: "_Seen") -> list[Condition]:
    return [one for tree in (rule, *dict(seen.rules).values()) for one in conditions(tree)]


def _asks_who_keeps(rule: Group, seen: "_Seen") -> bool:
    """Tell whether a rule, or one that it may name, is made from purposes, or from whose the stores are."""
    return any(one.type.code == "may_contact" or one.type.family == "places" for one in _every(rule, seen))


def _names_places(rule: Group, seen: _Seen) -> bool:
    """Tell whether a rule, or one that it may name, is made from families or from where stores are."""
    return any(
        isinstance(slot, Ids) and slot.of in ("category", "store") and one.get(slot.name)
        for one in _every(rule, seen)
        for slot in one.type.slots
    )


@lru_cache(maxsize=MOST_RULES_KEPT)
def _prepared(rule: Group, seen: _Seen, _state: object) -> Any:
    """Return the rule as an expression about one customer, or planned if it needs that.

    _state: what else the expression was made from, so that it is made anew when they change.
    """
    view = View(seen.today, seen.store_id, dict(seen.rules))
    asking = view.asking(thresholds([rule], view))
    answer = describes(rule, asking) & _is_seen(asking)
    asked = asking.of_one({"it": answer})
    try:
        program(asked)
    except Unanswerable:
        return own_lake().plan(asking.people().filter(answer).select("customer_id"))
    return asked["it"]
