"""Somebody asks which kinds of customers the file holds."""

from datetime import datetime

from chaland.insight import queries, services
from chaland.insight.models import Finding
from chaland.insight.queries import Found
from chaland.usecases.insight.choose_people import Whom


def read_profiles(whom: Whom, *, now: datetime) -> Found:
    """Return the kinds as they were last found; looking at those of a store has them found every day."""
    if whom.store_id is not None:
        services.want(Finding.Kind.PROFILES, whom.store_id, now=now)
    return queries.found(Finding.Kind.PROFILES, whom.store_id)
