"""By which door people came into the file."""

from collections.abc import Mapping
from typing import Any

from chaland.segments import within
from chaland.segments.asking import Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.slots import Choices, Days, Texts
from chaland.segments.tree import Condition

DOORS = (
    "till", "desk", "api", "import", "page", "popup", "tablet", "contest", "quote", "booking", "survey",
)  # fmt: skip


def _here(asking: Asking) -> within.Where:
    """Return the arrivals that may be looked at: those of no store in particular are everybody's."""
    store_id = asking.store_id
    return (lambda rows: (rows.store_id == store_id) | rows.store_id.isnull()) if store_id else within.any_row


def _came_in(condition: Condition, asking: Asking) -> Answer:
    source = condition.get("source")
    where = within.both(
        _here(asking),
        within.one_of("channel", condition.get("is")),
        within.days("arrived_at", condition.get("window"), asking.today),
        (lambda rows: within.alike(rows.source, source)) if source else within.any_row,
    )
    return asking.total("arrivals", "count", "customer_id", where, everywhere=True) > 0


def _shown(_condition: Condition, asking: Asking) -> Mapping[str, Any]:
    return {
        "door": asking.some("arrivals", "max", "channel", _here(asking), everywhere=True),
        "arrived_at": asking.some("arrivals", "max", "arrived_at", _here(asking), everywhere=True),
    }


TYPES = (Type("came_in", "people", (Choices("is", DOORS), Texts("source", required=False), Days()), _came_in, _shown),)
