"""A rule as an expression of ibis."""

from functools import reduce
from operator import and_, or_

from chaland.segments.asking import EVERYBODY, NOBODY, Asking
from chaland.segments.condition import Answer
from chaland.segments.tree import Group, Node


def holds(node: Node, asking: Asking) -> Answer:
    """Return whether the rule holds for a customer, never unknown: a condition on what is not known does not hold."""
    if not isinstance(node, Group):
        return node.type.holds(node, asking).fill_null(False)  # noqa: FBT003 - ibis takes it so
    answers = [holds(part, asking) for part in node.parts]
    if node.kind == "all":
        return reduce(and_, answers) if answers else EVERYBODY
    either = reduce(or_, answers) if answers else NOBODY
    return either if node.kind == "any" else ~either
