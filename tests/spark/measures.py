"""Everything that the screens of what the file knows ask of the lake, by name."""

from chaland.insight.describing import families, measures, spent_in, telling
from chaland.insight.looking import Looking
from chaland.insight.visiting import visit_days
from chaland.usecases.insight import (
    read_arrivals,
    read_assortment,
    read_bring_back,
    read_catchment,
    read_forecast,
    read_frequency,
    read_habits,
    read_lifecycle,
    read_month,
    read_revenue_change,
    read_seasons,
    read_sellers,
    read_stopped,
    read_together,
    read_traits,
)
from chaland.warehouse.engine import run


def of_profiles(whom, _now, _family):
    looking, days = Looking(whom.today, whom.store_id), (whom.period.start_on, whom.period.end_on)
    paths = telling(run(families(looking, *days)))
    run(measures(looking, *days))
    run(spent_in(looking, *days, paths))


def of_forecast(whom, _now, _family):
    for by_store in (False, True):
        run(visit_days(whom.today, whom.period.start_on, by_store=by_store))


def of_collection(whom, _now, _family):
    for by in ("month", "seller", "store"):
        read_sellers.read_collection(whom, by)


def of_seasons(whom, _now, family):
    read_seasons.read_seasons(whom, "month", family)
    read_seasons.read_seasons(whom, "week", None)


def of_tastes(whom, _now, family):
    for by in ("family", "brand", "article"):
        read_assortment.read_tastes(whom, by, family if by == "article" else None)


def of_whom(read):
    return lambda whom, *_: read(whom)


MEASURES = {
    "arrivals": of_whom(read_arrivals.read_arrivals),
    "bring back": of_whom(read_bring_back.read_late),
    "worth of bringing back": of_whom(read_bring_back.read_worth),
    "catchment": of_whom(read_catchment.read_catchment),
    "changes": lambda whom, _, family: read_assortment.read_changes(whom, family, is_against_year=True),
    "collection": of_collection,
    "concentration": of_whom(read_habits.read_concentration),
    "forecast": lambda whom, now, _: read_forecast.read_forecast(whom, now=now),
    "forecast, its visits": of_forecast,
    "frequency": of_whom(read_frequency.read_frequency),
    "habits": of_whom(read_habits.read_habits),
    "hours": of_whom(read_sellers.read_hours),
    "lifecycle": of_whom(read_lifecycle.read_lifecycle),
    "month": lambda whom, now, _: read_month.read_month(whom.scope, None, now=now),
    "profiles": of_profiles,
    "revenue change": of_whom(read_revenue_change.read_revenue_change),
    "seasons": of_seasons,
    "sellers": of_whom(read_sellers.read_sellers),
    "stopped": lambda whom, _, family: read_stopped.read_stopped(whom, "family", family),
    "stores": of_whom(read_sellers.read_stores),
    "tastes": of_tastes,
    "together": lambda whom, *_: read_together.read_together(whom, read_together.Wanted(), None),
    "traits": lambda whom, _, family: read_traits.read_traits(whom, "size", "brand", "revenue_cents", family),
}
