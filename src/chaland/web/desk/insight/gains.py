"""What was gained and lost by family, and by what."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.assortment import Change
from chaland.usecases.insight.choose_articles import Thing
from chaland.usecases.insight.read_assortment import Changes, read_changes
from chaland.web.common.access import permission
from chaland.web.desk.insight.articles import Choices, bought, buyers, called, into, people
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, show
from chaland.web.desk.insight.tables import Cell, Column, Table

MOST_ROWS, MOST_BARS = 100, 15
AGAINST = {"before": _("the days just before"), "year": _("the same days a year before")}
FORMULA = _(
    "Revenue of known customers = buyers × purchases by buyer × amount by purchase. Each part is what its factor "
    "alone changes, the mean over the six orders in which the three can change one after the other (Shapley); with "
    "the receipts without a customer they add up to the difference, to the cent. Where one of the periods has no "
    "buyer, all is put down to the buyers."
)


@permission(rules.VIEW_FIGURES)
def gains(request: HttpRequest) -> HttpResponseBase:
    """Show gains and losses against an earlier period."""
    asked = Asked(request, "gains")
    choices = Choices(asked)
    against = choices.one("against", _("Compared with"), AGAINST, "before")
    found = read_changes(asked.whom, choices.family(), is_against_year=against == "year")
    return show(
        asked,
        tables=[_parts(asked, found), _factors(asked, found)],
        charts=[_chart(asked, found)],
        formula=FORMULA,
        **choices.shown,
        is_empty=not found.rows,
        now=found.now,
        before=found.before,
        is_first=not any(one.before.buyers or one.before.anonymous_cents for one in found.rows),
        more=max(0, len(found.rows) - MOST_ROWS),
    )


def _parts(asked: Asked, found: Changes) -> Table:
    columns = [
        Column(_("Family")),
        *(
            Column(label, "euros_round")
            for label in (
                _("Revenue"),
                _("Before"),
                _("Difference"),
                _("by buyers"),
                _("by frequency"),
                _("by basket"),
                _("without a customer"),
            )
        ),
    ]
    rows = [_money(one) for one in found.rows]
    totals = [sum(column) for column in zip(*rows, strict=True)]
    shown = [_part_row(asked, found, one) for one in found.rows[:MOST_ROWS]]
    return Table("gains", _("Gains and losses, and by what"), columns, shown, [gettext("Total"), *totals])


def _money(one: Change) -> list[int]:
    return [
        one.now.revenue_cents + one.now.anonymous_cents,
        one.before.revenue_cents + one.before.anonymous_cents,
        one.difference_cents,
        one.buyers_cents,
        one.frequency_cents,
        one.basket_cents,
        one.anonymous_cents,
    ]


def _part_row(asked: Asked, found: Changes, one: Change) -> Sequence[Any]:
    thing = found.things[one.key]
    money = _money(one)
    money[2:3] = [Cell(one.difference_cents, _who_changed(asked, found, thing, one))]  # type: ignore[list-item]
    return [Cell(called(thing, "family"), into(asked, thing)), *money]


def _who_changed(asked: Asked, found: Changes, thing: Thing, one: Change) -> str:
    """Return the link to those who buy it now and did not before or, where it lost, the other way round."""
    if not thing.slots:
        return ""
    now, before = bought(thing.slots, found.now), bought(thing.slots, found.before)
    yes, no = (before, now) if one.difference_cents < 0 else (now, before)
    return people(asked, yes, {"none": [no]})


def _factors(asked: Asked, found: Changes) -> Table:
    columns = [
        Column(_("Family")),
        Column(_("Buyers"), "count"),
        Column(_("before"), "count"),
        Column(_("Purchases by buyer"), "decimal"),
        Column(_("before"), "decimal"),
        Column(_("By purchase"), "euros"),
        Column(_("before"), "euros"),
    ]
    rows = [_factor_row(asked, found, one) for one in found.rows[:MOST_ROWS]]
    return Table("factors", _("Buyers, frequency and basket"), columns, rows)


def _factor_row(asked: Asked, found: Changes, one: Change) -> Sequence[Any]:
    thing = found.things[one.key]
    return [
        Cell(called(thing, "family"), into(asked, thing)),
        Cell(one.now.buyers, buyers(asked, thing, found.now) if one.now.buyers else ""),
        Cell(one.before.buyers, buyers(asked, thing, found.before) if one.before.buyers else ""),
        *(None if value is None else float(value) for value in (one.now.frequency, one.before.frequency)),
        *(None if value is None else round(value) for value in (one.now.basket_cents, one.before.basket_cents)),
    ]


def _chart(asked: Asked, found: Changes) -> Chart:
    rows = found.rows[:MOST_BARS]
    names = [called(found.things[one.key], "family") for one in rows]
    labels = (
        (_("by buyers"), "green", [one.buyers_cents for one in rows]),
        (_("by frequency"), "gold", [one.frequency_cents for one in rows]),
        (_("by basket"), "sky", [one.basket_cents for one in rows]),
        (_("without a customer"), "grey", [one.anonymous_cents for one in rows]),
    )
    urls = [_who_changed(asked, found, found.things[one.key], one) for one in rows]
    series = [Series(label, values, urls, tone) for label, tone, values in labels]
    return Chart(
        "gains", "stacked", _("What each family gained or lost, by cause"), series, names, unit="euros", is_flat=True
    )
