"""Asking about one customer, from the database itself: the same rules over the same columns, on their rows alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chaland.segments.asking import Asking
from chaland.segments.compiling import holds
from chaland.segments.evaluating import View, thresholds
from chaland.segments.tree import Condition, Group, conditions
from chaland.warehouse.engine import run
from chaland.warehouse.one_customer import Program, Unanswerable, program


@dataclass(frozen=True, slots=True)
class Explained:
    """One condition of a rule about one customer: whether it holds, and the facts it looked at by name."""

    condition: Condition
    holds: bool
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Questions:
    """Answers asked of one customer at a time. by_program: taken apart, where no answer needs the lake."""

    asking: Asking
    answers: Mapping[str, Any]
    by_program: Program | None

    def answer(self, customer_id: int) -> Mapping[str, Any] | None:
        """Return the answers by name, None if there is no such customer, or not for who looks."""
        if self.by_program is None:
            people = self.asking.people()
            found = run(people.filter(people.customer_id == customer_id).select(**self.answers)).to_pylist()
            return found[0] if found else None
        answers = self.by_program.answer(customer_id)
        return answers if answers and answers["is_seen"] else None


def membership(rules: Mapping[int, Group], view: View) -> Questions:
    """Ask which of these segments a customer is in. Numbers of percentiles are those of the moment."""
    asking = view.asking(thresholds(list(rules.values()), view))
    return _questions(asking, {f"s{segment_id}": holds(rule, asking) for segment_id, rule in rules.items()})


def segments_of(customer_id: int, membership: Questions) -> list[int]:
    """Return the segments that the customer is in, by id."""
    found = membership.answer(customer_id) or {}
    return [int(name[1:]) for name in membership.answers if found.get(name)]


def explain(customer_id: int, rule: Group, view: View) -> list[Explained]:
    """Return what each condition of the rule says of the customer, in the order of `tree.conditions`.

    Empty if there is no such customer, or not for who looks.
    """
    asking = view.asking(thresholds([rule], view))
    asked: dict[str, Any] = {}
    every = list(conditions(rule))
    for place, condition in enumerate(every):
        asked[f"h{place}"] = holds(condition, asking)
        asked |= {f"f{place}:{name}": value for name, value in condition.type.shows(condition, asking).items()}
    found = _questions(asking, asked).answer(customer_id)
    return [_explained(condition, place, found) for place, condition in enumerate(every)] if found else []


def _explained(condition: Condition, place: int, found: Mapping[str, Any]) -> Explained:
    start = f"f{place}:"
    facts_of_it = {name.removeprefix(start): value for name, value in found.items() if name.startswith(start)}
    return Explained(condition, bool(found[f"h{place}"]), facts_of_it)


def _questions(asking: Asking, answers: Mapping[str, Any]) -> Questions:
    is_seen = asking.figure("customer_id") if asking.store_id else asking.customer("customer_id")
    try:
        by_program = program(asking.of_one({**answers, "is_seen": is_seen.notnull()}))
    except Unanswerable:
        by_program = None
    return Questions(asking, answers, by_program)
