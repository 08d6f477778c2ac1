"""The month of a shop: one page that a shopkeeper reads, and prints."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.sentences.month import words
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_month import MonthReport, People, read_month
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.month_mail import read_month_of, to_choose
from chaland.web.desk.insight.tables import Column, Table


@permission(rules.VIEW_FIGURES)
def month(request: DeskRequest) -> HttpResponseBase:
    """Show the month, or give it as a sheet of paper."""
    asked = Asked(request, "month")
    report = read_month(asked.whom.scope, read_month_of(request.GET.get("month", "")), now=timezone.now())
    if request.GET.get("file") == "pdf":
        return _sheet(report)
    return show(
        asked,
        tables=[_families(report)],
        formula=words.FORMULA,
        report=report,
        heading=words.heading(report),
        figures=words.figures(report),
        people=[_said(one, words.people(one)) for one in report.people],
        tasks=[_said(one, words.task(one)) for one in report.tasks],
        readers=to_choose(request.user),
        may_choose_others=rules.may(request.user.role, rules.EDIT_USERS),
        months=[(str(one), date_format(one.first_on, "F Y"), one == report.month) for one in report.months],
    )


def _said(one: People, sentence: str) -> dict[str, Any]:
    return {"sentence": sentence, "url": people_link(one.rule) if one.count else "", "count": one.count}


def _families(report: MonthReport) -> Table:
    columns = (
        Column(_("Family")), Column(_("Revenue"), "euros_round"), Column(_("The month before"), "euros_round"),
        Column(pgettext_lazy("figure", "Change")),
    )  # fmt: skip
    rows = [
        (
            one.name,
            one.cents,
            one.before_cents if report.before else None,
            words.moved(one.cents, one.before_cents) if report.before else "—",
        )
        for one in report.families
    ]
    return Table("families", _("The families that bring most"), columns, rows)


def _sheet(report: MonthReport) -> HttpResponse:
    # Its library is large, and only needed here.
    from chaland.sentences.month.sheet import sheet

    name = gettext("month_{month}.pdf").format(month=report.month)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(sheet(report), content_type="application/pdf", headers=headers)


def tile(whom: Whom) -> Tile | None:
    """Return the revenue of the last month, for the landing page."""
    report = read_month(whom.scope, None, now=timezone.now())
    if not report.takings.receipts:
        return None
    figure = words.figures(report)[0]
    return Tile(figure.text, f"{words.month_name(report)} · {figure.compared[0]}")
