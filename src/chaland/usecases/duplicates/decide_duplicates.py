"""Somebody says of customers who are alike: one person, never the same, later, or of one household."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from chaland.accounts.rules import Scope
from chaland.customers.duplicates import keeping
from chaland.customers.models import Likeness
from chaland.kernel.errors import Refusal
from chaland.usecases.customers.join_household import join_household
from chaland.usecases.duplicates.compare_customers import fuller_first
from chaland.usecases.duplicates.merge_customers import Merged, merge_customers

MOST_AT_ONCE = 200
LEAST_SURE = 0.9
_SAID = {"different": Likeness.Decision.DIFFERENT, "later": Likeness.Decision.LATER, "open": Likeness.Decision.OPEN}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What accepting many gave. left: pairs as sure as these that are still to decide."""

    merged: int
    left: int


def say_of_pair(pair_id: int, said: str, *, scope: Scope, now: datetime, user_id: int | None) -> None:
    """Note that two are `different` for ever, to be looked at `later`, or `open` again.

    Raises NotFound `pair_unknown`, Refusal `decision_unknown`.
    """
    if said not in _SAID:
        raise Refusal("decision_unknown", text=said)
    pair = keeping.pair(pair_id, scope)
    keeping.decide([pair.pk], _SAID[said], now=now, user_id=user_id)


def merge_pair(
    pair_id: int, kept_id: int, *, chosen: Collection[str] = (), scope: Scope, now: datetime, user_id: int | None
) -> Merged:
    """Make the two of a pair one, whose file stays being said. Raises as `merge_customers`, NotFound `pair_unknown`."""
    pair = keeping.pair(pair_id, scope)
    other_id = pair.one_id if kept_id == pair.other_id else pair.other_id
    merged = merge_customers(kept_id, other_id, scope=scope, now=now, user_id=user_id, chosen=chosen)
    keeping.decide([pair.pk], Likeness.Decision.DONE, now=now, user_id=user_id)
    return merged


def accept_pairs(at_least: float, *, scope: Scope, now: datetime, user_id: int | None) -> Accepted:
    """Make one of all pairs at least so sure against which nothing speaks, some hundred at a time.

    The file with more receipts stays. Raises Refusal `threshold_too_low`.
    """
    if not LEAST_SURE <= at_least <= 1:
        raise Refusal("threshold_too_low", field="at_least", percent=round(LEAST_SURE * 100))
    sure = keeping.to_decide(Likeness.Kind.PERSON, scope).filter(is_plain=True, score__gte=at_least)
    merged = 0
    for pair in sure[:MOST_AT_ONCE]:
        kept_id, _other = fuller_first(pair, scope)
        merged += merge_pair(pair.pk, kept_id, scope=scope, now=now, user_id=user_id).is_new
    return Accepted(merged, sure.count())


def join_pair(pair_id: int, *, scope: Scope, now: datetime, user_id: int | None) -> None:
    """Put the two of a pair in one household. Raises NotFound `pair_unknown`."""
    pair = keeping.pair(pair_id, scope)
    keep, joins = (pair.one, pair.other) if pair.one.household_id else (pair.other, pair.one)
    join_household(joins.pk, keep.pk, scope=scope, now=now)
    keeping.decide([pair.pk], Likeness.Decision.DONE, now=now, user_id=user_id)
