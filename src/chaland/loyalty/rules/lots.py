"""What is left of the points earned: the oldest are used and lost first, and a debt is shown, never hidden."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from chaland.kernel.dates import add_months


@dataclass(frozen=True, slots=True)
class Movement:
    """Points that came or went on a day. lasts_months: of points that came; None is for ever."""

    on: date
    points: int
    lasts_months: int | None = None


@dataclass(frozen=True, slots=True)
class Lot:
    """Points left of those that came on one day. expires_on: the first day on which they are lost."""

    points: int
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer stands. balance: what may be used; debt: what was taken back after it was used.

    lost: points lost on each day so far.
    """

    balance: int
    debt: int
    lots: tuple[Lot, ...]
    lost: tuple[tuple[date, int], ...]


NOTHING = Standing(0, 0, (), ())


def standing(movements: Iterable[Movement], today: date, before: Standing = NOTHING) -> Standing:
    """Return where somebody stands at the end of `today`, who stood at `before` ahead of these movements.

    What comes first pays the debt. Of one day, what comes is taken before what goes. lost: of these movements alone.
    """
    lots = deque(before.lots)
    lost: list[tuple[date, int]] = []
    debt = before.debt
    for one in sorted(movements, key=lambda moved: (moved.on, moved.points <= 0)):
        if one.on > today:
            break
        _lose(lots, one.on, lost)
        if one.points > 0:
            paid = min(debt, one.points)
            debt -= paid
            _keep(lots, one, one.points - paid)
        else:
            debt += _use(lots, -one.points)
    _lose(lots, today, lost)
    return Standing(sum(lot.points for lot in lots), debt, tuple(lots), tuple(lost))


def _keep(lots: deque[Lot], came: Movement, points: int) -> None:
    """Add a lot in its place: the first to be lost is the first to be used."""
    if not points:
        return
    expires_on = None if came.lasts_months is None else add_months(came.on, came.lasts_months)
    place = len(lots)
    while place and _later(lots[place - 1].expires_on, expires_on):
        place -= 1
    lots.insert(place, Lot(points, expires_on))


def _later(one: date | None, other: date | None) -> bool:
    return other is not None and (one is None or one > other)


def _use(lots: deque[Lot], points: int) -> int:
    """Take points from the oldest lots; returns those that were not there."""
    while points and lots:
        lot = lots.popleft()
        if lot.points > points:
            lots.appendleft(Lot(lot.points - points, lot.expires_on))
            return 0
        points -= lot.points
    return points


def _lose(lots: deque[Lot], day: date, lost: list[tuple[date, int]]) -> None:
    while lots and lots[0].expires_on is not None and lots[0].expires_on <= day:
        lot = lots.popleft()
        lost.append((lot.expires_on or day, lot.points))


def lost_soon(now: Standing, today: date, notice_days: int) -> int:
    """Return the points that are lost within the notice."""
    return sum(
        lot.points for lot in now.lots if lot.expires_on is not None and (lot.expires_on - today).days <= notice_days
    )
