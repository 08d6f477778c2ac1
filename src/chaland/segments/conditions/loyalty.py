"""Cards, points, tiers, vouchers, and who came because somebody spoke of the shop."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from chaland.segments import within
from chaland.segments.asking import Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.slots import Choices, Days, Number, Texts
from chaland.segments.tree import Condition

CARDS = ("active", "lost", "replaced")
_LONGEST_DAYS = 3660
Column = Callable[[Condition, Asking], Any]


def _points(_condition: Condition, asking: Asking) -> Any:
    return asking.total("balances", "sum", "points")


def _lost_soon(condition: Condition, asking: Asking) -> Any:
    """Return the points lost first, where that is within so many days."""
    last = asking.today + timedelta(days=int(condition.get("within").amount))
    return asking.total("balances", "sum", "lost_points", lambda rows: within.between_days(rows.lost_on, None, last))


def _to_use(_condition: Condition, asking: Asking) -> Any:
    """Return how many vouchers may be used on this day, reserved at a till or not."""

    def where(rows: Any) -> Any:
        valid = [
            within.between_moments(rows.valid_from, None, asking.today),
            within.between_moments(rows.valid_until, asking.today, None),
        ]
        return within.every([rows.state.isin(["issued", "reserved"]), *valid])

    return asking.total("vouchers", "count", "voucher_id", where)


def _used(condition: Condition, asking: Asking) -> Any:
    where = within.days("used_at", condition.get("window"), asking.today)
    return asking.total("voucher_uses", "count", "use_id", where)


def _tier(condition: Condition, asking: Asking) -> Answer:
    chosen = condition.get("is")
    return asking.total("balances", "count", "programme_id", lambda rows: within.alike(rows.tier, chosen)) > 0


def _card(condition: Condition, asking: Asking) -> Answer:
    return asking.total("cards", "count", "card_id", within.one_of("status", condition.get("is"))) > 0


def _referred(condition: Condition, asking: Asking) -> Answer:
    where = within.days("made_at", condition.get("window"), asking.today)
    return asking.total("referrals", "count", "customer_id", where) > 0


def _compared(column: Column) -> Callable[[Condition, Asking], Answer]:
    return lambda condition, asking: asking.compare(column(condition, asking), condition.get("is"))


def _shown(column: Column) -> Callable[[Condition, Asking], Mapping[str, Any]]:
    return lambda condition, asking: {"count": column(condition, asking)}


def _shows_tier(_condition: Condition, asking: Asking) -> Mapping[str, Any]:
    return {"tier": asking.some("balances", "max", "tier")}


def _shows_cards(_condition: Condition, asking: Asking) -> Mapping[str, Any]:
    return {"cards": asking.total("cards", "count", "card_id")}


def _shows_referral(_condition: Condition, asking: Asking) -> Mapping[str, Any]:
    return {"referred_at": asking.some("referrals", "max", "made_at")}


TYPES = (
    Type("card", "loyalty", (Choices("is", CARDS),), _card, _shows_cards),
    Type("points", "loyalty", (Number("count", percentile=True),), _compared(_points), _shown(_points)),
    Type(
        "points_lost",
        "loyalty",
        (Number("count"), Number("days", name="within", high=_LONGEST_DAYS, exact=True)),
        _compared(_lost_soon),
        _shown(_lost_soon),
    ),
    Type("tier", "loyalty", (Texts("is"),), _tier, _shows_tier),
    Type("vouchers", "loyalty", (Number("count"),), _compared(_to_use), _shown(_to_use)),
    Type("vouchers_used", "loyalty", (Number("count"), Days()), _compared(_used), _shown(_used)),
    Type("referred", "loyalty", (Days(),), _referred, _shows_referral),
)
