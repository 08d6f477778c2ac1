"""A rule as an expression of ibis."""

from collections.abc import Mapping

from chaland.segments.asking import EVERYBODY, NOBODY, Asking
from chaland.segments.condition import Answer
from chaland.segments.tree import Condition, Group, Node, conditions
from chaland.segments.within import either, every


def describes(rule: Group, asking: Asking) -> Answer:
    """Return whether somebody is in the segment of a rule: it holds, and it may be asked about them."""
    answer = holds(rule, asking)
    return answer & is_old_enough(asking) if profiles(rule, asking.rules) else answer


def selects(rule: Group, asking: Asking) -> list[Answer]:
    """Return what must hold of everybody in the segment of a rule, as a filter takes it: what is unknown does not.

    So taken apart and left as they are, engines see by each condition whom they need not join.
    """
    parts = rule.parts if rule.kind == "all" and rule.parts else [rule]
    answers = [holds(part, asking) if isinstance(part, Group) else part.type.holds(part, asking) for part in parts]
    return [*answers, is_old_enough(asking)] if profiles(rule, asking.rules) else answers


def profiles(rule: Group, rules: Mapping[int, Group]) -> bool:
    """Tell whether a rule judges people by what they are or do, and not only by how they may be reached.

    Such a one passes over who is known to be under 15. Source: RGPD recitals 38 and 71. rules: those that it may name.
    """
    return any(_profiles(one, rules) for one in conditions(rule))


def _profiles(one: Condition, rules: Mapping[int, Group]) -> bool:
    if one.type.code == "member":
        return profiles(rules[one.get("is")[0]], rules)
    return one.type.family != "reach" and one.type.code != "drawn"


def is_old_enough(asking: Asking) -> Answer:
    """Return whether somebody is not known to be under 15."""
    fifteen_on = asking.customer("fifteen_on")
    return either([fifteen_on.isnull(), fifteen_on <= asking.today])


def holds(node: Node, asking: Asking) -> Answer:
    """Return whether the rule holds for a customer, never unknown: a condition on what is not known does not hold."""
    if not isinstance(node, Group):
        return node.type.holds(node, asking).fill_null(False)  # noqa: FBT003 - ibis takes it so
    answers = [holds(part, asking) for part in node.parts]
    if node.kind == "all":
        return every(answers) if answers else EVERYBODY
    some = either(answers) if answers else NOBODY
    return some if node.kind == "any" else ~some
