"""A rule as an expression of ibis."""

from chaland.segments.asking import EVERYBODY, NOBODY, Asking
from chaland.segments.condition import Answer
from chaland.segments.tree import Group, Node
from chaland.segments.within import either, every


def holds(node: Node, asking: Asking) -> Answer:
    """Return whether the rule holds for a customer, never unknown: a condition on what is not known does not hold."""
    if not isinstance(node, Group):
        return node.type.holds(node, asking).fill_null(False)  # noqa: FBT003 - ibis takes it so
    answers = [holds(part, asking) for part in node.parts]
    if node.kind == "all":
        return every(answers) if answers else EVERYBODY
    some = either(answers) if answers else NOBODY
    return some if node.kind == "any" else ~some
