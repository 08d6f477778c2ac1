"""Somebody looks at figures of the file: their choice as the calculations take it."""

from chaland.insight.looking import Looking
from chaland.usecases.insight.choose_people import Whom, people_of


def looking(whom: Whom) -> Looking:
    """Return from where the figures are asked. Raises what `people_of` raises."""
    return Looking(whom.today, whom.store_id, people_of(whom))
