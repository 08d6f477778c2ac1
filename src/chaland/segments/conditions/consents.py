"""What people agreed to, and by which channel they may be reached for what."""

from collections.abc import Mapping
from itertools import product
from typing import Any

from chaland.privacy.rules import CHANNELS, PURPOSES
from chaland.privacy.rules.acts import RENEWED_WITHIN
from chaland.segments import within
from chaland.segments.asking import Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.reaching import holds_today, may_reach
from chaland.segments.slots import Choices
from chaland.segments.tree import Condition

CODES = tuple(PURPOSES)


def _count(asking: Asking, *wheres: within.Where) -> Any:
    return asking.total("consents", "count", "consent_id", within.both(*wheres))


def _about(condition: Condition) -> tuple[within.Where, ...]:
    return tuple(within.one_of(name, condition.get(name)) for name in ("purpose", "channel"))


def _agreements(condition: Condition, asking: Asking) -> Any:
    return _count(asking, *_about(condition), lambda rows: holds_today(rows, asking))


def _agreed(condition: Condition, asking: Asking) -> Answer:
    return _agreements(condition, asking) > 0


def _due(condition: Condition, asking: Asking) -> Any:
    last = asking.today + RENEWED_WITHIN

    def ends(rows: Any) -> Any:
        return (rows.state == "lapsed") | (
            (rows.state == "granted") & within.between_moments(rows.expires_at, None, last)
        )

    return _count(asking, *_about(condition), ends)


def _to_renew(condition: Condition, asking: Asking) -> Answer:
    return _due(condition, asking) > 0


def _may_be_reached(condition: Condition, asking: Asking) -> Answer:
    asked = product(condition.get("purpose"), condition.get("channel"))
    return within.either([may_reach(purpose, channel, asking) for purpose, channel in asked])


def _shown(column: Any) -> Any:
    def shown(condition: Condition, asking: Asking) -> Mapping[str, Any]:
        return {"consents": column(condition, asking)}

    return shown


def _shows_reach(condition: Condition, asking: Asking) -> Mapping[str, Any]:
    return {"may_be_reached": _may_be_reached(condition, asking)}


_PURPOSES = Choices("purpose", CODES)
_ANY_CHANNEL = Choices("channel", CHANNELS, required=False)

TYPES = (
    Type("agreed", "reach", (_PURPOSES, _ANY_CHANNEL), _agreed, _shown(_agreements)),
    Type("may_contact", "reach", (_PURPOSES, Choices("channel", CHANNELS)), _may_be_reached, _shows_reach),
    Type(
        "consent_to_renew", "reach", (Choices("purpose", CODES, required=False), _ANY_CHANNEL), _to_renew, _shown(_due)
    ),
)
