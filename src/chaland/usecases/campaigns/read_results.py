"""Somebody looks at what a campaign or a journey changed: what became of its messages, and what people spent since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

import numpy as np

from chaland.accounts.rules import Scope
from chaland.campaigns import journey_list, queries, results
from chaland.campaigns.measuring import MEASURES, Window, window_of
from chaland.campaigns.models import Campaign, Journey
from chaland.campaigns.results import Rows, Sending, Spending
from chaland.campaigns.rules.effect import CONFIDENCE, Effect
from chaland.campaigns.rules.journeys import sending_days
from chaland.kernel.money import Cents
from chaland.usecases.campaigns.look_at_audience import cost_cents
from chaland.usecases.sales.record_receipts import today_of_network

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

    campaigns: what is measured as one. journey: whose messages they are, where it is measured as a whole.
    by `segment`: of each chosen segment, known by its place, whoever was in it then; one may be in several.
    whole: what changed, by measure; None of too few people, or where nobody was left alone.
    """

    campaigns: Sequence[Campaign]
    today: date
    sending: Sending
    journey: Journey | None = None
    window: Window | None = None
    people: int = 0
    people_alone: int = 0
    whole: Mapping[str, Effect | None] | None = None
    contest: Contest | None = None
    by: Mapping[str, Sequence[Line]] | None = None
    cost_cents: Cents = 0

    @property
    def is_drawn(self) -> bool:
        """Whether chance chose who was left alone."""
        return results.is_drawn(self.campaigns)

    @property
    def is_each_own(self) -> bool:
        """Whether each person is measured from a day of their own on, as in a journey."""
        return any(one.journey_id for one in self.campaigns)

    @property
    def standing(self) -> str:
        """How far one can say something: `nothing` left, `no_control`, `few` people, `early`, or `told`."""
        if self.is_each_own and self.window and not (self.people or self.people_alone):
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
        return back_per_euro(self.whole, self.cost_cents)


def back_per_euro(whole: Mapping[str, Effect | None] | None, cost_cents: Cents) -> tuple[float, float, float] | None:
    """Return what each euro of a cost brought in revenue, between its bounds; None of what cost nothing."""
    found = whole and whole["cents"]
    if not (found and cost_cents):
        return None
    low, middle, high = found.total
    return low / cost_cents, middle / cost_cents, high / cost_cents


def read_results(campaign_id: int, scope: Scope, *, now: datetime) -> Results:
    """Read what a campaign changed. Raises NotFound `campaign_unknown`.

    Measured from the day on which its audience was drawn up, that day included, for as many days as it says; of a
    journey each person from the day of their own, and the window begins with the first of them.
    """
    campaign = queries.campaign(campaign_id, scope)
    return _read([campaign], campaign.window_days, today_of_network(now))


def read_journey_results(journey_id: int, scope: Scope, *, now: datetime) -> Results:
    """Read what all messages of a journey changed together. Raises NotFound `journey_unknown`.

    Each person counts once, from the day of their first message until the last one could have been measured.
    """
    journey = journey_list.journey(journey_id, scope)
    campaigns = list(journey.campaigns.order_by("pk"))
    days = max((one.window_days for one in campaigns), default=0) + sending_days(journey.steps)
    return _read(campaigns, days, today_of_network(now), journey)


def _read(campaigns: Sequence[Campaign], days: int, today: date, journey: Journey | None = None) -> Results:
    sending, window = results.sending(campaigns), _window(campaigns, days, today)
    if window is None:
        return Results(campaigns, today, sending, journey)
    found = results.spending(campaigns, window)
    return Results(
        campaigns,
        today,
        sending,
        journey,
        window,
        found.people(~found.is_alone),
        found.people(found.is_alone),
        {measure: found.effect(measure) for measure in MEASURES},
        # Messages of a journey are several to one person: which of two one of them said tells nothing of the whole.
        None if journey else _contest(found),
        _parts(campaigns, found),
        sum(cost_cents(one, sending.sent_of[one.pk]) for one in campaigns),
    )


def _window(campaigns: Sequence[Campaign], days: int, today: date) -> Window | None:
    """Return the days measured; those of a journey go on for as long as people enter."""
    if any(one.journey_id for one in campaigns):
        first = queries.first_entered(campaigns)
        return Window(first, max(first, today), days) if first else None
    begun = next((one.frozen_at for one in campaigns), None)
    return window_of(today_of_network(begun), days, today) if begun else None


def _parts(campaigns: Sequence[Campaign], found: Spending) -> Mapping[str, Sequence[Line]]:
    if not results.is_drawn(campaigns):
        return {}
    return {SEGMENT: _segments(campaigns[0], found)} | {name: lines_by(found, column) for name, column in BY.items()}


def lines_by(found: Spending, column: str) -> list[Line]:
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
