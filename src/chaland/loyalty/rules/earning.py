"""How many points each receipt of a customer gave or took back, from all of their receipts.

Points are worked out anew from the receipts, never added up as they arrive: whatever the order, the repetition or the
lateness of the receipts, the same receipts give the same points. A return takes back what the articles gave on the day
they were bought, under the programme of that day; one of articles that gave nothing here takes nothing back.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias

from chaland.loyalty.rules.programme import WHOLE, Earning, Multiplier, Programme, Sold, in_force
from chaland.loyalty.rules.tiers import Amount, tier_on

UNIT = 1000


@dataclass(frozen=True, slots=True)
class Passage:
    """One receipt of a customer. sold_at: on the store's own clock. number: names it.

    order: puts receipts of one moment in the same order, whichever came first; a sale is before what takes back.
    """

    number: int
    store: int
    business_on: date
    sold_at: datetime
    lines: tuple[Sold, ...]
    is_birthday: bool = False
    order: str = ""

    @property
    def takes_back(self) -> bool:
        """Tell whether something was returned."""
        return any(not _is_bought(line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Earned:
    """What one receipt changed: points given, or taken back when negative. tier: held on its day."""

    number: int
    points: int
    tier: str


@dataclass(slots=True)
class _Bought:
    """What is left of a receipt after returns. points: it is worth, once that was asked."""

    passage: Passage
    programme: Programme
    tier: str
    left: list[Sold]
    points: int | None = None

    def worth(self) -> int:
        if self.points is None:
            self.points = value(self.passage, self.left, self.programme, self.tier)
        return self.points

    def lose(self, place: int, taken_milli: int) -> None:
        self.left[place], self.points = _less(self.left[place], taken_milli), None


@dataclass(slots=True)
class _Day:
    """A day of a customer: their receipts, and the points they come to, capped.

    worth: before the cap, once that was asked; kept from then on, for a receipt may be one of thousands.
    """

    bought: list[_Bought] = field(default_factory=list)
    worth: int | None = None

    def add(self, one: _Bought) -> None:
        self.bought.append(one)
        if self.worth is not None:
            self.worth += one.worth()

    def lose(self, one: _Bought, place: int, taken_milli: int) -> None:
        self.worth = self._worth() - one.worth()
        one.lose(place, taken_milli)
        self.worth += one.worth()

    def _worth(self) -> int:
        if self.worth is None:
            self.worth = sum(one.worth() for one in self.bought)
        return self.worth

    def points(self) -> int:
        total, most = self._worth(), self.bought[0].programme.most_per_day
        return total if most is None else min(total, most)

    def cents(self) -> int:
        return sum(line.amount_cents for one in self.bought for line in one.left)

    def visits(self) -> int:
        return sum(any(line.quantity_milli > 0 for line in one.left) for one in self.bought)


Days: TypeAlias = dict[date, _Day]
"""What one customer bought and kept, by day."""


def schedule(passages: Iterable[Passage], versions: Sequence[Programme]) -> list[Earned]:
    """Return what each receipt of one customer changed, in the order of their days.

    versions: of the programme, in the order of `valid_from`. A receipt of before the first one changes nothing.
    """
    return worked_out(passages, versions)[0]


def worked_out(
    passages: Iterable[Passage],
    versions: Sequence[Programme],
    since: date = date.min,
    *,
    all_tiers: bool = True,
    earlier: Sequence[Amount] = (),
) -> tuple[list[Earned], Days]:
    """Return the schedule, and what is left of each day after it.

    since: what receipts of a day before changed is not asked for. all_tiers: also where the tier changes no points.
    earlier: what counts for tiers of days before these receipts.
    """
    days: Days = defaultdict(_Day)
    held = _Held(days, earlier)
    earned = []
    for passage in sorted(passages, key=_when):
        programme = in_force(versions, passage.business_on)
        if programme is None:
            continue
        if passage.lines and passage.business_on < since and not passage.takes_back:
            days[passage.business_on].add(_Bought(passage, programme, "", list(passage.lines)))
            continue
        asked = passage.business_on >= since and (all_tiers or any(one.tiers for one in programme.multipliers))
        tier = held.on(passage.business_on, programme) if asked else ""
        earned.append(Earned(passage.number, _changed(passage, programme, tier, days), tier))
        if passage.takes_back:
            held.day = None
    return earned, days


@dataclass(slots=True)
class _Held:
    """The tier held on the day at hand: looked up once, as long as nothing is returned."""

    days: Days
    earlier: Sequence[Amount]
    day: date | None = None
    tier: str = ""

    def on(self, day: date, programme: Programme) -> str:
        if day != self.day:
            self.day, self.tier = day, tier_on(day, [*self.earlier, *amounts(self.days, programme)], programme)
        return self.tier


def _when(one: Passage) -> tuple[date, datetime, bool, str, int]:
    return one.business_on, one.sold_at, one.takes_back, one.order, one.number


def _is_bought(line: Sold) -> bool:
    return line.quantity_milli >= 0 and line.amount_cents >= 0


def first_kept(days: Days) -> date | None:
    """Return the first day of which something bought was kept."""
    return min((day for day, one in days.items() if one.visits()), default=None)


def _changed(passage: Passage, programme: Programme, tier: str, days: Days) -> int:
    """Take a receipt in and return by how much the points of the days it touches change."""
    bought = [line for line in passage.lines if _is_bought(line)]
    returned = [line for line in passage.lines if not _is_bought(line)]
    before = {}
    own = days[passage.business_on]
    if bought:
        before[passage.business_on] = own.points() if own.bought else 0
        own.add(_Bought(passage, programme, tier, bought))
    for line in returned:
        _take_back(line, days, before)
    return sum(days[day].points() - points for day, points in before.items())


def _take_back(line: Sold, days: Days, before: dict[date, int]) -> None:
    """Take returned articles off what was bought, the latest first, noting the points of those days before."""
    missing = abs(line.quantity_milli)
    for day in sorted((day for day, one in days.items() if one.bought), reverse=True):
        for bought in reversed(days[day].bought):
            for place in reversed(range(len(bought.left))):
                if not missing:
                    return
                kept = bought.left[place]
                if kept.product != line.product or not kept.quantity_milli:
                    continue
                before.setdefault(day, days[day].points())
                taken = min(missing, kept.quantity_milli)
                days[day].lose(bought, place, taken)
                missing -= taken


def _less(line: Sold, taken_milli: int) -> Sold:
    left = line.quantity_milli - taken_milli
    return replace(line, quantity_milli=left, amount_cents=line.amount_cents * left // line.quantity_milli)


def value(passage: Passage, lines: Sequence[Sold], programme: Programme, tier: str) -> int:
    """Return the points that lines of a receipt are worth: full steps, then the greatest multiplier, rounded down."""
    counted = [line for line in lines if line.quantity_milli and not _is_excluded(line, programme)]
    if not counted:
        return 0
    points = sum(_by(earning, counted) for earning in programme.earnings)
    factors = [one.percent for one in programme.multipliers if _applies(one, passage, tier)]
    return points * max(factors, default=WHOLE) // WHOLE


def _by(earning: Earning, lines: Sequence[Sold]) -> int:
    meant = [line for line in lines if earning.what.takes(line)]
    cents = sum(line.amount_cents for line in meant)
    if not meant or cents < earning.least_cents:
        return 0
    if earning.kind == "amount":
        return cents // earning.per_cents * earning.points
    if earning.kind == "item":
        return sum(line.quantity_milli // UNIT for line in meant) * earning.points
    return earning.points


def _is_excluded(line: Sold, programme: Programme) -> bool:
    return any(choice.takes(line) for choice in programme.excluded)


def _applies(one: Multiplier, passage: Passage, tier: str) -> bool:
    day, clock = passage.business_on, passage.sold_at.time()
    return (
        (not one.weekdays or day.weekday() in one.weekdays)
        and (one.start is None or one.start <= clock)
        and (one.end is None or clock < one.end)
        and (not one.stores or passage.store in one.stores)
        and (not one.tiers or tier in one.tiers)
        and (one.first_on is None or one.first_on <= day)
        and (one.last_on is None or day <= one.last_on)
        and (not one.birthday or passage.is_birthday)
    )


_MEASURES = {"points": _Day.points, "spend": _Day.cents, "visits": _Day.visits}


def amounts(days: Days, programme: Programme) -> list[Amount]:
    """Return what counts for the tiers of a programme on each day with a purchase, the first day first."""
    measure = _MEASURES[programme.tier_measure]
    return sorted((day, measure(kept)) for day, kept in days.items() if kept.bought)
