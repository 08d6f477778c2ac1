"""Cards, points, tiers, vouchers, and who came because somebody spoke of the shop."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from chaland.loyalty.schemes import tiers_on
from chaland.loyalty.voucher_list import kinds_with_early_access
from chaland.segments import within
from chaland.segments.asking import NOBODY, Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.slots import Choices, Days, Number, Texts
from chaland.segments.tree import Condition
from chaland.warehouse.spelling import folded_text

CARDS = ("active", "lost", "replaced")
EARLY_BY = ("tier", "voucher")
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
    return asking.total("vouchers", "count", "voucher_id", lambda rows: _valid(rows, asking))


def _valid(rows: Any, asking: Asking) -> Any:
    begun = within.between_moments(rows.valid_from, None, asking.today)
    lasting = within.between_moments(rows.valid_until, asking.today, None)
    return within.every([rows.state.isin(["issued", "reserved"]), begun, lasting])


def _used(condition: Condition, asking: Asking) -> Any:
    where = within.days("used_at", condition.get("window"), asking.today)
    return asking.total("voucher_uses", "count", "use_id", where)


def _tier(condition: Condition, asking: Asking) -> Answer:
    """Go by what the programmes call their tiers today, and by their codes, which tills and the API know."""
    chosen = condition.get("is")
    named = {folded_text(text) for text in chosen}
    tiers = [(programme, one.code) for programme, one in tiers_on(asking.today) if folded_text(one.name) in named]
    return _holds(asking, tiers, lambda rows: [within.alike(rows.tier, chosen)])


def _holds(asking: Asking, tiers: Iterable[tuple[int, str]], other: Callable[[Any], Sequence[Any]]) -> Answer:
    """Tell who holds one of these tiers of programmes, or another that will do."""

    def where(rows: Any) -> Any:
        found = [(rows.programme_id == programme) & (rows.tier == code) for programme, code in tiers]
        return within.either([*found, *other(rows)])

    return asking.total("balances", "count", "programme_id", where) > 0


def _early(condition: Condition, asking: Asking) -> Answer:
    """Hold a tier that opens private sales today, or a voucher that does and may be used."""
    ways = {"tier": _early_by_tier, "voucher": _early_by_voucher}
    return within.either([ways[one](asking) for one in condition.get("by")])


def _early_by_tier(asking: Asking) -> Answer:
    tiers = [(programme, one.code) for programme, one in tiers_on(asking.today) if one.early_access]
    return _holds(asking, tiers, lambda _rows: []) if tiers else NOBODY


def _early_by_voucher(asking: Asking) -> Answer:
    kinds = kinds_with_early_access()

    def where(rows: Any) -> Any:
        return _valid(rows, asking) & rows.kind_id.isin(kinds)

    return asking.total("vouchers", "count", "voucher_id", where) > 0 if kinds else NOBODY


def _shows_early(_condition: Condition, asking: Asking) -> Mapping[str, Any]:
    return {"tier": asking.some("balances", "max", "tier")}


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
    Type("early_access", "loyalty", (Choices("by", EARLY_BY),), _early, _shows_early),
    Type("vouchers", "loyalty", (Number("count"),), _compared(_to_use), _shown(_to_use)),
    Type("vouchers_used", "loyalty", (Number("count"), Days()), _compared(_used), _shown(_used)),
    Type("referred", "loyalty", (Days(),), _referred, _shows_referral),
)
