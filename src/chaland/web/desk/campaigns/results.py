"""What a campaign or a journey changed: at the till, against the people who were left alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from chaland.accounts.rules import VIEW_CAMPAIGNS
from chaland.campaigns.models import Campaign, Message
from chaland.campaigns.rules.effect import Effect
from chaland.sentences.campaigns.results import contest, counted, stratum, verdict
from chaland.stores.models import Store
from chaland.usecases.campaigns.read_results import (
    OTHERS,
    Contest,
    Line,
    Results,
    back_per_euro,
    read_journey_results,
    read_results,
)
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.common.templatetags.chaland import euros, euros_round, number
from chaland.web.desk.insight.tables import FILES, Column, Table, as_file
from chaland.web.desk.refusals import not_found_as_404

Words = Mapping[str, tuple[str | Promise, str | Promise]]
GROUPS = (
    Column(_("Written to"), "count"), Column(_("Left alone"), "count"), Column(_("Revenue each, written to"), "euros"),
    Column(_("Revenue each, left alone"), "euros"), Column(_("Difference"), "euros"), Column(_("At least"), "euros"),
    Column(_("At most"), "euros"), Column(_("Visits more, each"), "hundredths"),
)  # fmt: skip
_HEARD = frozenset({Campaign.Channel.EMAIL, Campaign.Channel.SMS})
"""Channels of which somebody tells what became of a message."""
_BY: Words = {
    "stratum": (_("By what they spent in the year before"), _("Spent before")),
    "store": (_("By store of reference"), _("Store")),
    "tier": (_("By tier as it was when the audience was drawn up"), _("Tier")),
    "segment": (_("By segment, whoever was in it when the audience was drawn up"), _("Segment")),
}


@permission(VIEW_CAMPAIGNS)
@require_GET
def results(request: DeskRequest, campaign_id: int) -> HttpResponseBase:
    """Show what a campaign changed, or give one of its tables as a file (`file=csv&table=<key>`)."""
    with not_found_as_404():
        found = read_results(campaign_id, request_scope(request), now=timezone.now())
    [campaign] = found.campaigns
    told = {"name": campaign.name, "back": reverse("campaign", args=[campaign_id])}
    return _page(request, found, told | {"channel": campaign.get_channel_display()})


@permission(VIEW_CAMPAIGNS)
@require_GET
def journey_results(request: DeskRequest, journey_id: int) -> HttpResponseBase:
    """Show what all messages of a journey changed together, or give one of its tables as a file."""
    with not_found_as_404():
        found = read_journey_results(journey_id, request_scope(request), now=timezone.now())
    return _page(
        request, found, {"name": found.journey and found.journey.name, "back": reverse("journey", args=[journey_id])}
    )


def _page(request: DeskRequest, found: Results, told: Mapping[str, Any]) -> HttpResponseBase:
    tables = {table.key: table for table in _tables(found)}
    if (kind := request.GET.get("file")) is not None:
        if kind not in FILES or request.GET.get("table") not in tables:
            raise Http404
        return as_file(tables[request.GET["table"]], kind, found.today)
    context = {
        "nav": "campaigns",
        "found": found,
        "verdict": verdict(found),
        "contest": found.contest and contest(found.contest),
        "tables": tables,
        "parts": [tables[f"by_{name}"] for name in _BY if f"by_{name}" in tables],
        "bar": bounds_on_a_line((found.whole or {}).get("cents")),
        "worth": worth(found.whole, found.cost_cents, found.sending.discount_cents),
        "counted": counted(found),
        "file_address": "?file=",
    }
    return render(request, "desk/campaigns/results.html", {**context, **told})


def _tables(found: Results) -> Sequence[Table]:
    every = [_messages(found)]
    if found.whole is not None:
        every.append(_each(found))
    if found.contest:
        every.append(_contest(found.contest))
    return [*every, *parts(found.by or {}, _BY, GROUPS, found.campaigns)]


def _messages(found: Results) -> Table:
    """Count messages, people and vouchers, each as a share of the messages that left.

    What only a server tells, or a link, is not counted where there is none. A server that told nothing is not a zero.
    """
    told, sent = found.sending, found.sending.sent
    is_heard = any(one.channel in _HEARD for one in found.campaigns)
    label = dict(Message.State.choices)
    rows: list[tuple[Any, int | None, float | None]] = [
        (pgettext_lazy("messages", "Sent"), sent, None),
        *(
            (text, count, count / sent if sent and count is not None else None)
            for text, count in (
                (_("Delivered, as the server told"), told.delivered or None),
                (_("Came back"), told.bounced),
                (_("Followed a link, of those who agree that it is noted"), told.clicked),
                (_("Links of theirs followed by a machine, not counted above"), told.scanned),
                (_("Unsubscribed"), told.unsubscribed),
                (_("Complained"), told.complained),
            )
            if is_heard or count
        ),
        (_("People who used a voucher"), told.users, told.users / sent if sent else None),
        *(
            (text, count, None)
            for text, count in (
                (_("Times that the others followed links, nobody knows who"), told.followed),
                (_("Times that a machine did, not counted above"), told.followed_by_machine),
            )
            if is_heard or count
        ),
        (_("Vouchers used"), told.uses, None),
        *((label[state], count, None) for state, count in told.by_state.items() if count and state != "sent"),
    ]
    columns = (Column(_("What became of it")), Column(_("Number"), "count"), Column(_("Of those sent"), "permille"))
    return Table("messages", _("Messages and vouchers"), columns, rows)


def _each(found: Results) -> Table:
    alone = _("Left alone") if found.is_drawn else _("All other customers")
    groups = ((_("Written to"), found.people), (alone, found.people_alone))
    difference = _("Difference, what they spent before taken off") if found.is_drawn else ""
    return per_person(groups, found.whole or {}, difference)


def per_person(
    groups: Sequence[tuple[str | Promise, int]], whole: Mapping[str, Effect | None], difference: str | Promise
) -> Table:
    """Compare two groups per person, then tell the difference and its bounds, unless it has no name."""
    cents, visits = whole.get("cents"), whole.get("visits")

    def row(label: str | Promise, people: int | None, name: str) -> tuple[Any, ...]:
        return (label, people, cents and getattr(cents, name), visits and getattr(visits, name))

    columns = (
        Column(_("Per person")), Column(_("People"), "count"), Column(_("Revenue"), "euros"),
        Column(_("Visits"), "hundredths"),
    )  # fmt: skip
    rows = [row(*group, name) for group, name in zip(groups, ("treated", "alone"), strict=True)]
    if difference:
        bounds = ((difference, "per_person"), (_("At least"), "low"), (_("At most"), "high"))
        rows += [row(label, None, name) for label, name in bounds]
    return Table("per_person", _("Revenue and visits per person"), columns, [_whole_cents(one) for one in rows])


def _whole_cents(row: tuple[Any, ...]) -> tuple[Any, ...]:
    label, people, cents, visits = row
    return label, people, None if cents is None else round(cents), visits


def _contest(found: Contest) -> Table:
    columns = (Column(_("Message")), *GROUPS)
    rows = [(str(line.key).upper(), *_line(line)) for line in found.lines]
    return Table("variants", _("Message by message, each against those left alone"), columns, rows)


def parts(
    by: Mapping[str, Sequence[Line]], words: Words, groups: Sequence[Column], campaigns: Sequence[Campaign] = ()
) -> list[Table]:
    """Return a table for each way in which the people are told apart; words: its caption and first heading."""
    told = []
    for name, lines in by.items():
        if lines:
            labels, (caption, heading) = _labels(name, lines, campaigns), words[name]
            rows = [(labels[line.key], *_line(line)) for line in lines]
            told.append(Table(f"by_{name}", caption, (Column(heading), *groups), rows))
    return told


def _labels(name: str, lines: Sequence[Line], campaigns: Sequence[Campaign]) -> Mapping[Any, str]:
    rest = {OTHERS: gettext("All others together")}
    keys = [line.key for line in lines if line.key != OTHERS]
    if name == "stratum":
        return rest | {key: stratum(int(key)) for key in keys}
    if name == "segment":
        return dict(campaigns[0].parts.values_list("place", "name"))
    if name == "tier":
        return rest | {key: str(key) or gettext("No tier") for key in keys}
    names = dict(Store.objects.filter(pk__in=keys).values_list("pk", "name"))
    return rest | {key: names.get(int(key), gettext("No store")) for key in keys}


def _line(line: Line) -> tuple[Any, ...]:
    return (line.people, line.people_alone, *_amounts(line.cents), line.visits and line.visits.per_person)


def _amounts(cents: Effect | None) -> tuple[int | None, ...]:
    if cents is None:
        return (None,) * 5
    return tuple(round(one) for one in (cents.treated, cents.alone, cents.per_person, cents.low, cents.high))


def worth(
    whole: Mapping[str, Effect | None] | None, cost_cents: int, discount_cents: int
) -> list[dict[str, str | Promise]]:
    """Return what it brought, what it cost and what each euro brought, each between its bounds."""
    cents, visits = (whole or {}).get("cents"), (whole or {}).get("visits")
    if not (cents and visits):
        return []
    told: list[dict[str, str | Promise]] = [
        _tile(_("Revenue more"), [euros_round(round(one)) for one in cents.total]),
        _tile(_("Visits more"), [number(round(one)) for one in visits.total]),
        {"label": _("Cost"), "value": euros(cost_cents), "bounds": _off(discount_cents)},
    ]
    if back := back_per_euro(whole, cost_cents):
        told.append(_tile(_("Revenue more for each euro"), [euros(round(100 * one)) for one in back]))
    return told


def _tile(label: Promise, values: Sequence[str]) -> dict[str, str | Promise]:
    low, middle, high = values
    return {
        "label": label,
        "value": middle,
        "bounds": gettext("between {low} and {high}").format(low=low, high=high),
    }


def _off(cents: int) -> str:
    return (
        gettext("vouchers took off {amount} more, which the revenue is already without").format(amount=euros(cents))
        if cents
        else ""
    )


def bounds_on_a_line(cents: Effect | None) -> dict[str, float] | None:
    """Return where the bounds, the middle and zero stand on a line of a hundred; None where there are none."""
    if not cents:
        return None
    ends = min(cents.low, 0), max(cents.high, 0)
    width = (ends[1] - ends[0]) or 1
    places = {"low": cents.low, "middle": cents.per_person, "high": cents.high, "zero": 0.0}
    return {name: round(4 + 92 * (value - ends[0]) / width, 2) for name, value in places.items()}
