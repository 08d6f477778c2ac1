"""The words of what was bought, how much of it, with what, where and when."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.segments.slots import Comparison
from chaland.segments.tree import Condition
from chaland.sentences.segments.counted import purchases
from chaland.sentences.segments.details import days_phrase, hours_phrase
from chaland.sentences.segments.parts import NOTHING, comparison, named, quantity, typed, when, where
from chaland.sentences.segments.words import Names, Phrase, fill

TRAITS: Mapping[str, Promise] = {
    "brand": _(" of the brand {chosen}"),
    "line": _(" of the line {chosen}"),
    "size": _(" in size {chosen}"),
    "colour": _(" of the colour {chosen}"),
    "material": _(" of the material {chosen}"),
    "price_level": _(" at the price level {chosen}"),
}


def bought(condition: Condition, names: Names) -> Phrase:
    """Return the words of the condition."""
    template, number = _how_much(condition)
    is_together = condition.get("with_category") or condition.get("with_product")
    beside = fill(gettext(" together with a purchase{other}"), other=_articles(condition, names, "with_"))
    return fill(
        template,
        number=number,
        what=_articles(condition, names),
        together=beside if is_together else NOTHING,
        when=when(condition.get("window")),
        hours=hours_phrase(condition),
        days=days_phrase(condition),
        where=where(condition, names),
    )


def _how_much(condition: Condition) -> tuple[str, Phrase]:
    wanted: Comparison | None = condition.get("is")
    measure = (condition.get("measure") or ("times",))[0]
    if measure == "amount":
        number = comparison(wanted, "cents") if wanted else _more_than_nothing("cents")
        return gettext("who bought for {number}{what}{together}{when}{hours}{days}{where}"), number
    if measure == "quantity":
        number = comparison(wanted, "quantity") if wanted else _more_than_nothing("quantity")
        return gettext("who bought a quantity of {number}{what}{together}{when}{hours}{days}{where}"), number
    if wanted is None:
        return gettext("who made a purchase{what}{together}{when}{hours}{days}{where}"), NOTHING
    if wanted == Comparison("equal", 0):
        return gettext("who made no purchase{what}{together}{when}{hours}{days}{where}"), NOTHING
    template = gettext("who made {number}{what}{together}{when}{hours}{days}{where}")
    return template, comparison(wanted, "count", purchases)


def _more_than_nothing(unit: str) -> Phrase:
    nothing = quantity(0, "cents" if unit == "cents" else "quantity")
    return fill(gettext("anything above {nothing}"), nothing=nothing)


def _articles(condition: Condition, names: Names, prefix: str = "") -> Phrase:
    """Return " in the family X of the brand Y", with the space before it; nothing for any article."""
    found: list[Phrase] = []
    if families := condition.get(f"{prefix}category"):
        found.append(fill(gettext(" in the family {chosen}"), chosen=named("category", families, names)))
    if products := condition.get(f"{prefix}product"):
        found.append(fill(gettext(" of the article {chosen}"), chosen=named("product", products, names)))
    if not prefix:
        traits = [(TRAITS[trait], condition.get(trait)) for trait in TRAITS]
        found += [fill(str(template), chosen=typed(chosen)) for template, chosen in traits if chosen]
    return tuple(piece for phrase in found for piece in phrase)
