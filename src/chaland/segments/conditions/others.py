"""Other segments, and chance."""

from collections.abc import Mapping
from typing import Any

from chaland.segments.asking import Asking
from chaland.segments.compiling import describes
from chaland.segments.condition import Answer, Type
from chaland.segments.slots import Ids, Number
from chaland.segments.tree import Condition

# Two rounds of a multiplicative congruence: the same on every engine, and blind to the order of the numbers.
# Source of the multipliers: L'Ecuyer, Tables of linear congruential generators (1999), modulus 2^31 - 1.
MODULUS = 2_147_483_647
FIRST, SECOND = 1_583_458_089, 784_588_716
PARTS = 10_000


def _member(condition: Condition, asking: Asking) -> Answer:
    return describes(asking.rules[condition.get("is")[0]], asking)


def _drawn(condition: Condition, asking: Asking) -> Answer:
    seed, share = condition.get("seed"), condition.get("share")
    start = int(seed.amount) if seed else 0
    once = (asking.customer("customer_id") % MODULUS * FIRST + start * SECOND) % MODULUS
    return (once * SECOND + FIRST) % MODULUS % PARTS < int(share.amount * PARTS / 100)


def _nothing(_condition: Condition, _asking: Asking) -> Mapping[str, Any]:
    return {}


TYPES = (
    Type("member", "others", (Ids("is", "segment", many=False),), _member, _nothing),
    Type(
        "drawn",
        "others",
        (
            Number("percent", name="share", high=100, exact=True),
            Number("number", name="seed", required=False, high=MODULUS, exact=True),
        ),
        _drawn,
        _nothing,
    ),
)
