"""Journeys of the trade to begin with: which trigger, which steps, which words. The shop changes them its own way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Plan = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """One. steps: as kept, but that a `send` names a template of `content.templates`, empty for none.

    An `ask` names no survey: the newest is taken.
    """

    trigger: str
    steps: Plan
    options: Mapping[str, Any] = field(default_factory=dict)


def _wait(days: int) -> Mapping[str, Any]:
    return {"do": "wait", "days": days}


def _send(template: str = "") -> Mapping[str, Any]:
    return {"do": "send", "template": template}


_IF_NOT_COME: Mapping[str, Any] = {"do": "if", "condition": "not_come"}

RECIPES: Mapping[str, Recipe] = {
    "welcome": Recipe("opened", (_wait(1), _send("welcome"))),
    "second_visit": Recipe("visit", (_wait(30), _IF_NOT_COME, _send("win_back")), {"nth": 1}),
    "birthday": Recipe("birthday", (_send("birthday"),), {"days": 7}),
    "late": Recipe("late", (_send("win_back"), _wait(21), _IF_NOT_COME, _send("win_back"))),
    "points_lost": Recipe("points_lost", (_send("points"),), {"days": 30}),
    "after_purchase": Recipe("visit", (_wait(7), _send("care"))),
    "cart": Recipe("cart", (_wait(1), _IF_NOT_COME, _send("cart")), {"kind": "cart"}),
    "quote": Recipe("cart", (_wait(7), _IF_NOT_COME, _send("quote")), {"kind": "quote"}),
    "wish": Recipe("wish", (_send("wish"),)),
    "survey": Recipe("visit", (_wait(2), {"do": "ask"})),
    "tier": Recipe("tier", (_wait(1), _send("tier"))),
    "next_size": Recipe("next_size", (_send("new_arrivals"),), {"days": 180}),
    "consent": Recipe("consent_ends", (_send("consent"),), {"days": 45}),
    "joined": Recipe("joined", (_send(),)),
    "referral": Recipe("visit", (_wait(3), _send("referral")), {"nth": 3}),
}
