"""What is bought together, and to whom the other half could be offered."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.kernel.errors import Refusal
from chaland.sentences import sentence
from chaland.usecases.insight.choose_articles import By
from chaland.usecases.insight.read_together import Pairing, Together, Wanted, read_together
from chaland.web.common.access import permission
from chaland.web.desk.insight.articles import Choices, bought, called, people
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, show
from chaland.web.desk.insight.tables import Cell, Column, Table

LEVELS: dict[str, tuple[By, int]] = {
    "1": ("family", 1),
    "2": ("family", 2),
    "3": ("family", 3),
    "article": ("article", 1),
}
LEVEL_NAMES: dict[str, str | Promise] = {
    "1": _("Families, first level"),
    "2": _("Families, two levels"),
    "3": _("Families, three levels"),
    "article": _("Articles"),
}
SUPPORTS: dict[str, str | Promise] = {
    "0.001": _("1 in 1,000"),
    "0.002": _("2 in 1,000"),
    "0.005": _("5 in 1,000"),
    "0.01": _("1 in 100"),
    "0.02": _("2 in 100"),
    "0.05": _("5 in 100"),
}
CONFIDENCES: dict[str, str | Promise] = {"0": _("any"), "0.1": _("1 in 10"), "0.25": _("1 in 4"), "0.5": _("1 in 2")}
FORMULA = _(
    "Support = baskets that hold all of them ÷ all baskets. Confidence = baskets that hold all of them ÷ baskets "
    "that hold the first. Lift = confidence ÷ share of all baskets that hold the second: 2 is twice as often as by "
    "chance. To offer it to = customers who bought the first in the period, and not the second. A basket is a "
    "receipt; returned lines are left out."
)


@permission(rules.VIEW_FIGURES)
def together(request: HttpRequest) -> HttpResponseBase:
    """Show pairs and triples, and who buys the one without the other."""
    asked = Asked(request, "together")
    choices = Choices(asked)
    by, depth = LEVELS[choices.one("level", _("Told apart by"), LEVEL_NAMES, "2")]
    support = float(choices.one("support", _("In at least"), SUPPORTS, "0.01"))
    confidence = float(choices.one("confidence", _("Sure at least"), CONFIDENCES, "0.1"))
    family = choices.family()
    try:
        found = read_together(asked.whom, Wanted(by, depth, support, confidence), family)
    except Refusal as refusal:
        return show(asked, formula=FORMULA, **choices.shown, problem=sentence(refusal))
    return show(
        asked,
        tables=[
            _table(asked, by, found, found.pairs, is_pairs=True),
            _table(asked, by, found, found.triples, is_pairs=False),
        ],
        charts=[_chart(asked, by, found)],
        formula=FORMULA,
        **choices.shown,
        found=found,
    )


def _table(asked: Asked, by: By, found: Together, rows: Sequence[Pairing], *, is_pairs: bool) -> Table:
    columns = [
        Column(_("Who buys")),
        Column(_("also buys")),
        Column(_("Baskets"), "count"),
        Column(_("Support"), "permille"),
        Column(_("Confidence"), "permille"),
        Column(_("Lift"), "decimal"),
        Column(_("To offer it to"), "count"),
    ]
    key, caption = ("pairs", _("Pairs")) if is_pairs else ("triples", _("Triples"))
    return Table(key, caption, columns, [_row(asked, by, found, one) for one in rows])


def _row(asked: Asked, by: By, found: Together, one: Pairing) -> Sequence[Any]:
    both = _who_bought(asked, found, (*one.given, one.item))
    return [
        _given(by, found, one),
        called(found.things[one.item], by),
        Cell(one.count, both),
        one.support,
        one.confidence,
        one.lift,
        Cell(one.offered, _to_whom(asked, found, one) if one.offered else ""),
    ]


def _given(by: By, found: Together, one: Pairing) -> str:
    return gettext(" and ").join(called(found.things[thing], by) for thing in one.given)


def _who_bought(asked: Asked, found: Together, things: Sequence[Any]) -> str:
    return people(asked, *(bought(found.things[thing].slots, asked.whom.period) for thing in things))


def _to_whom(asked: Asked, found: Together, one: Pairing) -> str:
    """Return the link to who buys what is given and not the rest."""
    given = [bought(found.things[thing].slots, asked.whom.period) for thing in one.given]
    return people(asked, *given, {"none": [bought(found.things[one.item].slots, asked.whom.period)]})


def _chart(asked: Asked, by: By, found: Together) -> Chart:
    rows = found.pairs
    names = [f"{_given(by, found, one)} → {called(found.things[one.item], by)}" for one in rows]
    points = [[one.support, one.confidence, name] for one, name in zip(rows, names, strict=True)]
    urls = [_to_whom(asked, found, one) for one in rows]
    return Chart(
        "together",
        "scatter",
        _("Pairs by support and confidence"),
        [Series(_("Pairs"), points, urls)],
        unit="percent",
        x_unit="percent",
        x_label=_("Support"),
        y_label=_("Confidence"),
    )
