"""The words of each condition. A new type of condition adds its line to `PHRASES`."""

from collections.abc import Callable, Mapping

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chaland.customers.models import Customer
from chaland.interactions.models import Interaction
from chaland.sales.models import Cart
from chaland.segments.slots import EMPTINESS, PERCENTILES, Comparison, Number, Unit
from chaland.segments.tree import Condition
from chaland.sentences.segments.parts import NOTHING, comparison, named, quantity, when, where
from chaland.sentences.segments.words import Names, Phrase, fill, join, listed, side_by_side

NOUNS: Mapping[str, Promise] = {
    "revenue": _("the revenue"),
    "visits": _("the number of visits"),
    "average_basket": _("the average basket"),
    "visit_interval": _("the interval between two visits"),
    "interval_change": _("the change of the interval"),
    "recency": _("the time since the last visit"),
    "categories": _("the number of families bought"),
    "age": _("the age"),
    "household_size": _("the number of people in the household"),
}
# What is said of a plain comparison of a number.
PLAIN: Mapping[str, Promise] = {
    "revenue": _("who spent {number}{when}{where}"),
    "visits": _("who came {number} times{when}{where}"),
    "average_basket": _("whose average basket{when}{where} is {number}"),
    "visit_interval": _("who come every {number}{when}{where} on average"),
    "interval_change": _("whose interval{where} changed by {number}"),
    "recency": _("who last came {number} ago{where}"),
    "categories": _("who bought in {number} families{where}"),
    "age": _("who are {number} old"),
    "household_size": _("whose household has {number} people"),
    "children": _("who have {number} children{ages}"),
    "came": _("who came {number} times{when}{hours}{days}{where}{seller}{payment}"),
    "contacted": _("with whom there were {number} contacts{what}{when}{where}"),
    "open_cart": _("who have {number} carts or quotes open{what}{when}{where}"),
}
STATES: Mapping[str, Promise] = {
    "on_time": _("come at their own rhythm"),
    "late": _("are late on their own rhythm"),
    "very_late": _("are very late on their own rhythm"),
    "more_often": _("come more often than before"),
    "steady": _("come as often as before"),
    "less_often": _("come less often than before"),
}
REACH: Mapping[str, Promise] = {
    "email": _("by e-mail"),
    "mobile": _("by SMS"),
    "phone": _("by phone"),
    "address": _("by post"),
}
Words = Callable[[Condition, Names], Phrase]


def condition_phrase(condition: Condition, names: Names) -> Phrase:
    """Return the words of a condition, which begin with "who" or its like."""
    return PHRASES[condition.code](condition, names)


def _unit(condition: Condition) -> Unit:
    return next(slot.unit for slot in condition.type.slots if isinstance(slot, Number))


def _number(condition: Condition, names: Names) -> Phrase:
    wanted: Comparison = condition.get("is")
    around = {"when": when(condition.get("window")), "where": where(condition, names), **_details(condition, names)}
    if wanted.operator in EMPTINESS:
        template = (
            gettext("of whom {noun}{where} is known")
            if wanted.operator == "known"
            else gettext("of whom {noun}{where} is not known")
        )
        return fill(template, noun=fill(str(NOUNS[condition.code])), where=around["where"])
    if wanted.operator in PERCENTILES:
        template = (
            gettext("of whom {noun}{when}{where} is among the highest {share}")
            if wanted.operator == "top_percent"
            else gettext("of whom {noun}{when}{where} is among the lowest {share}")
        )
        share = quantity(wanted.amount or 0, "percent")
        return fill(template, noun=fill(str(NOUNS[condition.code])), share=share, **around)
    return fill(str(PLAIN[condition.code]), number=comparison(wanted, _unit(condition)), **around)


def _details(condition: Condition, names: Names) -> dict[str, Phrase]:
    return {
        "ages": _ages(condition),
        "hours": _hours(condition),
        "days": _days(condition),
        "seller": _about(gettext(" served by {names}"), "seller", condition.get("seller"), names),
        "payment": fill(gettext(" paying by {names}"), names=listed(condition.get("payment")))
        if condition.get("payment")
        else NOTHING,
        "what": _what(condition),
    }


def _about(template: str, kind: str, keys: tuple[int, ...] | None, names: Names) -> Phrase:
    return fill(template, names=named(kind, keys, names)) if keys else NOTHING


def _ages(condition: Condition) -> Phrase:
    ages = condition.get("ages")
    if not ages:
        return NOTHING
    return fill(gettext(" from {young} to {old} years old"), young=str(ages[0]), old=str(ages[1]))


def _hours(condition: Condition) -> Phrase:
    hours = condition.get("hours")
    if not hours:
        return NOTHING
    return fill(gettext(" between {start}:00 and {end}:59"), start=str(hours[0]), end=str(hours[1]))


def _days(condition: Condition) -> Phrase:
    days = condition.get("weekdays")
    chosen = listed([str(WEEKDAYS[int(day) - 1]).lower() for day in days]) if days else NOTHING
    return fill(gettext(" on a {days}"), days=chosen) if chosen else NOTHING


def _what(condition: Condition) -> Phrase:
    labels = {**LABELS[condition.code]} if condition.code in LABELS else {}
    chosen = [str(labels[slot][value]) for slot in labels for value in condition.get(slot) or ()]
    return fill(gettext(" ({what})"), what=listed(chosen)) if chosen else NOTHING


LABELS: Mapping[str, Mapping[str, Mapping[str, str | Promise]]] = {
    "contacted": {
        "kind": dict(Interaction.Kind.choices),
        "channel": dict(Interaction.Channel.choices),
        "outcome": dict(Interaction.Outcome.choices),
    },
    "open_cart": {"kind": dict(Cart.Kind.choices)},
}


def _state(condition: Condition, names: Names) -> Phrase:
    unknown = gettext("came too rarely to have a rhythm")
    said = [str(STATES.get(code) or unknown) for code in condition.get("is")]
    return fill(gettext("who {states}{where}"), states=listed(said), where=where(condition, names))


def _day(template: Promise) -> Words:
    def said(condition: Condition, names: Names) -> Phrase:
        return fill(str(template), when=when(condition.get("window")), where=where(condition, names))

    return said


def _chosen(template: Promise, labels: Mapping[str, object]) -> Words:
    def said(condition: Condition, _names: Names) -> Phrase:
        return fill(str(template), chosen=listed([str(labels[code]) for code in condition.get("is")]))

    return said


def _typed(template: Promise) -> Words:
    def said(condition: Condition, _names: Names) -> Phrase:
        return fill(str(template), chosen=listed(condition.get("is")))

    return said


def _linked(template: Promise, kind: str) -> Words:
    def said(condition: Condition, names: Names) -> Phrase:
        return fill(str(template), chosen=named(kind, condition.get("is"), names))

    return said


def _birthday(condition: Condition, _names: Names) -> Phrase:
    first, last = condition.get("days")
    if (first, last) == (0, 0):
        return fill(gettext("whose birthday is {today}"), today=gettext("today"))
    if first == 0:
        return fill(gettext("whose birthday is within {days}"), days=quantity(last, "days"))
    ends = {"first": _away(first), "last": _away(last)}
    return fill(gettext("whose birthday is from {first} to {last}"), **ends)


def _away(days: int) -> str:
    if days == 0:
        return gettext("today")
    template = (
        ngettext("{n} day ago", "{n} days ago", -days) if days < 0 else ngettext("in {n} day", "in {n} days", days)
    )
    return template.format(n=abs(days))


def _reachable(condition: Condition, _names: Names) -> Phrase:
    return fill(gettext("who can be reached {ways}"), ways=listed([str(REACH[one]) for one in condition.get("by")]))


def _custom(condition: Condition, names: Names) -> Phrase:
    field = names("custom", condition.get("field")[0])
    said = []
    if texts := condition.get("texts"):
        said.append(fill(gettext("is {chosen}"), chosen=listed(texts)))
    if (number := condition.get("number")) is not None:
        said.append(_custom_number(number))
    if window := condition.get("window"):
        said.append(fill(gettext("lies{when}"), when=when(window)))
    if not said:
        return fill(gettext("whose field {field} is filled in"), field=field)
    return fill(gettext("whose field {field} {said}"), field=field, said=join(said, gettext("and")))


def _custom_number(number: Comparison) -> Phrase:
    if number.operator in EMPTINESS:
        return fill(gettext("is known") if number.operator == "known" else gettext("is not known"))
    return fill(gettext("is {number}"), number=comparison(number, "number"))


def _distance(condition: Condition, names: Names) -> Phrase:
    return fill(
        gettext("who live {number} from the store {stores}"),
        number=comparison(condition.get("is"), "km"),
        stores=named("store", condition.get("store"), names),
    )


def _zone(condition: Condition, _names: Names) -> Phrase:
    corners = len(condition.get("corners"))
    return fill(gettext("who live in the zone drawn with {n} corners"), n=str(corners))


def _drawn(condition: Condition, _names: Names) -> Phrase:
    seed = condition.get("seed")
    said = fill(gettext("who are drawn by lot, {share}"), share=quantity(condition.get("share").amount, "percent"))
    return (*said, *fill(gettext(" (draw {seed})"), seed=str(int(seed.amount)))) if seed else said


TRAITS: Mapping[str, Promise] = {
    "brand": _("of the brand {chosen}"),
    "line": _("of the line {chosen}"),
    "size": _("in size {chosen}"),
    "colour": _("in {chosen}"),
    "material": _("of {chosen}"),
    "price_level": _("at the price level {chosen}"),
}


def _articles(condition: Condition, names: Names, prefix: str = "") -> Phrase:
    families, products = condition.get(f"{prefix}category"), condition.get(f"{prefix}product")
    said = []
    if families:
        said.append(fill(gettext("in the family {chosen}"), chosen=named("category", families, names)))
    if products:
        said.append(fill(gettext("the article {chosen}"), chosen=named("product", products, names)))
    if not prefix:
        traits = [(TRAITS[trait], condition.get(trait)) for trait in TRAITS]
        said += [fill(str(template), chosen=listed(chosen)) for template, chosen in traits if chosen]
    return side_by_side(said) or fill(gettext("something"))


def _bought(condition: Condition, names: Names) -> Phrase:
    wanted, measure = condition.get("is"), (condition.get("measure") or ("times",))[0]
    if measure == "times" and wanted == Comparison("equal", 0):
        template, number = gettext("who did not buy {what}{together}{when}{hours}{days}{where}"), NOTHING
    else:
        template = gettext("who bought {what}{number}{together}{when}{hours}{days}{where}")
        number = _how_much(wanted, measure)
    beside = condition.get("with_category") or condition.get("with_product")
    return fill(
        template,
        what=_articles(condition, names),
        number=number,
        together=fill(gettext(" together with {other}"), other=_articles(condition, names, "with_"))
        if beside
        else NOTHING,
        when=when(condition.get("window")),
        hours=_hours(condition),
        days=_days(condition),
        where=where(condition, names),
    )


def _how_much(wanted: Comparison | None, measure: str) -> Phrase:
    if wanted is None:
        return NOTHING
    if measure == "amount":
        return fill(gettext(" for {number}"), number=comparison(wanted, "cents"))
    if measure == "quantity":
        return fill(gettext(" in a quantity of {number}"), number=comparison(wanted, "quantity"))
    return fill(gettext(" {number} times"), number=comparison(wanted, "count"))


PHRASES: Mapping[str, Words] = {
    **dict.fromkeys(PLAIN, _number),
    "rhythm": _state,
    "trend": _state,
    "first_visit": _day(_("who came for the first time{when}{where}")),
    "last_visit": _day(_("who came for the last time{when}{where}")),
    "opened": _day(_("whose file was opened{when}")),
    "civility": _chosen(_("who are addressed as {chosen}"), dict(Customer.Civility.choices)),
    "marital_status": _chosen(_("whose marital status is {chosen}"), dict(Customer.MaritalStatus.choices)),
    "language": _typed(_("who speak {chosen}")),
    "profession": _typed(_("whose profession holds {chosen}")),
    "hobbies": _typed(_("whose hobbies hold {chosen}")),
    "postcode": _typed(_("whose postcode begins with {chosen}")),
    "commune": _linked(_("who live in {chosen}"), "commune"),
    "home_store": _linked(_("whose store of reference is {chosen}"), "store"),
    "home_seller": _linked(_("whose seller of reference is {chosen}"), "seller"),
    "member": _linked(_("who are in the segment {chosen}"), "segment"),
    "birthday": _birthday,
    "custom": _custom,
    "reachable": _reachable,
    "distance": _distance,
    "zone": _zone,
    "bought": _bought,
    "drawn": _drawn,
}
