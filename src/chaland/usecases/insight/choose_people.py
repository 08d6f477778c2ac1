"""Somebody looks at what the file knows: of everybody, or of the people of a segment.

What reads the lake is imported when something is asked: a server that starts answers tills first.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Refusal
from chaland.sales.dashboard.periods import Period
from chaland.segments import queries

if TYPE_CHECKING:
    from chaland.insight.looking import Looking


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose figures, seen from where, over which days.

    period: ends on the network's day. segment_id: None for everybody.
    """

    scope: Scope
    period: Period
    segment_id: int | None = None

    @property
    def store_id(self) -> int | None:
        """The one store looked at, None for the network."""
        return self.scope.store_id

    @property
    def today(self) -> date:
        """The network's day."""
        return self.period.end_on


def people_of(whom: Whom) -> Any:
    """Return the customers as an expression with `customer_id`, None for everybody.

    Raises NotFound `segment_unknown` for a segment that is gone or not for who looks.
    """
    from chaland.segments.evaluating import View, people

    if whom.segment_id is None:
        return None
    rule, rules = queries.read_rule(queries.segment(whom.segment_id, whom.scope).rule, whom.scope)
    return people(rule, View(whom.today, whom.store_id, rules)).select("customer_id")


def segments_to_choose(scope: Scope) -> list[tuple[int, str]]:
    """Return the saved segments that one may look at, by name; those about another store's people are left out."""
    return [(one.pk, one.name) for one in queries.segments(scope) if _can_be_read(one.rule, scope)]


def _can_be_read(rule: Any, scope: Scope) -> bool:
    try:
        queries.read_rule(rule, scope)
    except Refusal:
        return False
    return True


def looking(whom: Whom) -> "Looking":
    """Return from where `insight` looks. Raises what `people_of` raises."""
    from chaland.insight.looking import Looking

    return Looking(whom.today, whom.store_id, people_of(whom))
