"""What to expect: visits and revenue to come, who is still a customer, and how far the past bears it out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.expecting import CLASSES
from chaland.insight.forecasting import HORIZONS
from chaland.kernel.errors import Refusal
from chaland.kernel.money import format_euros_round
from chaland.kernel.numbers import format_number, format_percent
from chaland.sentences import sentence
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_forecast import Expected, read_forecast
from chaland.web.common.access import permission
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table

TRUSTED, ROUGH = 0.1, 0.25
CLASS_NAMES = (_("Probably gone"), _("More gone than here"), _("Probably still customers"), _("Surely still customers"))
PARAMETERS = (
    _("Visits: r"),
    _("Visits: α, in days"),
    _("Leaving: a"),
    _("Leaving: b"),
    _("Baskets: p"),
    _("Baskets: q"),
    _("Baskets: γ, in cents"),
)
FORMULA = _(
    "Visits: BG/NBD, the probability of a visit and of having left, read from how often and how recently each customer "
    "came (days of visit, several in a day count once). Basket: Gamma-Gamma, between their own mean and the file’s. "
    "Worked out again every day from all receipts. The interval holds the totals in 19 cases of 20 "
    "as long as customers go on as they do."
)


@permission(rules.VIEW_FIGURES)
def expected(request: HttpRequest) -> HttpResponseBase:
    """Show what to expect."""
    asked = Asked(request, "expected")
    found = read_forecast(asked.whom, now=timezone.now())
    trial = found.found.told.get("trial") or {}
    is_told = bool(found.best)
    return show(
        asked,
        tables=_tables(found, asked.whom, trial) if is_told else [],
        charts=[_trial_chart(trial)] if trial and is_told else [],
        formula=FORMULA,
        found_on=found.found.found_on,
        problem=sentence(Refusal(found.found.refusal, **found.found.params)) if found.found.refusal else "",
        horizons=[_horizon(found, days) for days in HORIZONS] if is_told else [],
        trust=_trust(trial) if trial else "",
    )


def _tables(found: Expected, whom: Whom, trial: Mapping[str, Any]) -> list[Table]:
    tables = [_classes(found, whom), _best(found), _parameters(found.found.told["parameters"])]
    return [*tables, _trial_table(trial)] if trial else tables


def _parameters(kept: Sequence[Sequence[float]]) -> Table:
    columns = (
        Column(_("Parameter")), Column(_("Value"), "hundredths"),
        Column(_("Lower bound"), "hundredths"), Column(_("Upper bound"), "hundredths"),
    )  # fmt: skip
    rows = [(name, *one) for name, one in zip(PARAMETERS, kept, strict=True)]
    return Table(
        "parameters", _("Parameters of the models, with what they lie between in 19 cases of 20"), columns, rows
    )


def _horizon(found: Expected, days: int) -> dict[str, Any]:
    """Return the totals of the people with their intervals: those of everybody, in proportion."""
    kept = found.found.told["horizons"][str(days)]
    visits, cents = (found.total(name.format(days)) for name in ("expected_visits_{}", "expected_revenue_{}_cents"))
    low_visits, high_visits = _interval(kept["visits"], visits)
    low_cents, high_cents = _interval(kept["revenue_cents"], cents)
    return {
        "days": days, "visits": visits, "low_visits": low_visits, "high_visits": high_visits,
        "cents": cents, "low_cents": low_cents, "high_cents": high_cents,
    }  # fmt: skip


def _interval(kept: list[float], total: float) -> tuple[int, int]:
    value, low, high = kept
    return (round(total * low / value), round(total * high / value)) if value else (0, 0)


def error_of(trial: Mapping[str, Any]) -> float:
    """Return how far the trial was off, as a share of what came; more than 0 when it foretold too much."""
    return float((trial["expected"] - trial["real"]) / trial["real"]) if trial["real"] else 1.0


def _trust(trial: Mapping[str, Any]) -> str:
    error, language = error_of(trial), get_language() or "fr"
    if abs(error) <= TRUSTED:
        verdict = gettext("You may count on the totals.")
    elif abs(error) <= ROUGH:
        verdict = gettext("Take the totals as an order of magnitude.")
    else:
        verdict = gettext("Do not count on the totals: trust the order of the customers rather than the figures.")
    told = gettext(
        "Tried on the last {days} days, from what was known before: {expected} visits foretold, {real} came, "
        "{error} off. {verdict} For one customer alone, chance weighs more than the forecast."
    )
    return told.format(
        days=trial["days"],
        expected=format_number(round(trial["expected"]), language),
        real=format_number(round(trial["real"]), language),
        error=format_percent(abs(error), language, 1),
        verdict=verdict,
    )


def _classes(found: Expected, whom: Whom) -> Table:
    columns = (
        Column(_("They are")), Column(_("Probability")), Column(_("Customers"), "count"),
        Column(_("Visits in 12 months"), "decimal"), Column(_("Revenue in 12 months"), "euros_round"),
    )  # fmt: skip
    rows = [
        (
            CLASS_NAMES[one["place"]],
            _span(one["place"]),
            Cell(one["customers"], people_link(_rule(one["place"], whom)) if one["customers"] else ""),
            one["expected_visits_365"],
            one["expected_revenue_365_cents"],
        )
        for one in reversed(found.classes)
    ]
    sums = [found.total(name) for name in ("customers", "expected_visits_365", "expected_revenue_365_cents")]
    return Table("still_customers", _("Who is probably still a customer"), columns, rows, (_("All"), "", *sums))


def _span(place: int) -> str:
    bounds = (0.0, *CLASSES, 1.0)
    low, high = (format_percent(share, get_language() or "fr") for share in bounds[place : place + 2])
    return gettext("{low} to {high}").format(low=low, high=high)


def _rule(place: int, whom: Whom) -> dict[str, Any]:
    """Describe a class of probability; its upper end belongs to the next one."""
    bounds = (0.0, *CLASSES)
    parts: list[dict[str, Any]] = [_at_least(bounds[place])]
    if place < len(CLASSES):
        parts.append({"none": [_at_least(CLASSES[place])]})
    if whom.segment_id:
        parts.append({"condition": "member", "is": [whom.segment_id]})
    return {"all": parts}


def _at_least(share: float) -> dict[str, Any]:
    return {"condition": "still_customer", "is": {"operator": "at_least", "amount": round(100 * share)}}


def _best(found: Expected) -> Table:
    columns = (
        Column(_("Customer")), Column(_("Still a customer"), "percent"), Column(_("Visits in 12 months"), "decimal"),
        Column(_("Revenue in 90 days"), "euros_round"), Column(_("Revenue in 12 months"), "euros_round"),
    )  # fmt: skip
    rows = [
        (
            Cell(found.names.get(one["customer_id"], ""), reverse("customer", args=[one["customer_id"]])),
            one["p_alive"],
            one["expected_visits_365"],
            one["expected_revenue_90_cents"],
            one["expected_revenue_365_cents"],
        )
        for one in found.best
    ]
    return Table("worth_most", _("The customers worth most in the next year"), columns, rows)


def _trial_table(trial: Mapping[str, Any]) -> Table:
    columns = (
        Column(_("Earlier visits after the first")), Column(_("Customers"), "count"),
        Column(_("Visits foretold each"), "decimal"), Column(_("Visits that came each"), "decimal"),
    )  # fmt: skip
    rows = [(_band(least, most), count, told, real) for least, most, count, told, real, _error in trial["rows"]]
    return Table("trial", _("What was foretold beside what came"), columns, rows)


def _band(least: int, most: int) -> str | Promise:
    return str(least) if least == most else gettext("{low} to {high}").format(low=least, high=most)


def _trial_chart(trial: Mapping[str, Any]) -> Chart:
    rows = trial["rows"]
    return Chart(
        "trial",
        "line",
        _("Visits foretold for the last days beside those that came, by number of earlier visits"),
        (
            Series(pgettext_lazy("visits", "Foretold"), [row[3] for row in rows], tone="gold", is_dashed=True),
            Series(pgettext_lazy("visits", "Came"), [row[4] for row in rows], tone="green"),
        ),
        categories=[_band(row[0], row[1]) for row in rows],
        unit="decimal",
        x_label=_("Earlier visits after the first"),
        y_label=_("Visits each"),
    )


def tile(whom: Whom) -> Tile | None:
    """Return the revenue to expect in the next year, for the landing page."""
    cents = read_forecast(whom, now=timezone.now()).total("expected_revenue_365_cents")
    if not cents:
        return None
    return Tile(format_euros_round(cents, get_language() or "fr"), gettext("to expect in the next 12 months"))
