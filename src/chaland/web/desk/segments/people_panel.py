"""The people of a rule at a glance, as the page shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from chaland.accounts.rules import Scope
from chaland.customers.queries import visible
from chaland.customers.street import as_seen
from chaland.sales.models import Figures
from chaland.segments.panel import Panel
from chaland.usecases.segments import look_at_segment

HEIGHT, WIDTH, GAP = 56, 20, 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the drawing of last visits. months: how long ago."""

    months: int
    count: int
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class PanelShown:
    """A panel with its names and its drawing. ways: icon, words, how many, and how many of them for offers."""

    panel: Panel
    count: int
    ways: list[tuple[str, str, int, int]]
    bars: list[Bar]
    examples: list[dict[str, Any]]


def panel_shown(rule: dict[str, Any], scope: Scope, *, now: datetime) -> PanelShown:
    """Look at the people of a rule. Raises what reading it raises."""
    found = look_at_segment.look(rule, scope, now=now)
    count, _all = look_at_segment.count(rule, scope, now=now)
    ways = [
        ("mail", gettext("E-mail"), found.by_email, found.for_offers["email"]),
        ("message-circle", gettext("SMS"), found.by_mobile, found.for_offers["sms"]),
        ("phone", gettext("Telephone"), found.by_phone, found.for_offers["phone"]),
        ("home", gettext("Post"), found.by_post, found.for_offers["post"]),
    ]
    return PanelShown(found, count, ways, _bars(found.last_visits[:12]), _examples(found.examples, scope))


def _bars(counts: tuple[int, ...]) -> list[Bar]:
    highest = max(counts, default=0) or 1
    heights = [HEIGHT * count / highest for count in counts]
    return [
        Bar(months, count, months * (WIDTH + GAP), round(HEIGHT - height, 1), round(height, 1))
        for months, (count, height) in enumerate(zip(counts, heights, strict=True))
    ]


def _examples(keys: tuple[int, ...], scope: Scope) -> list[dict[str, Any]]:
    people = {one.pk: one for one in as_seen(list(visible(scope).filter(pk__in=keys)), scope)}
    figures = {one.customer_id: one for one in Figures.objects.filter(store=scope.store_id, customer__in=keys)}
    return [{"customer": people[key], "figures": figures.get(key)} for key in keys if key in people]
