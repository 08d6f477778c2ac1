"""The words of cards, points, tiers and vouchers."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chaland.segments.tree import Condition
from chaland.sentences.segments.parts import comparison, quantity, typed, when
from chaland.sentences.segments.words import Names, Phrase, fill, listed

CARDS: Mapping[str, Promise] = {
    "active": _("a card in use"),
    "lost": _("a lost card"),
    "replaced": _("a replaced card"),
}


def points(many: int) -> str:
    """Count points."""
    return ngettext("{n} point", "{n} points", many)


def vouchers(many: int) -> str:
    """Count vouchers."""
    return ngettext("{n} voucher", "{n} vouchers", many)


def card(condition: Condition, _names: Names) -> Phrase:
    """Return "who have a card in use"."""
    return fill(gettext("who have {chosen}"), chosen=listed([str(CARDS[one]) for one in condition.get("is")]))


def points_lost(condition: Condition, _names: Names) -> Phrase:
    """Return "who lose at least 100 points next, within 30 days"."""
    days = quantity(condition.get("within").amount, "days")
    lost = comparison(condition.get("is"), "count", points)
    return fill(gettext("who lose {number} next, within {days}"), number=lost, days=days)


def tier(condition: Condition, _names: Names) -> Phrase:
    """Return "who hold the tier “gold”"."""
    return fill(gettext("who hold the tier {chosen}"), chosen=typed(condition.get("is")))


def early_access(condition: Condition, _names: Names) -> Phrase:
    """Return "who have early access by their tier"."""
    ways = {"tier": gettext("their tier"), "voucher": gettext("a voucher")}
    return fill(gettext("who have early access by {ways}"), ways=listed([ways[one] for one in condition.get("by")]))


def referred(condition: Condition, _names: Names) -> Phrase:
    """Return "whom somebody brought in the last 90 days"."""
    return fill(gettext("whom another customer brought{when}"), when=when(condition.get("window")))
