"""What people buy, against everybody."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.assortment import FEWEST_BUYERS, Taste
from chaland.kernel.numbers import format_percent
from chaland.stores.models import Category
from chaland.usecases.insight.choose_articles import By
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_assortment import Tastes, read_tastes
from chaland.web.common.access import permission
from chaland.web.desk.insight.articles import (
    BYS,
    ONE,
    Choices,
    bought,
    buyers,
    called,
    in_family,
    into,
    people,
)
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, show
from chaland.web.desk.insight.tables import Cell, Column, Table

MOST_ROWS, MOST_BARS = 100, 15
FORMULA = _(
    "Share of revenue = revenue of the row ÷ revenue of all the rows, returns deducted. Share of buyers = customers "
    "who bought it ÷ customers who bought anything here. Index = 100 × share of buyers of the segment ÷ share of "
    "buyers of everybody: 100 is as everybody, 200 twice as often. Receipts without a customer are left out."
)


@permission(rules.VIEW_FIGURES)
def tastes(request: HttpRequest) -> HttpResponseBase:
    """Show what a segment buys against everybody, or what everybody buys."""
    asked = Asked(request, "bought")
    choices = Choices(asked)
    by, family = choices.by(BYS), choices.family()
    found = read_tastes(asked.whom, by, family)
    return show(
        asked,
        tables=[_table(asked, by, family, found)],
        charts=[_chart(asked, by, found)],
        formula=FORMULA,
        **choices.shown,
        is_empty=not found.rows,
        fewest=FEWEST_BUYERS,
        more=max(0, len(found.rows) - MOST_ROWS),
        few=any(not one.is_sure for one in found.rows[:MOST_ROWS]) and asked.whom.segment_id,
    )


def tile(whom: Whom) -> Tile | None:
    """Return the family that brings the most."""
    found = read_tastes(whom, "family", None)
    if not found.rows:
        return None
    first = found.rows[0]
    share = format_percent(first.revenue_share, get_language() or "fr")
    told = gettext("{share} of the revenue of known customers, the first family")
    return Tile(called(found.things[first.key], "family"), told.format(share=share))


def _table(asked: Asked, by: By, family: Category | None, found: Tastes) -> Table:
    is_compared = asked.whom.segment_id is not None
    columns = [Column(ONE[by]), Column(_("Revenue"), "euros_round"), Column(_("Share of revenue"), "permille")]
    columns += [Column(_("of everybody"), "permille")] if is_compared else []
    columns += [Column(_("Buyers"), "count"), Column(_("Share of buyers"), "permille")]
    columns += [Column(_("of everybody"), "permille"), Column(_("Index"), "count")] if is_compared else []
    everybody = Cell(found.buyers, people(asked, bought(in_family(family), asked.whom.period)) if found.buyers else "")
    totals = [gettext("Total"), found.revenue_cents, 1, *([1] if is_compared else []), everybody, 1]
    return Table(
        "bought",
        _("What they buy"),
        columns,
        [_row(asked, by, found, one, is_compared=is_compared) for one in found.rows[:MOST_ROWS]],
        [*totals, *([1, 100] if is_compared else [])],
    )


def _row(asked: Asked, by: By, found: Tastes, one: Taste, *, is_compared: bool) -> Sequence[Any]:
    thing = found.things[one.key]
    who = Cell(one.buyers, buyers(asked, thing) if one.buyers else "")
    row = [Cell(called(thing, by), into(asked, thing)), one.revenue_cents, one.revenue_share]
    if not is_compared:
        return [*row, who, one.buyers_share]
    return [*row, one.all_revenue_share, who, one.buyers_share, one.all_buyers_share, _index(one)]


def _index(one: Taste) -> Cell:
    """Return the index, grey in words where too few people stand behind it."""
    if one.index is None:
        return Cell(None)
    return Cell(round(one.index)) if one.is_sure else Cell(None, note=gettext("too few buyers"))


def _chart(asked: Asked, by: By, found: Tastes) -> Chart:
    rows = [one for one in found.rows if one.is_sure or asked.whom.segment_id is None][:MOST_BARS]
    urls = [buyers(asked, found.things[one.key]) for one in rows]
    theirs = Series(_("Share of buyers"), [one.buyers_share for one in rows], urls)
    usual = Series(_("Share of buyers, everybody"), [one.all_buyers_share for one in rows], tone="sand")
    return Chart(
        "bought",
        "bar",
        _("Share of the buyers, row by row"),
        [theirs, usual] if asked.whom.segment_id else [theirs],
        [called(found.things[one.key], by) for one in rows],
        unit="percent",
        is_flat=True,
    )
