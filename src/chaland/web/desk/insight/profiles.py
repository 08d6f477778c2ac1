"""The few kinds of customers that the file holds, each told in plain words, with a segment close to it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.kinds import main_families
from chaland.kernel.errors import Refusal
from chaland.kernel.money import format_euros_round
from chaland.kernel.numbers import format_decimal, format_number, format_percent
from chaland.sentences import sentence
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_profiles import read_profiles
from chaland.web.common.access import permission
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table

FIRM = 0.75
_LITTLE = 0.3
FORMULA = _(
    "Customers who came in the last year are compared by what they spend, how often they come, their basket, their "
    "last visit, their hours and days, and the families they buy (a family mostly bought by itself is left out). "
    "Those alike are put together (k-means); the number of kinds is the one that comes back best when the customers "
    "are drawn anew ten times, against made-up files without kinds. The rule of a segment is the closest one of three "
    "conditions at most."
)
# By the name of a measure: what is said of more of it, and of less, than everybody.
WORDS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "revenue": (_("spend more: {here} a year, against {all}"), _("spend less: {here} a year, against {all}")),
    "visits": (
        _("come more often: {here} visits a year, against {all}"),
        _("come less: {here} visits a year, against {all}"),
    ),
    "basket": (_("fill larger baskets: {here}, against {all}"), _("fill smaller baskets: {here}, against {all}")),
    "recency": (_("have not come for {here} days, against {all}"), _("came {here} d ago, against {all}")),
    "mornings": (
        _("come rather in the morning: {here}, against {all}"),
        _("come little in the morning: {here}, against {all}"),
    ),
    "evenings": (
        _("come rather after 17:00: {here}, against {all}"),
        _("come little after 17:00: {here}, against {all}"),
    ),
    "weekends": (
        _("come rather at the weekend: {here}, against {all}"),
        _("come little at the weekend: {here}, against {all}"),
    ),
}
FAMILY = (
    _("buy more {family}: {here} of what they spend, against {all}"),
    _("buy less {family}: {here} of what they spend, against {all}"),
)
TITLES: Mapping[tuple[int, int], str | Promise] = {
    (1, 1): _("Often and a lot"),
    (1, 0): _("Often"),
    (1, -1): _("Often, for little"),
    (0, 1): _("Large baskets"),
    (0, 0): _("Like everybody"),
    (0, -1): _("Small baskets"),
    (-1, 1): _("Seldom, but a lot"),
    (-1, 0): _("Seldom"),
    (-1, -1): _("Seldom, for little"),
}
TIMES: Mapping[tuple[str, int], str | Promise] = {
    ("mornings", 1): _("{title}, in the morning"),
    ("evenings", 1): _("{title}, in the evening"),
    ("evenings", -1): _("{title}, never in the evening"),
    ("weekends", 1): _("{title}, at the weekend"),
}


@permission(rules.VIEW_FIGURES)
def profiles(request: HttpRequest) -> HttpResponseBase:
    """Show the kinds."""
    asked = Asked(request, "profiles")
    found = read_profiles(asked.whom, now=timezone.now())
    kinds = [_kind(one, place) for place, one in enumerate(found.told.get("kinds", []), 1)]
    return show(
        asked,
        tables=[_table(found.told)] if kinds else [],
        formula=FORMULA,
        found_on=found.found_on,
        problem=sentence(Refusal(found.refusal, **found.params)) if found.refusal else "",
        kinds=kinds,
        firm=_firm(found.told) if kinds else "",
    )


def _language() -> str:
    return get_language() or "fr"


def _kind(one: Mapping[str, Any], place: int) -> dict[str, Any]:
    return {
        "place": place,
        "title": title(one),
        "size": one["size"],
        "share": one["share"],
        "revenue_cents": one["revenue_cents"],
        "revenue_share": one["revenue_share"],
        "traits": [_trait(*trait) for trait in one["traits"]],
        "habits": _habits(one),
        "close": _close(one),
        "url": people_link(one["rule"]),
    }


def title(one: Mapping[str, Any]) -> str:
    """Name a kind by how often, how much, and at which hours."""
    signs = {name: (difference > 0) - (difference < 0) for name, _here, _all, difference in one["traits"]}
    named = str(TITLES[signs.get("visits", 0), signs.get("basket", 0)])
    for name in ("mornings", "evenings", "weekends"):
        template = TIMES.get((name, signs.get(name, 0)))
        if template:
            return str(template).format(title=named)
    return named


def _trait(name: str, here: float, everybody: float, difference: float) -> str:
    more, less = FAMILY if name.startswith("family:") else WORDS[name]
    write = _writer(name)
    template = str(more if difference > 0 else less)
    return template.format(family=name.removeprefix("family:"), here=write(here), all=write(everybody))


def _writer(name: str) -> Callable[[float], str]:
    if name in ("revenue", "basket"):
        return lambda cents: format_euros_round(round(cents), _language())
    if name in ("visits", "recency"):
        return lambda count: format_decimal(count, 0, _language())
    return lambda share: format_percent(share, _language(), 1 if share < _LITTLE else 0)


def _habits(one: Mapping[str, Any]) -> str:
    """Say how they come, and what they buy most."""
    centre = one["centre"]
    parts = {name: format_percent(centre[name], _language()) for name in ("mornings", "evenings", "weekends")}
    said = gettext("{mornings} of their visits before noon, {evenings} after 17:00, {weekends} at the weekend.")
    families = ", ".join(f"{name} ({format_percent(part, _language())})" for name, part in main_families(one) if part)
    if not families:
        return said.format(**parts)
    return f"{said.format(**parts)} {gettext('They buy above all: {families}.').format(families=families)}"


def _close(one: Mapping[str, Any]) -> str:
    """Say how close the rule comes, in tens of people."""
    told = gettext("Of 10 people in this segment, {inside} are of this kind; it finds {found} in 10 of them.")
    return told.format(inside=round(10 * one["precision"]), found=round(10 * one["recall"]))


def _firm(told: Mapping[str, Any]) -> str:
    """Say how surely these are the kinds of the file."""
    count = len(told["kinds"])
    again = next((stability for groups, stability, _advantage in told["choices"] if groups == count), 1.0)
    if count == 1:
        return gettext("The file holds no kinds that part from each other: your customers are much alike.")
    firm = gettext("Drawn anew ten times, the customers fall into the same {count} kinds: they agree at {share}.")
    loose = gettext(
        "Drawn anew ten times, the customers fall into {count} kinds that agree at {share} with these: "
        "the borders between them are blurred, take them as a help for thinking."
    )
    share = format_percent(again, _language())
    return (firm if again >= FIRM else loose).format(count=format_number(count, _language()), share=share)


def _table(told: Mapping[str, Any]) -> Table:
    columns = (
        Column(pgettext_lazy("customers", "Kind")), Column(_("Customers"), "count"),
        Column(_("Share of the customers"), "percent"),
        Column(_("Revenue of 12 months"), "euros_round"), Column(_("Share of the revenue"), "percent"),
        Column(_("Visits in the year"), "decimal"), Column(_("Basket"), "euros"),
    )  # fmt: skip
    rows = [
        (
            title(one),
            Cell(one["size"]),
            one["share"],
            one["revenue_cents"],
            one["revenue_share"],
            one["centre"]["visits"],
            round(one["centre"]["basket"]),
        )
        for one in told["kinds"]
    ]
    sums = (told["customers"], 1.0, sum(one["revenue_cents"] for one in told["kinds"]), 1.0)
    return Table("kinds", _("The kinds of customers side by side"), columns, rows, (_("All"), *sums, None, None))


def tile(whom: Whom) -> Tile | None:
    """Return how many kinds there are, for the landing page."""
    kinds = read_profiles(whom, now=timezone.now()).told.get("kinds", [])
    if not kinds:
        return None
    best = max(kinds, key=lambda one: one["revenue_share"])
    share = format_percent(best["revenue_share"], _language())
    said = gettext("kinds of customers; “{title}” bring {share} of the revenue").format(title=title(best), share=share)
    return Tile(format_number(len(kinds), _language()), said)
