"""A shopkeeper asks how often customers come, and how often they might."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import ibis
from django.core.cache import cache

from chaland.customers.queries import communes
from chaland.insight.catchment_areas import nearest_first
from chaland.insight.frequency import (
    BAND_KM,
    Attainable,
    Comparables,
    attainable,
    band_of,
    find_comparables,
    frequencies,
)
from chaland.insight.looking import Looking
from chaland.stores.models import Store
from chaland.usecases.insight.choose_people import Whom, people_of, segments_to_choose
from chaland.usecases.insight.look_from import looking
from chaland.warehouse import sync
from chaland.warehouse.engine import run, table

MOST_SEGMENTS = 20
KEPT_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often the people come, all together, by store of reference and by segment, the most to gain first.

    whole: None where nobody came in the last 365 days.
    """

    whole: Attainable | None
    stores: Sequence[tuple[str, Attainable]]
    segments: Sequence[tuple[str, Attainable]]


def read_frequency(whom: Whom) -> Frequency:
    """Return the frequencies; segments only where everybody is looked at."""
    seen = looking(whom)
    # Worked out once; stores and segments are then added up from it.
    rows = ibis.memtable(run(frequencies(seen, comparables_of(seen))))
    whole = attainable(rows)
    if not whole:
        return Frequency(None, (), ())
    segments = _segments(whom, rows) if whom.segment_id is None else []
    return Frequency(whole[0], _stores(attainable(rows, "home_store_id")), segments)


def read_whole(whom: Whom) -> Attainable | None:
    """Return the frequency of all the people together."""
    seen = looking(whom)
    return next(iter(attainable(frequencies(seen, comparables_of(seen)))), None)


def read_customer_frequency(customer_id: int, whom: Whom) -> Mapping[str, Any] | None:
    """Return one customer's row of `insight.frequency.frequencies`; None of who did not come in the last 365 days."""
    customers = table("customers")
    only = customers.filter(customers.customer_id == customer_id).select("customer_id")
    seen = Looking(whom.today, whom.store_id, only)
    return next(iter(run(frequencies(seen, comparables_of(seen))).to_pylist()), None)


def comparables_of(seen: Looking) -> Comparables:
    """Return whom customers are compared with, found anew every day."""
    state = sync.current()
    key = f"comparables-{state.generation if state else ''}-{seen.today}-{seen.store_id}"
    known: Comparables | None = cache.get(key)
    if known is None:
        known = find_comparables(seen, _bands(seen.store_id))
        cache.set(key, known, KEPT_SECONDS)
    return known


def _bands(store_id: int | None) -> dict[str, int]:
    """Return the band of distance of each commune where somebody lives, from the nearest of the stores looked at."""
    stores = Store.objects.exclude(latitude=None).exclude(longitude=None)
    stores = stores.filter(pk=store_id) if store_id else stores
    places = [
        (latitude or 0.0, longitude or 0.0) for latitude, longitude in stores.values_list("latitude", "longitude")
    ]
    lived_in = run(table("customers").select("commune").distinct())["commune"].to_pylist()
    wanted = set(lived_in)
    known = [one for one in communes() or () if one.insee in wanted and one.latitude is not None]
    near = nearest_first(known, places, BAND_KM[-1]) if places else []
    beyond = {one.insee: len(BAND_KM) for one in known} if places else {}
    return beyond | {one.insee: band_of(km) for one, km in near}


def _stores(found: Sequence[Attainable]) -> list[tuple[str, Attainable]]:
    names = dict(Store.objects.values_list("pk", "name"))
    return [(names.get(one.key or 0, ""), one) for one in found]


def _segments(whom: Whom, rows: Any) -> list[tuple[str, Attainable]]:
    found = []
    for segment_id, name in segments_to_choose(whom.scope)[:MOST_SEGMENTS]:
        people = people_of(replace(whom, segment_id=segment_id))
        found += [(name, replace(one, key=segment_id)) for one in attainable(rows.semi_join(people, "customer_id"))]
    return sorted(found, key=lambda one: -one[1].worth_cents)
