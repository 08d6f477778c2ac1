"""The words of what people agreed to, and by which channel they may be contacted."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext

from chaland.privacy.rules.acts import RENEWED_WITHIN
from chaland.segments.tree import Condition
from chaland.sentences.consents.words import CHANNELS, PURPOSES
from chaland.sentences.segments.parts import NOTHING
from chaland.sentences.segments.words import Names, Phrase, fill, listed


def agreed(condition: Condition, _names: Names) -> Phrase:
    """Return "who agreed to “Offers” by SMS"."""
    return fill(gettext("who agreed to {purposes}{ways}"), purposes=_purposes(condition), ways=_ways(condition))


def may_contact(condition: Condition, _names: Names) -> Phrase:
    """Return "who may be contacted for “Offers” by SMS"."""
    said = gettext("who may be contacted for {purposes}{ways}")
    return fill(said, purposes=_purposes(condition), ways=_ways(condition))


def to_renew(condition: Condition, _names: Names) -> Phrase:
    """Return "whose consent has lapsed or lapses within 30 days, to “Offers” by SMS"."""
    said = fill(gettext("whose consent has lapsed or lapses within {n} days"), n=str(RENEWED_WITHIN.days))
    if condition.get("purpose"):
        said = (*said, *fill(gettext(", to {purposes}"), purposes=_purposes(condition)))
    return (*said, *_ways(condition))


def reach_line(facts: Mapping[str, Any]) -> str:
    """Return what "why" tells of it."""
    return gettext("may be contacted") if facts["may_be_reached"] else gettext("may not be contacted")


def _purposes(condition: Condition) -> Phrase:
    return listed([gettext("“{purpose}”").format(purpose=PURPOSES[one]) for one in condition.get("purpose")])


def _ways(condition: Condition) -> Phrase:
    chosen = condition.get("channel")
    if not chosen:
        return NOTHING
    return fill(gettext(" by {channels}"), channels=listed([_channel(one) for one in chosen]))


def _channel(code: str) -> str:
    return str(CHANNELS[code]) if code == "sms" else str(CHANNELS[code]).lower()
