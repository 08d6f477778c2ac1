"""The words of what narrows a condition: hours, weekdays, sellers, payments, kinds of exchanges, ages."""

from collections.abc import Mapping

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.interactions.models import Interaction
from chaland.interactions.rules import SCORES
from chaland.sales.models import Cart
from chaland.segments.tree import Condition
from chaland.sentences.segments.parts import NOTHING, named, typed
from chaland.sentences.segments.words import Names, Phrase, fill, listed

CHOICES: Mapping[tuple[str, str], tuple[Promise, Mapping[str, str | Promise]]] = {
    ("contacted", "kind"): (_(" of the kind {chosen}"), dict(Interaction.Kind.choices)),
    ("contacted", "channel"): (_(" through {chosen}"), dict(Interaction.Channel.choices)),
    ("contacted", "outcome"): (_(" that ended with {chosen}"), dict(Interaction.Outcome.choices)),
    ("contacted", "score"): (_(" with a score of {chosen}"), {str(score): str(score) for score in SCORES}),
    ("open_cart", "kind"): (_(" of the kind {chosen}"), dict(Cart.Kind.choices)),
}


def details(condition: Condition, names: Names) -> dict[str, Phrase]:
    """Return the phrases that a template may ask for beside the number, the days and the store."""
    return {
        "ages": _ages(condition),
        "hours": hours_phrase(condition),
        "days": days_phrase(condition),
        "seller": _served(condition, names),
        "campaign": _of_campaigns(condition, names),
        "payment": _paid(condition),
        **{slot: _choice(condition, slot) for slot in ("kind", "channel", "outcome", "score")},
    }


def _ages(condition: Condition) -> Phrase:
    ages = condition.get("ages")
    if not ages:
        return NOTHING
    return fill(gettext(" from {young} to {old} years old"), young=str(ages[0]), old=str(ages[1]))


def hours_phrase(condition: Condition) -> Phrase:
    """Return " between 17:00 and 18:59"; nothing for the whole day."""
    hours = condition.get("hours")
    if not hours:
        return NOTHING
    return fill(gettext(" between {start}:00 and {end}:59"), start=str(hours[0]), end=str(hours[1]))


def days_phrase(condition: Condition) -> Phrase:
    """Return " on a Monday or Tuesday"; nothing for any day."""
    days = condition.get("weekdays")
    if not days:
        return NOTHING
    return fill(gettext(" on a {days}"), days=listed([str(WEEKDAYS[int(day) - 1]) for day in days]))


def _served(condition: Condition, names: Names) -> Phrase:
    keys = condition.get("seller")
    return fill(gettext(" served by {names}"), names=named("seller", keys, names)) if keys else NOTHING


def _of_campaigns(condition: Condition, names: Names) -> Phrase:
    keys = condition.get("campaign")
    if not keys:
        return fill(gettext(" of campaigns"))
    return fill(gettext(" of the campaign {names}"), names=named("campaign", keys, names))


def _paid(condition: Condition) -> Phrase:
    texts = condition.get("payment")
    return fill(gettext(" paying by {names}"), names=typed(texts)) if texts else NOTHING


def _choice(condition: Condition, slot: str) -> Phrase:
    codes = condition.get(slot)
    if not codes or (condition.code, slot) not in CHOICES:
        return NOTHING
    template, labels = CHOICES[condition.code, slot]
    return fill(str(template), chosen=listed([str(labels[code]) for code in codes]))
