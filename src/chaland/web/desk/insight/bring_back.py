"""Whom to bring back today, one click to act, and what such a list was worth in the past."""

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chaland.accounts import rules
from chaland.insight.bring_back import Group, PastDay
from chaland.interactions.rules import NewInteraction
from chaland.kernel.phone import format_phone
from chaland.usecases.customers.add_interaction import add_interaction
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_bring_back import MOST_IN_FILE, PER_PAGE, LateCustomer, read_late, read_worth
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.common.templatetags.chaland import day, euros_round, number, percent
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, show
from chaland.web.desk.insight.tables import Cell, Column, Table
from chaland.web.desk.refusals import not_found_as_404
from chaland.web.desk.templatetags.person import list_name

FORMULA = _(
    "At stake = a year’s revenue at their pace × days late ÷ days since the last visit. Late: away longer than twice "
    "their usual interval and than three gaps in four of theirs. Pace: revenue of the last 365 days; of who came first "
    "less than a year ago, brought to a year (90 days at least). Who was called or met in the last 14 days, or has an "
    "action planned, is left out."
)
WORTH_FORMULA = _(
    "On each past day the list is made with what was known then. Expected: 60 days at the pace known that day. Lost = "
    "expected − what they spent in the 60 days after. The two lists are of the same length: the late ones by euros at "
    "stake, and those not seen for over 90 days by the revenue of their year. Who was called or met in these days is "
    "left out; mailings to everybody are not. Beyond 50,000 customers, one in so many is looked at."
)
GROUPS: Mapping[str, str | Promise] = {
    "on_time": _("On time"),
    "late": _("Late on their habit"),
    "listed": _("This list"),
    "naive": _("Not seen for 90 days"),
}


@permission(rules.VIEW_FIGURES)
def bring_back(request: HttpRequest) -> HttpResponseBase:
    """Show the list of today; with `view=worth` what such a list was worth."""
    asked = Asked(request, "bring-back")
    return _worth(asked) if request.GET.get("view") == "worth" else _list(asked)


def _list(asked: Asked) -> HttpResponseBase:
    if "file" in asked.request.GET:
        everybody = read_late(asked.whom, length=MOST_IN_FILE)
        return show(asked, tables=[_table(everybody.rows)])
    page = _page(asked.request)
    found = read_late(asked.whom, start=(page - 1) * PER_PAGE)
    pages = Paginator(range(found.count), PER_PAGE).get_page(page)
    return show(
        asked,
        tables=[_table(found.rows)],
        formula=FORMULA,
        view="list",
        rows=found.rows,
        count=found.count,
        stake=found.stake_cents,
        page=pages,
        late_url=f"{reverse('customers')}?{urlencode({'rhythm': 'late,very_late'})}",
        views=_views(asked, "list"),
    )


def _views(asked: Asked, shown: str) -> list[tuple[str | Promise, str, bool]]:
    labels = {"list": _("Today"), "worth": _("What this list is worth")}
    return [(labels[view], asked.address(view=view, page=""), view == shown) for view in labels]


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1  # noqa: PLR2004


def _table(rows: Sequence[LateCustomer]) -> Table:
    columns = (
        Column(_("Customer")), Column(_("Phone")), Column(_("Last visit"), "day"), Column(_("Usual interval"), "days"),
        Column(_("Days late"), "count"), Column(_("Usual basket"), "euros"),
        Column(_("A year’s revenue"), "euros_round"), Column(_("At stake"), "euros_round"), Column(_("Usually buys")),
    )  # fmt: skip
    return Table(
        "bring_back",
        _("To bring back today"),
        columns,
        [
            (
                Cell(list_name(row.customer), reverse("customer", args=[row.customer.pk])),
                format_phone(row.phone) if row.phone else None,
                row.last_visit_on,
                row.usual_interval_days,
                row.days_late,
                row.average_basket_cents,
                row.pace_cents,
                row.stake_cents,
                ", ".join(row.favourites),
            )
            for row in rows
        ],
    )


@permission(rules.WRITE_INTERACTIONS)
@require_POST
def bring_back_done(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Write down that the customer was called: they leave the list for some days."""
    call = NewInteraction(customer_id, "call", subject=gettext("To bring them back"), outcome="done")
    with not_found_as_404():
        add_interaction(call, scope=request_scope(request), author_id=request.user.pk, now=timezone.now())
    messages.success(request, gettext("The call is written down; they leave the list for 14 days."))
    back = {name: request.POST[name] for name in ("page", "segment") if request.POST.get(name, "").isdigit()}
    return redirect(f"{reverse('insight-bring-back')}?{urlencode(back)}" if back else reverse("insight-bring-back"))


def tile(whom: Whom) -> Tile | None:
    """Return how much is at stake today."""
    found = read_late(whom, length=0)
    if not found.count:
        return None
    told = ngettext("at stake with {count} late customer", "at stake with {count} late customers", found.count)
    return Tile(euros_round(found.stake_cents), told.format(count=number(found.count)))


def _worth(asked: Asked) -> HttpResponseBase:
    days = read_worth(asked.whom)
    totals = {name: sum((one.groups[name] for one in days), Group()) for name in GROUPS}
    has_lists = bool(totals["listed"].people)
    return show(
        asked,
        tables=[_groups_table(totals), _days_table(days)],
        charts=[_back_chart(totals), _lost_chart(days)] if has_lists else [],
        formula=WORTH_FORMULA,
        view="worth",
        views=_views(asked, "worth"),
        has_lists=has_lists,
        verdict=_verdict(totals, days) if has_lists else "",
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _a_head(cents: int, people: int) -> int | None:
    return round(cents / people) if people else None


def _verdict(totals: Mapping[str, Group], days: Sequence[PastDay]) -> list[str]:
    listed, naive, late, on_time = (totals[name] for name in ("listed", "naive", "late", "on_time"))
    back = gettext(
        "{late} of the late ones came back by themselves within 30 days, against {on_time} of those on time, and "
        "{naive} of those not seen for 90 days."
    ).format(
        late=_told(late.back_soon, late.people),
        on_time=_told(on_time.back_soon, on_time.people),
        naive=_told(naive.back_soon, naive.people),
    )
    lost = gettext(
        "On {days} past days, lists of equal length: the people of this list then brought {listed} less than expected "
        "in 60 days ({listed_each} each), those not seen for 90 days {naive} ({naive_each} each)."
    ).format(
        days=len(days),
        listed=euros_round(listed.lost_cents),
        listed_each=euros_round(_a_head(listed.lost_cents, listed.people)),
        naive=euros_round(naive.lost_cents),
        naive_each=euros_round(_a_head(naive.lost_cents, naive.people)),
    )
    return [lost, back, _advice(listed, naive)]


def _told(part: int, whole: int) -> str:
    return percent(_share(part, whole))


def _advice(listed: Group, naive: Group) -> str:
    if listed.lost_cents <= naive.lost_cents:
        return gettext("In this file the list does no better than the 90 days: prefer the simpler rule.")
    share = percent(_share(listed.back_later, listed.people))
    return gettext(
        "Most of them come back in the end ({share} within 60 days), but for less: a call brings them back sooner "
        "rather than at all. Those not seen for 90 days had little left to lose."
    ).format(share=share)


def _groups_table(totals: Mapping[str, Group]) -> Table:
    columns = (
        Column(_("Customers")), Column(_("People looked at"), "count"), Column(_("Back within 30 days"), "percent"),
        Column(_("Back within 60 days"), "percent"), Column(_("Expected in 60 days"), "euros_round"),
        Column(_("Spent"), "euros_round"), Column(_("Euros lost"), "euros_round"),
        Column(_("Lost each"), "euros_round"), Column(_("Lost of what was expected"), "percent"),
    )  # fmt: skip
    return Table(
        "worth",
        _("What came of them afterwards"),
        columns,
        [
            (GROUPS[name], *_group_cells(group), _share(group.lost_cents, group.expected_cents))
            for name, group in totals.items()
        ],
    )


def _group_cells(group: Group) -> tuple[int | float | None, ...]:
    return (
        group.people,
        _share(group.back_soon, group.people),
        _share(group.back_later, group.people),
        group.expected_cents,
        group.actual_cents,
        group.lost_cents,
        _a_head(group.lost_cents, group.people),
    )


def _days_table(days: Sequence[PastDay]) -> Table:
    columns = (
        Column(_("Day"), "day"), Column(_("Customers")), Column(_("People looked at"), "count"),
        Column(_("Back within 30 days"), "percent"), Column(_("Back within 60 days"), "percent"),
        Column(_("Expected in 60 days"), "euros_round"), Column(_("Spent"), "euros_round"),
        Column(_("Euros lost"), "euros_round"), Column(_("Lost each"), "euros_round"),
    )  # fmt: skip
    rows = [(one.on, GROUPS[name], *_group_cells(one.groups[name])) for one in days for name in GROUPS]
    return Table("worth_by_day", _("Day by day"), columns, rows)


def _back_chart(totals: Mapping[str, Group]) -> Chart:
    groups = totals.values()
    soon = [_share(one.back_soon, one.people) for one in groups]
    later = [_share(one.back_later, one.people) for one in groups]
    series = (
        Series(_("Back within 30 days"), soon, tone="green"),
        Series(_("Back within 60 days"), later, tone="mint"),
    )
    label = _("Share of customers who came back by themselves")
    return Chart("back", "bar", label, series, list(GROUPS.values()), unit="percent", is_flat=True)


def _lost_chart(days: Sequence[PastDay]) -> Chart:
    series = [
        Series(GROUPS[name], [one.groups[name].lost_cents for one in days], tone=tone)
        for name, tone in (("listed", "green"), ("naive", "sand"))
    ]
    label = _("Euros lost in the 60 days after, with lists of equal length")
    return Chart("lost", "bar", label, series, [day(one.on) for one in days], unit="euros")
