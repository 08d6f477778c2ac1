"""Whose points were used where, and so which merchant owes which: without a database and without a clock.

The points of a customer that came first are used first, whoever gave them. Points used at a merchant are worth what
that merchant took off; whoever gave them owes it their part. A return takes back points of its own merchant, the latest
first; when they were used already, it takes what others gave, or a debt that the next points pay, and whoever gave
those owes the merchant of the return, which had paid for the points it takes back.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from chaland.kernel.money import Cents

Kind = Literal["came", "back", "used", "lost"]


@dataclass(frozen=True, slots=True)
class Moved:
    """Points of one customer that came, were taken back, used or lost at a merchant, on a day.

    points: above zero. cents: what they were worth to the merchant, when used or taken back.
    """

    on: date
    merchant: int
    kind: Kind
    points: int
    cents: Cents = 0


@dataclass(frozen=True, slots=True)
class Due:
    """What the merchant that gave points owes to the one that honoured them. The two may be the same."""

    on: date
    issuer: int
    honoured_by: int
    points: int
    cents: Cents


@dataclass(slots=True)
class _Part:
    """Points given by a merchant, or owed to one with their worth."""

    merchant: int
    points: int
    cents: Cents = 0


def split(cents: Cents, parts: Sequence[int]) -> list[Cents]:
    """Share cents out by parts, each rounded down; the cents left over go one each to the first parts.

    >>> split(100, [1, 1, 1]), split(5, [3, 0, 1])
    ([34, 33, 33], [4, 0, 1])
    """
    whole = sum(parts)
    if not whole:
        return [0 for _ in parts]
    shares = [cents * part // whole for part in parts]
    over = cents - sum(shares)
    for place in [place for place, part in enumerate(parts) if part][:over]:
        shares[place] += 1
    return shares


def dues(movements: Iterable[Moved]) -> list[Due]:
    """Return what became due by the movements of one customer in one programme, whatever their order.

    Of one day, what comes is taken before what goes.
    """
    account = _Account()
    for one in sorted(movements, key=lambda moved: (moved.on, moved.kind != "came", moved.kind, moved.merchant)):
        account.take(one)
    return account.due


class _Account:
    """Where a customer stands: points by who gave them, the oldest first, and debts."""

    def __init__(self) -> None:
        self.lots: deque[_Part] = deque()
        self.debts: deque[_Part] = deque()
        self.due: list[Due] = []

    def take(self, one: Moved) -> None:
        """Take a movement in."""
        if one.kind == "came":
            self._come(one)
        elif one.kind == "lost":
            self._oldest(one.points)
        elif one.kind == "used":
            self._use(one)
        else:
            own = self._own(one.merchant, one.points)
            _, rest = split(one.cents, [own, one.points - own])
            self._use(replace(one, points=one.points - own, cents=rest))

    def _come(self, one: Moved) -> None:
        left = one.points
        while left and self.debts:
            debt = self.debts[0]
            paid = min(left, debt.points)
            cents = debt.cents * paid // debt.points
            self.due.append(Due(one.on, one.merchant, debt.merchant, paid, cents))
            debt.points, debt.cents, left = debt.points - paid, debt.cents - cents, left - paid
            if not debt.points:
                self.debts.popleft()
        if left:
            self.lots.append(_Part(one.merchant, left))

    def _use(self, one: Moved) -> None:
        taken = self._oldest(one.points)
        missing = one.points - sum(part.points for part in taken)
        shares = split(one.cents, [*(part.points for part in taken), missing])
        for part, cents in zip(taken, shares, strict=False):
            self.due.append(Due(one.on, part.merchant, one.merchant, part.points, cents))
        if missing:
            self.debts.append(_Part(one.merchant, missing, shares[-1]))

    def _oldest(self, points: int) -> list[_Part]:
        taken = []
        while points and self.lots:
            lot = self.lots[0]
            part = min(points, lot.points)
            taken.append(_Part(lot.merchant, part))
            lot.points, points = lot.points - part, points - part
            if not lot.points:
                self.lots.popleft()
        return taken

    def _own(self, merchant: int, points: int) -> int:
        """Take points that a merchant gave, the latest first; returns how many there were."""
        wanted = points
        for lot in reversed(self.lots):
            if lot.merchant == merchant and points:
                part = min(points, lot.points)
                lot.points, points = lot.points - part, points - part
        self.lots = deque(lot for lot in self.lots if lot.points)
        return wanted - points


def net_positions(found: Iterable[Due]) -> dict[int, Cents]:
    """Return what each merchant is owed by the others, below zero what it owes; the sum of all is zero."""
    positions: dict[int, Cents] = defaultdict(int)
    for due in found:
        positions[due.honoured_by] += due.cents
        positions[due.issuer] -= due.cents
    return dict(positions)


@dataclass(frozen=True, slots=True)
class Payment:
    """What one merchant pays another to be quits."""

    debtor: int
    creditor: int
    cents: Cents


def payments(positions: Mapping[int, Cents]) -> list[Payment]:
    """Return payments that bring every position to zero, the largest debts first: fewer than there are merchants.

    >>> payments({1: 300, 2: -200, 3: -100})
    [Payment(debtor=2, creditor=1, cents=200), Payment(debtor=3, creditor=1, cents=100)]
    """
    debts = sorted((-cents, merchant) for merchant, cents in positions.items() if cents < 0)
    claims = sorted((cents, merchant) for merchant, cents in positions.items() if cents > 0)
    found = []
    while debts and claims:
        (owed, debtor), (claimed, creditor) = debts.pop(), claims.pop()
        cents = min(owed, claimed)
        found.append(Payment(debtor, creditor, cents))
        if owed > cents:
            debts.append((owed - cents, debtor))
        if claimed > cents:
            claims.append((claimed - cents, creditor))
    return found
