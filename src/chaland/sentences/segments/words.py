"""A rule of a segment as one sentence that says exactly the same.

The sentence is made of pieces, so that a screen may set off what was chosen and what joins.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, Literal, TypeAlias

from django.utils.translation import gettext

from chaland.segments.tree import Condition, Group, Node


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the sentence: plain words, a value that was chosen, or a word that joins conditions."""

    text: str
    kind: Literal["words", "value", "joint"] = "words"


Phrase: TypeAlias = tuple[Piece, ...]
Names: TypeAlias = Callable[[str, Any], str]
"""The name of something by what it is and its key, such as ("store", 12)."""


def rule_text(rule: Group, names: Names) -> str:
    """Return the sentence as one text."""
    return "".join(piece.text for piece in rule_phrase(rule, names))


def rule_phrase(rule: Group, names: Names) -> Phrase:
    """Return the sentence in pieces, in the language now active."""
    if not rule.parts:
        return (Piece(gettext("Nobody.") if rule.kind == "any" else gettext("All customers.")),)
    return fill(gettext("Customers {rule}."), rule=_group(rule, names, is_outer=True))


def fill(template: str, **values: Phrase | str) -> Phrase:
    """Put phrases into a template with {names}; a text put in is a value that was chosen."""
    pieces: list[Piece] = []
    for words, name, *_ in Formatter().parse(template):
        pieces += [Piece(words)] if words else []
        value = values[name] if name else ()
        pieces += [Piece(value, "value")] if isinstance(value, str) else value
    return tuple(piece for piece in pieces if piece.text)


def join(phrases: Iterable[Phrase], word: str) -> Phrase:
    """Join phrases with a word between them."""
    found: list[Piece] = []
    for phrase in phrases:
        found += [Piece(f" {word} ", "joint"), *phrase] if found else phrase
    return tuple(found)


def listed(values: Sequence[str]) -> Phrase:
    """Return values as "a, b or c"."""
    if len(values) == 1:
        return (Piece(values[0], "value"),)
    start = Piece(", ".join(values[:-1]), "value")
    return (start, Piece(gettext(" or ")), Piece(values[-1], "value"))


def quoted(text: str) -> str:
    """Return a name or a text between quotes; a closing quote in it is doubled, so that its end is never in doubt."""
    template = gettext("“{text}”")
    closing = template[-1]
    return template.format(text=text.replace(closing, 2 * closing))


def _group(group: Group, names: Names, *, is_outer: bool = False) -> Phrase:
    parts = [_node(part, names) for part in group.parts]
    if group.kind == "none":
        return fill(gettext("for whom none of this is true: ({parts})"), parts=join(parts, gettext("or")))
    joined = join(parts, gettext("and") if group.kind == "all" else gettext("or"))
    return joined if is_outer or len(parts) == 1 else (Piece("("), *joined, Piece(")"))


def _node(node: Node, names: Names) -> Phrase:
    # Imported here: the words of each condition are made with the functions above.
    from chaland.sentences.segments.conditions import condition_phrase

    if isinstance(node, Condition):
        return condition_phrase(node, names)
    if not node.parts:
        return (Piece(gettext("who are nobody") if node.kind == "any" else gettext("whoever they are")),)
    return _group(node, names)
