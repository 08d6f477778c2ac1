"""The words of each condition. A new type of condition adds its line to `PHRASES`."""

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chaland.customers.models import Customer
from chaland.kernel.dates import format_day
from chaland.segments.slots import EMPTINESS, PERCENTILES, Comparison, Number, Unit
from chaland.segments.tree import Condition
from chaland.sentences.segments import consents, loyalty
from chaland.sentences.segments.counted import COUNTED
from chaland.sentences.segments.details import details
from chaland.sentences.segments.parts import (
    NOTHING,
    comparison,
    named,
    number_text,
    quantity,
    typed,
    verdict,
    when,
    where,
)
from chaland.sentences.segments.purchases import bought
from chaland.sentences.segments.words import Names, Phrase, fill, join, listed, quoted

NOUNS: Mapping[str, Promise] = {
    "revenue": _("the revenue"),
    "visits": _("the number of visits"),
    "average_basket": _("the average basket"),
    "visit_interval": _("the interval between two visits"),
    "interval_change": _("the change of the interval"),
    "revenue_change": _("the change of the revenue"),
    "recency": _("the time since the last visit"),
    "categories": _("the number of families bought"),
    "expected_revenue": _("the revenue expected in the next year"),
    "expected_visits": _("the number of visits expected in the next year"),
    "still_customer": _("the probability of still being a customer"),
    "age": _("the age"),
    "household_size": _("the number of people in the household"),
    "points": _("the number of points"),
}
# What is said of a plain comparison of a number; the others are "whose <noun> is …".
PLAIN: Mapping[str, Promise] = {
    "revenue": _("who spent {number}{when}{where}"),
    "visits": _("who came {number}{when}{where}"),
    "revenue_change": _("whose revenue{when}{where} changed by {number} against the same days before"),
    "recency": _("who last came {number} ago{where}"),
    "categories": _("who bought in {number}{where}"),
    "expected_revenue": _("who should spend {number}{where} in the next year"),
    "expected_visits": _("who should come {number}{where} in the next year"),
    "age": _("who are {number} old"),
    "household_size": _("whose household has {number}"),
    "children": _("who have {number}{ages}"),
    "came": _("who came to the till {number}{when}{hours}{days}{where}{seller}{payment}"),
    "contacted": _("with whom there were {number}{kind}{channel}{outcome}{score}{when}{where}"),
    "open_cart": _("who have {number} open{kind}{when}{where}"),
    "points": _("who have {number}"),
    "vouchers": _("who have {number} to use today"),
    "vouchers_used": _("who used {number}{when}"),
    "campaign_received": _("who received {number}{campaign}{when}"),
    "campaign_clicked": _("who followed a link in {number}{campaign}{when}"),
    "campaign_used": _("who used {number}{campaign}{when}"),
    "campaign_ignored": _("who received {number}{campaign}{when} without following a link or using a voucher"),
}
STATES: Mapping[tuple[str, str], Promise] = {
    ("rhythm", "on_time"): _("come at their own rhythm"),
    ("rhythm", "late"): _("are late on their own rhythm"),
    ("rhythm", "very_late"): _("are very late on their own rhythm"),
    ("rhythm", "unknown"): _("came too rarely to have a rhythm"),
    ("trend", "more_often"): _("come more often than before"),
    ("trend", "steady"): _("come as often as before"),
    ("trend", "less_often"): _("come less often than before"),
    ("trend", "unknown"): _("came too rarely to compare with before"),
}
LIFE: Mapping[str, Promise] = {
    "new": _("new"),
    "growing": _("coming more and more often"),
    "regular": _("regular"),
    "slowing": _("slowing down"),
    "asleep": _("asleep"),
    "lost": _("lost"),
    "back": _("back after a long absence"),
}
DOORS: Mapping[str, Promise] = {
    "till": _("at the till"),
    "desk": _("in the back office"),
    "api": _("from other software"),
    "import": _("from a file"),
    "page": _("by a form on a page"),
    "popup": _("by a form in a window of a web site"),
    "tablet": _("by a form on a tablet"),
    "contest": _("by a contest"),
    "quote": _("by a quote"),
    "booking": _("by booking an appointment"),
    "survey": _("by answering a survey"),
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


def unit_of(condition: Condition) -> Unit:
    """Return what the number of a condition is in."""
    return next(slot.unit for slot in condition.type.slots if isinstance(slot, Number))


def _number(condition: Condition, names: Names) -> Phrase:
    wanted: Comparison = condition.get("is")
    around = {"when": when(condition.get("window")), "where": where(condition, names), **details(condition, names)}
    template, values = _template(condition, wanted)
    return fill(template, **values, **around)


def _template(condition: Condition, wanted: Comparison) -> tuple[str, dict[str, Phrase | str]]:
    noun = fill(str(NOUNS[condition.code])) if condition.code in NOUNS else NOTHING
    if wanted.operator == "known":
        return gettext("of whom {noun}{when}{where} is known"), {"noun": noun}
    if wanted.operator == "unknown":
        return gettext("of whom {noun}{when}{where} is not known"), {"noun": noun}
    if wanted.operator in PERCENTILES:
        share = quantity(wanted.amount or 0, "percent")
        if wanted.operator == "top_percent":
            return gettext("of whom {noun}{when}{where} is among the highest {share}"), {"noun": noun, "share": share}
        return gettext("of whom {noun}{when}{where} is among the lowest {share}"), {"noun": noun, "share": share}
    unit, counted = unit_of(condition), COUNTED.get(condition.code)
    if condition.code in PLAIN:
        return str(PLAIN[condition.code]), {"number": comparison(wanted, unit, counted)}
    return gettext("of whom {noun}{when}{where} {verdict}"), {"noun": noun, "verdict": verdict(wanted, unit, counted)}


def _state(condition: Condition, names: Names) -> Phrase:
    said = [str(STATES[condition.code, code]) for code in condition.get("is")]
    return fill(gettext("who {states}{where}"), states=listed(said), where=where(condition, names))


def _life(condition: Condition, names: Names) -> Phrase:
    """Say the state on the last day of the window, which is today for one that has no other end."""
    window, stood = condition.get("window"), listed([str(LIFE[code]) for code in condition.get("is")])
    around = {"states": stood, "where": where(condition, names)}
    if window and window.before_days is not None:
        return fill(gettext("who {ago} were {states}{where}"), ago=_away(-window.before_days - 1), **around)
    if window and window.to_on:
        day = format_day(window.to_on, get_language() or "fr")
        return fill(gettext("who on {day} were {states}{where}"), day=day, **around)
    return fill(gettext("who are {states}{where}"), **around)


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
        return fill(str(template), chosen=typed(condition.get("is")))

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


def _came_in(condition: Condition, _names: Names) -> Phrase:
    doors = listed([str(DOORS[one]) for one in condition.get("is")])
    said = fill(gettext("who came into the file {doors}{when}"), doors=doors, when=when(condition.get("window")))
    source = condition.get("source")
    return (*said, *fill(gettext(" on the occasion of {chosen}"), chosen=typed(source))) if source else said


def _custom(condition: Condition, names: Names) -> Phrase:
    field = quoted(names("custom", condition.get("field")[0]))
    said = []
    if texts := condition.get("texts"):
        said.append(fill(gettext("is {chosen}"), chosen=typed(texts)))
    if (number := condition.get("number")) is not None:
        said.append(_custom_number(number))
    if window := condition.get("window"):
        said.append(fill(gettext("holds a day{when}"), when=when(window)))
    if not said:
        return fill(gettext("whose field {field} is filled in"), field=field)
    return fill(gettext("whose field {field} {said}"), field=field, said=join(said, gettext("and")))


def _custom_number(number: Comparison) -> Phrase:
    if number.operator in EMPTINESS:
        return fill(gettext("holds a number") if number.operator == "known" else gettext("holds no number"))
    return verdict(number, "number")


def _distance(condition: Condition, names: Names) -> Phrase:
    return fill(
        gettext("who live {number} from the store {stores}"),
        number=comparison(condition.get("is"), "km"),
        stores=named("store", condition.get("store"), names),
    )


def _zone(condition: Condition, _names: Names) -> Phrase:
    corners = [
        gettext("({longitude}; {latitude})").format(longitude=number_text(longitude), latitude=number_text(latitude))
        for longitude, latitude in condition.get("corners")
    ]
    return fill(gettext("who live in the zone drawn through {corners}"), corners=", ".join(corners))


def _drawn(condition: Condition, _names: Names) -> Phrase:
    seed = condition.get("seed")
    said = fill(gettext("who are drawn by lot, {share}"), share=quantity(condition.get("share").amount, "percent"))
    return (*said, *fill(gettext(" (draw {seed})"), seed=number_text(seed.amount))) if seed else said


PHRASES: Mapping[str, Words] = {
    **dict.fromkeys({**NOUNS, **PLAIN}, _number),
    "rhythm": _state,
    "trend": _state,
    "lifecycle": _life,
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
    "came_in": _came_in,
    "agreed": consents.agreed,
    "may_contact": consents.may_contact,
    "consent_to_renew": consents.to_renew,
    "card": loyalty.card,
    "points_lost": loyalty.points_lost,
    "tier": loyalty.tier,
    "early_access": loyalty.early_access,
    "referred": loyalty.referred,
    "distance": _distance,
    "zone": _zone,
    "bought": bought,
    "drawn": _drawn,
}
