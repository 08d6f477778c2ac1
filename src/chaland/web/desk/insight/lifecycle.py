"""The screen of where customers stand: new, growing, regular, slowing, asleep, lost, back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.lifecycle import ABSENT, FREQUENCY, MONTHS_SHOWN, RECENCY
from chaland.sales.lifecycle import STATES
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_lifecycle import Lifecycle, Standing, read_lifecycle, read_states
from chaland.web.common.access import permission
from chaland.web.common.templatetags.chaland import day as written_day
from chaland.web.common.templatetags.chaland import euros_round, number
from chaland.web.desk.dashboard.heat import level
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table

LABELS: Mapping[str, str | Promise] = {
    "new": pgettext_lazy("customers", "New"),
    "growing": pgettext_lazy("customers", "Growing"),
    "regular": pgettext_lazy("customers", "Regular"),
    "slowing": pgettext_lazy("customers", "Slowing down"),
    "asleep": pgettext_lazy("customers", "Asleep"),
    "lost": pgettext_lazy("customers", "Lost"),
    "back": pgettext_lazy("customers", "Back"),
    ABSENT: _("Not yet customers"),
}
RULES: Mapping[str, str | Promise] = {
    "new": _("came on one or two days so far"),
    "growing": _("their last three intervals are a fifth shorter than usual for them"),
    "regular": _("keep their rhythm"),
    "slowing": _("silent for over twice their interval, or intervals a fifth longer than usual"),
    "asleep": _("silent for over three times their interval"),
    "lost": _("silent for over six times their interval"),
    "back": _("came again after they had fallen asleep"),
}
TONES = {"new": "sky", "growing": "green", "regular": "mint", "slowing": "gold", "asleep": "sand", "lost": "grey",
         "back": "plum"}  # fmt: skip
RECENCY_LABELS = (_("0–30 d"), _("31–90 d"), _("91–180 d"), _("181–365 d"), _("over 1 year"))
FORMULA = _(
    "Interval = days from the first to the last day they came ÷ (days they came − 1); 60 days until three days are "
    "known, 7 at least. Silence = days since the last visit. Lost: silence > 6 intervals; asleep: > 3; back: the last "
    "visit ended such a silence; new: one or two days; slowing: > 2, or the last three intervals are on average 20% "
    "longer; growing: 20% shorter; regular: all others. A return is no visit."
)
FORMULA_SOURCE = _(
    "Why these numbers: visits that fall by chance leave three intervals empty once in twenty times, six once in four "
    "hundred (Ehrenberg, 1972); each one’s own rhythm as the measure is Novo’s (2004)."
)


@permission(rules.VIEW_FIGURES)
def lifecycle(request: HttpRequest) -> HttpResponseBase:
    """Show where customers stand today, month after month, and by recency and frequency."""
    asked = Asked(request, "lifecycle")
    found = read_lifecycle(asked.whom)
    step = _step(request.GET.get("month", ""), found.ends)
    return show(
        asked,
        tables=(
            _states_table(found),
            _months_table(found),
            _flows_table(found, step),
            _matrix(found, asked.whom.period.days),
        ),
        charts=(_months_chart(found),),
        formula=f"{FORMULA}\n{FORMULA_SOURCE}",
        is_empty=not found.customers,
        months=[
            (written_day(end), place == step, asked.address(month=end.isoformat()))
            for place, end in reversed(list(enumerate(found.ends[1:])))
        ],
        since=found.ends[step],
        until=found.ends[step + 1],
    )


def tile(whom: Whom) -> Tile | None:
    """Tell how many fell asleep."""
    states = read_states(whom)
    asleep = states.get("asleep", Standing()).customers
    if not states:
        return None
    sentence = ngettext(
        "customer has fallen asleep and can still be won back",
        "customers have fallen asleep and can still be won back",
        asleep,
    )
    return Tile(number(asleep), sentence)


def _step(text: str, ends: Sequence[date]) -> int:
    """Return the place of the month that the address names; else the last whole one."""
    wanted = [place for place, end in enumerate(ends[1:]) if end.isoformat() == text]
    return wanted[0] if wanted else MONTHS_SHOWN - 3


def _stood(state: str, day: date | None = None) -> dict[str, Any]:
    window = {"window": {"to": day.isoformat()}} if day else {}
    return {"condition": "lifecycle", "is": [state], **window}


def _states_table(found: Lifecycle) -> Table:
    columns = (
        Column(_("State")),
        Column(_("Customers"), "count"),
        Column(_("Share"), "percent"),
        Column(_("Revenue of the period"), "euros_round"),
        Column(_("By customer"), "euros"),
        Column(_("Visits"), "count"),
    )
    rows = [_state_row(state, found.states.get(state, Standing()), found.customers) for state in STATES]
    everybody = Standing(
        found.customers,
        sum(one.revenue_cents for one in found.states.values()),
        sum(one.visits for one in found.states.values()),
    )
    totals = (gettext("All who ever came"), *_figures(everybody, found.customers))
    return Table("lifecycle", _("Customers by state, today"), columns, rows, totals)


def _state_row(state: str, one: Standing, everybody: int) -> list[Any]:
    url = people_link({"all": [_stood(state)]}) if one.customers else ""
    customers, *rest = _figures(one, everybody)
    return [Cell(LABELS[state], note=RULES[state]), Cell(customers, url), *rest]


def _figures(one: Standing, everybody: int) -> tuple[Any, ...]:
    share = one.customers / everybody if everybody else None
    each = round(one.revenue_cents / one.customers) if one.customers else None
    return one.customers, share, one.revenue_cents, each, one.visits


def _months_table(found: Lifecycle) -> Table:
    columns = (Column(_("On"), "day"), *(Column(LABELS[state], "count") for state in STATES))
    rows = [
        [end, *(_counted(found.on(place)[state], _stood(state, end)) for state in STATES)]
        for place, end in enumerate(found.ends)
    ]
    return Table("lifecycle_months", _("Customers by state at the end of each month"), columns, rows[::-1])


def _counted(customers: int, *conditions: dict[str, Any]) -> Cell:
    return Cell(customers, people_link({"all": list(conditions)}) if customers else "")


def _months_chart(found: Lifecycle) -> Chart:
    series = [
        Series(
            LABELS[state],
            [found.on(place)[state] for place in range(len(found.ends))],
            [people_link({"all": [_stood(state, end)]}) for end in found.ends],
            TONES[state],
        )
        for state in STATES
    ]
    label = _(
        "Customers by state at the end of each of the last thirteen months; the figures stand in the table below."
    )
    return Chart("months", "stacked", label, series, [written_day(end) for end in found.ends])


def _flows_table(found: Lifecycle, step: int) -> Table:
    since, until = found.ends[step : step + 2]
    flows = {(before, after): customers for (at, before, after), customers in found.flows.items() if at == step}
    ranked = sorted({customers for (before, after), customers in flows.items() if before != after})

    def cell(before: str, after: str) -> Cell:
        customers = flows.get((before, after), 0)
        earlier = {"none": [_stood_at_all(since)]} if before == ABSENT else _stood(before, since)
        url = people_link({"all": [earlier, _stood(after, until)]}) if customers else ""
        return Cell(customers, url, 0 if before == after else level(customers, ranked))

    columns = (Column(_("From ↓ to →")), *(Column(LABELS[state], "count") for state in STATES))
    rows = [[LABELS[before], *(cell(before, after) for after in STATES)] for before in (ABSENT, *STATES)]
    return Table("lifecycle_flows", _("Customers by state before and after"), columns, rows, is_heat=True)


def _stood_at_all(day: date) -> dict[str, Any]:
    return {"condition": "lifecycle", "is": list(STATES), "window": {"to": day.isoformat()}}


def _matrix(found: Lifecycle, days: int) -> Table:
    ranked = sorted({one.customers for one in found.cells.values()})

    def cell(recency: int, frequency: int) -> Cell:
        one = found.cells.get((recency, frequency), Standing())
        if not one.customers:
            return Cell(None, level=0)
        url = people_link({"all": [_recency(recency), _frequency(frequency, days)]})
        return Cell(one.customers, url, level(one.customers, ranked), euros_round(one.revenue_cents))

    columns = (Column(_("Visits of the period")), *(Column(label, "count") for label in RECENCY_LABELS))
    rows = [
        [_band_label(*FREQUENCY[frequency]), *(cell(recency, frequency) for recency in range(len(RECENCY)))]
        for frequency in range(len(FREQUENCY))
    ]
    caption = _("Customers by visits of the period and days since the last one, with their revenue of the period")
    return Table("recency_frequency", caption, columns, rows, is_heat=True)


def _recency(place: int) -> dict[str, Any]:
    return {"condition": "recency", "is": _between(*RECENCY[place])}


def _frequency(place: int, days: int) -> dict[str, Any]:
    return {"condition": "visits", "is": _between(*FREQUENCY[place]), "window": {"last_days": days}}


def _between(low: int, high: int | None) -> dict[str, Any]:
    if high is None:
        return {"operator": "at_least", "amount": low}
    return {"operator": "between", "amount": low, "to": high}


def _band_label(low: int, high: int | None) -> str:
    if high is None:
        return gettext("%(low)s and more") % {"low": low}
    return str(low) if low == high else f"{low}–{high}"
