"""Somebody looks at what a campaign changed: what became of its messages, and what people spent since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

import numpy as np

from chaland.accounts.rules import Scope
from chaland.campaigns import queries, results
from chaland.campaigns.measuring import MEASURES, Window, window_of
from chaland.campaigns.models import Campaign
from chaland.campaigns.results import Rows, Sending, Spending
from chaland.campaigns.rules.effect import CONFIDENCE, Effect
from chaland.kernel.money import Cents
from chaland.usecases.look_at_audience import cost_cents
from chaland.usecases.record_receipts import today_of_network

MOST_LINES = 20
OTHERS = "others"
"""Stands for the parts of an audience that are too small to say anything of each."""
BY = {"stratum": "stratum", "store": "store_id", "tier": "tier"}
SEGMENT = "segment"


@dataclass(frozen=True, slots=True)
class Line:
    """The people of one part of the audience. key: of the group, such as a store's, or OTHERS; the rest per person."""

    key: int | str
    people: int
    people_alone: int
    cents: Effect | None
    visits: Effect | None


@dataclass(frozen=True, slots=True)
class Contest:
    """Which message brought more at the till. pairs: what the first of two brought more than the second, per person.

    best: the one that beats each of the others, empty where chance may explain it. The bounds hold for all pairs
    together with 95 % confidence (Bonferroni).
    """

    lines: Sequence[Line]
    pairs: Mapping[tuple[str, str], Effect | None]
    best: str


@dataclass(frozen=True, slots=True)
class Results:
    """All of it. window: None while nothing has left. by: the parts of the audience, by store, tier and spending.

    by `segment`: of each chosen segment, known by its place, whoever was in it then; one may be in several.
    whole: what changed, by measure; None of too few people, or where nobody was left alone.
    """

    campaign: Campaign
    is_drawn: bool
    today: date
    sending: Sending
    window: Window | None = None
    people: int = 0
    people_alone: int = 0
    whole: Mapping[str, Effect | None] | None = None
    contest: Contest | None = None
    by: Mapping[str, Sequence[Line]] | None = None
    cost_cents: Cents = 0

    @property
    def standing(self) -> str:
        """How far one can say something: `nothing` left, `no_control`, `few` people, `early`, or `told`."""
        if self.campaign.journey_id and self.window and not (self.people or self.people_alone):
            return "early"
        if self.window is None or not (self.people or self.people_alone):
            return "nothing"
        if not self.people_alone:
            return "no_control"
        if self.whole is None or self.whole["cents"] is None:
            return "few"
        return "told" if self.window.is_over else "early"

    @property
    def back_per_euro(self) -> tuple[float, float, float] | None:
        """What each euro of its cost brought in revenue, between its bounds; None of what cost nothing."""
        found = self.whole and self.whole["cents"]
        if not (found and self.cost_cents):
            return None
        low, middle, high = found.total
        return low / self.cost_cents, middle / self.cost_cents, high / self.cost_cents


def read_results(campaign_id: int, scope: Scope, *, now: datetime) -> Results:
    """Read what a campaign changed. Raises NotFound `campaign_unknown`.

    Measured from the day on which its audience was drawn up, that day included, for as many days as it says; of a
    journey each person from the day of their own, and the window begins with the first of them.
    """
    campaign, today = queries.campaign(campaign_id, scope), today_of_network(now)
    is_drawn, sending = results.is_drawn(campaign), results.sending(campaign)
    window = _window(campaign, today)
    if window is None:
        return Results(campaign, is_drawn, today, sending)
    found = results.spending(campaign, window)
    return Results(
        campaign,
        is_drawn,
        today,
        sending,
        window,
        found.people(~found.is_alone),
        found.people(found.is_alone),
        {measure: found.effect(measure) for measure in MEASURES},
        _contest(found),
        {SEGMENT: _segments(campaign, found)} | {name: _lines(found, column) for name, column in BY.items()}
        if is_drawn
        else {},
        cost_cents(campaign, sending.sent),
    )


def _window(campaign: Campaign, today: date) -> Window | None:
    """Return the days measured; those of a journey go on for as long as people enter."""
    if campaign.journey_id:
        first = queries.first_entered(campaign.pk)
        return Window(first, max(first, today), campaign.window_days) if first else None
    return window_of(today_of_network(campaign.frozen_at), campaign.window_days, today) if campaign.frozen_at else None


def _lines(found: Spending, column: str) -> list[Line]:
    """Return the parts of the audience by what stands in a column, in order: the largest, then all others together.

    Empty where nothing can be said of any, or there is one alone.
    """
    values = found.column(column)
    lines = [_line(found, key, values == key) for key in np.unique(values)]
    told = sorted((one for one in lines if one.cents), key=lambda one: -one.people)[:MOST_LINES]
    if len(lines) < 2 or not told:  # noqa: PLR2004
        return []
    kept = [one for one in lines if one in told]
    rest = ~np.isin(values, [one.key for one in kept])
    return [*kept, _line(found, OTHERS, rest)] if rest.any() else kept


def _segments(campaign: Campaign, found: Spending) -> list[Line]:
    """Return the people of each part, few as they may be: of too few nothing is said, which is said."""
    bits = found.column("parts").astype(np.int64)
    return [_line(found, part.place, (bits >> part.place) & 1 == 1) for part in campaign.parts.all()]


def _line(found: Spending, key: int | str, here: Rows) -> Line:
    told, alone = here & ~found.is_alone, here & found.is_alone
    cents, visits = (found.effect(measure, told, alone) for measure in MEASURES)
    plain = key.item() if isinstance(key, np.generic) else key
    return Line(plain, found.people(told), found.people(alone), cents, visits)


def _contest(found: Spending) -> Contest | None:
    """Compare the messages with those left alone, whichever message these would have had, and with each other."""
    variants, told = found.column("variant"), ~found.is_alone
    names = [str(one) for one in np.unique(variants[told])]
    if len(names) < 2:  # noqa: PLR2004
        return None
    rows = {name: told & (variants == name) for name in names}
    couples = list(combinations(names, 2))
    surer = 1 - (1 - CONFIDENCE) / len(couples)
    pairs = {(one, other): found.effect("cents", rows[one], rows[other], confidence=surer) for one, other in couples}
    lines = [
        Line(
            name,
            found.people(rows[name]),
            found.people(found.is_alone),
            *(found.effect(measure, rows[name], found.is_alone) for measure in MEASURES),
        )
        for name in names
    ]
    return Contest(lines, pairs, next((name for name in names if _wins(name, pairs)), ""))


def _wins(name: str, pairs: Mapping[tuple[str, str], Effect | None]) -> bool:
    verdicts = {couple: effect.verdict if effect else "open" for couple, effect in pairs.items() if name in couple}
    return all(verdict == ("more" if couple[0] == name else "less") for couple, verdict in verdicts.items())
