"""How many points a card may use at a till that the network does not reach."""

from dataclasses import dataclass
from datetime import datetime, timedelta

LASTS = timedelta(days=7)
"""How long a till may rely on an allowance: what a shop that was cut off does not know grows with it."""
CLOCKS_DIFFER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one card may use at one till without a network. subject: whose, as in the ledger; it names nobody.

    points: at most, in whole steps of the programme: `burn_points` are worth `burn_cents`. serial: random.
    """

    till_id: int
    subject: str
    points: int
    burn_points: int
    burn_cents: int
    ends_at: datetime
    serial: str

    def worth_cents(self, points: int) -> int:
        """Return what some of the points take off a receipt."""
        return points // self.burn_points * self.burn_cents

    def left(self, used: int, at: datetime) -> int:
        """Return how many points may still be used at a moment, after these were; a till's clock may be wrong."""
        return max(0, self.points - used) if at <= self.ends_at + CLOCKS_DIFFER else 0


def allowed_points(balance: int, most_cents: int, burn_points: int, burn_cents: int) -> int:
    """Return the points that may be used unseen: whole steps, not more than there are, not worth more than allowed.

    >>> allowed_points(450, 1000, 100, 500), allowed_points(99, 1000, 100, 500), allowed_points(450, 400, 100, 500)
    (200, 0, 0)
    """
    if not burn_points or not burn_cents:
        return 0
    return min(balance // burn_points, most_cents // burn_cents) * burn_points
