"""What campaigns sent, and what came of it. From a store, its own campaigns alone are seen."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import ibis

from chaland.segments import within
from chaland.segments.asking import Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.slots import Days, Ids, Number
from chaland.segments.tree import Condition

MESSAGES, USES = "campaign_messages", "campaign_uses"
_SLOTS = (Number("count"), Ids("campaign", "campaign", required=False), Days())
Column = Callable[[Condition, Asking], Any]


def _told(condition: Condition, asking: Asking, moment: str) -> within.Where:
    """Return the condition that a row is of one of the campaigns meant, and of the days."""
    return within.both(
        within.one_of("campaign_id", condition.get("campaign")),
        within.days(moment, condition.get("window"), asking.today),
        lambda rows: rows[moment].notnull(),
    )


def _arrived(rows: Any) -> Any:
    return (rows.state == "sent") & rows.bounced_at.isnull()


def _received(condition: Condition, asking: Asking) -> Any:
    where = within.both(_told(condition, asking, "sent_at"), _arrived)
    return asking.total(MESSAGES, "count", "message_id", where)


def _clicked(condition: Condition, asking: Asking, moment: str = "clicked_at") -> Any:
    where = within.both(_told(condition, asking, moment), lambda rows: rows.clicked_at.notnull())
    return asking.total(MESSAGES, "count", "message_id", where)


def _used(condition: Condition, asking: Asking, moment: str = "used_at") -> Any:
    return asking.total(USES, "count", "use_id", _told(condition, asking, moment))


def _ignored(condition: Condition, asking: Asking) -> Any:
    """Return how many they received if they followed no link and used no voucher of any of these, else none."""
    followed = _clicked(condition, asking, "sent_at") + _used(condition, asking, "sent_at")
    return (followed == 0).ifelse(_received(condition, asking), ibis.literal(0))


def _compared(column: Column, condition: Condition, asking: Asking) -> Answer:
    return asking.compare(column(condition, asking), condition.get("is"))


def _shown(column: Column, condition: Condition, asking: Asking) -> Mapping[str, Any]:
    return {"count": column(condition, asking)}


TYPES = tuple(
    Type(code, "campaigns", _SLOTS, partial(_compared, column), partial(_shown, column))
    for code, column in (
        ("campaign_received", _received),
        ("campaign_clicked", _clicked),
        ("campaign_used", _used),
        ("campaign_ignored", _ignored),
    )
)
