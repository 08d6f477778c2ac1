"""What somebody who writes a rule is told beside its count: that it cannot hold, takes everybody, touches health."""

import re
from collections.abc import Iterable, Iterator

from chaland.kernel.text import fold
from chaland.segments.slots import Comparison
from chaland.segments.tree import Condition, Group, Node, conditions

# Stems of words that tell of health, faith, opinions or intimate life. Source: RGPD art. 9(1).
_SENSITIVE = re.compile(
    r"\b(sante|health|medic|medec|pharma|malad|diabet|orthoped|handicap|incontinen|grossesse|pregnan|matern|"
    r"contracep|preservatif|condom|audioproth|prothes|allerg|sans gluten|gluten free|halal|casher|kosher|religi|"
    r"syndic|trade union|politi|erot|sexu)"
)


def contradiction(rule: Node) -> tuple[Condition, Condition] | None:
    """Return two conditions of which a customer would have to meet both and cannot, or None if none are found."""
    wanted = list(_wanted(rule, is_said=True))
    said = [condition for condition, is_said in wanted if is_said]
    excluded = [condition for condition, is_said in wanted if not is_said]
    for place, one in enumerate(said):
        if one in excluded:
            return one, one
        for other in said[place + 1 :]:
            if _apart(one, other):
                return one, other
    return None


def _wanted(node: Node, *, is_said: bool) -> Iterator[tuple[Condition, bool]]:
    """Give the conditions that all must hold, or with False must not."""
    if isinstance(node, Condition):
        yield node, is_said
        return
    is_single = len(node.parts) == 1
    every_part_counts = (node.kind == "all" and is_said) or (node.kind == "any" and not is_said)
    if node.kind == "none" and (is_said or is_single):
        for part in node.parts:
            yield from _wanted(part, is_said=not is_said)
    elif every_part_counts or (is_single and node.kind != "none"):
        for part in node.parts:
            yield from _wanted(part, is_said=is_said)


def _apart(one: Condition, other: Condition) -> bool:
    """Tell whether two conditions compare the same number with bounds that leave nothing between them."""
    mine, theirs = one.get("is"), other.get("is")
    if not (isinstance(mine, Comparison) and isinstance(theirs, Comparison)) or one.code != other.code:
        return False
    if any(one.get(slot.name) != other.get(slot.name) for slot in one.type.slots if slot.name != "is"):
        return False
    if "unknown" in (mine.operator, theirs.operator):
        return mine.operator != theirs.operator
    (low, high), (other_low, other_high) = _bounds(mine), _bounds(theirs)
    return low > other_high or other_low > high


def _bounds(wanted: Comparison) -> tuple[float, float]:
    amount, endless = wanted.amount or 0, float("inf")
    if wanted.operator == "at_least":
        return amount, endless
    if wanted.operator == "at_most":
        return -endless, amount
    if wanted.operator == "equal":
        return amount, amount
    if wanted.operator == "between":
        return amount, wanted.to or 0
    return -endless, endless


def takes_everybody(rule: Group) -> bool:
    """Tell whether a rule has no condition that narrows it."""
    return rule.kind != "any" and not any(True for _ in conditions(rule))


def sensitive(words: Iterable[str]) -> list[str]:
    """Return those of the words that seem to tell of health, faith or intimate life, which may not be used so.

    >>> sensitive(["Chaussures > Bottes", "Produits de santé"])
    ['Produits de santé']
    """
    return [word for word in words if _SENSITIVE.search(fold(word))]
