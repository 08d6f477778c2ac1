"""What regular customers stopped buying, and whom to call about it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.kernel.money import format_euros_round
from chaland.kernel.numbers import format_number
from chaland.kernel.phone import format_phone
from chaland.usecases.insight.choose_articles import BYS, By
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_stopped import Stopped, read_stopped
from chaland.web.common.access import permission
from chaland.web.desk.insight.articles import ONE, Choices, called, into
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, show
from chaland.web.desk.insight.tables import Cell, Column, Table
from chaland.web.desk.templatetags.person import list_name

MOST_ROWS, MOST_BARS = 50, 15
FORMULA = _(
    "Rhythm = median of the days between two days on which a customer bought it, over 730 days, from four such days "
    "on. Stopped = not bought for more than twice that rhythm, longer than ever before, and at least 14 days. Only "
    "customers who still come: those with a rhythm who are not late on it. At stake = what it brought in the 365 "
    "days up to the last time, returns deducted."
)


@permission(rules.VIEW_FIGURES)
def stopped(request: HttpRequest) -> HttpResponseBase:
    """Show what regulars stopped buying, by family or article and by name."""
    asked = Asked(request, "stopped")
    choices = Choices(asked)
    by, family = choices.by(BYS), choices.family()
    chosen = _chosen(request.GET.get("of", ""), by)
    found = read_stopped(asked.whom, by, family, chosen)
    return show(
        asked,
        tables=[_sums(asked, by, found), _names(by, found)],
        charts=[_chart(asked, by, found)],
        formula=FORMULA,
        **choices.shown,
        found=found,
        is_empty=not found.sums,
        chosen=called(found.things[chosen], by) if chosen in found.things and chosen is not None else "",
        all_address=f"{asked.address(of='')}#names",
        more=max(0, len(found.sums) - MOST_ROWS),
    )


def tile(whom: Whom) -> Tile | None:
    """Return how much is at stake with those who stopped buying something."""
    found = read_stopped(whom, "family", None)
    if not found.sums:
        return None
    language = get_language() or "fr"
    told = ngettext(
        "at stake with {count} regular who stopped buying a family",
        "at stake with {count} regulars who stopped buying a family",
        found.people,
    )
    stake = format_euros_round(found.stake_cents, language)
    return Tile(stake, told.format(count=format_number(found.people, language)))


def _chosen(text: str, by: By) -> Any:
    if by == "article":
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None  # noqa: PLR2004
    return text or None


def _sums(asked: Asked, by: By, found: Stopped) -> Table:
    columns = [Column(ONE[by]), Column(_("Customers"), "count"), Column(_("At stake"), "euros_round")]
    rows = [_sum_row(asked, by, found, row) for row in found.sums[:MOST_ROWS]]
    totals = [gettext("Total"), Cell(found.people, f"{asked.address(of='')}#names"), found.stake_cents]
    return Table("stopped", _("What regulars no longer buy"), columns, rows, totals)


def _sum_row(asked: Asked, by: By, found: Stopped, row: Any) -> Sequence[Any]:
    thing = found.things[row["key"]]
    name = Cell(called(thing, by), into(asked, thing))
    return [name, Cell(row["people"], _names_of(asked, row["key"])), row["stake_cents"]]


def _names_of(asked: Asked, key: Any) -> str:
    return f"{asked.address(of=str(key))}#names"


def _names(by: By, found: Stopped) -> Table:
    columns = [
        Column(_("Customer")),
        Column(_("Phone")),
        Column(ONE[by]),
        Column(_("Used to buy every"), "days"),
        Column(_("Last bought"), "day"),
        Column(_("Days since"), "count"),
        Column(_("At stake"), "euros_round"),
    ]
    rows = [
        [
            Cell(list_name(one.customer), reverse("customer", args=[one.customer.pk])),
            format_phone(one.phone) if one.phone else None,
            called(found.things[one.key], by),
            one.row["rhythm_days"],
            one.row["last_on"],
            one.row["silent_days"],
            one.row["stake_cents"],
        ]
        for one in found.named
    ]
    return Table("names", _("Whom to speak to about it"), columns, rows)


def _chart(asked: Asked, by: By, found: Stopped) -> Chart:
    rows = found.sums[:MOST_BARS]
    return Chart(
        "stopped",
        "bar",
        _("At stake by what is no longer bought"),
        [
            Series(
                _("At stake"),
                [row["stake_cents"] for row in rows],
                [_names_of(asked, row["key"]) for row in rows],
                "brick",
            )
        ],
        [called(found.things[row["key"]], by) for row in rows],
        unit="euros",
        is_flat=True,
    )
