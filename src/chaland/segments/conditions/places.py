"""Where people live, by their commune: its centre stands for their home."""

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from chaland.accounts.rules import Scope
from chaland.customers.queries import communes
from chaland.customers.street import SHARE, SHARED_BY, stores_keeping
from chaland.kernel.geography import distance_km, inside
from chaland.kernel.postcode import Commune
from chaland.segments import within
from chaland.segments.asking import NOBODY, Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.reaching import holds_today
from chaland.segments.slots import Comparison, Ids, Number, Polygon, Texts
from chaland.segments.tree import Condition
from chaland.stores.models import Store

FARTHEST_KM = 25_000


def _home(_condition: Condition, asking: Asking) -> Mapping[str, Any]:
    return {name: _told(name, asking) for name in ("postcode", "commune")}


def _told(name: str, asking: Asking) -> Any:
    """Return the postcode or commune; nothing where another merchant of a street keeps the address."""
    kept = stores_keeping(Scope(asking.store_id))
    if kept is None:
        return asking.customer(name)
    about = within.one_of("purpose", [SHARE]), within.one_of("channel", SHARED_BY["address"])
    agreed = within.both(*about, lambda rows: holds_today(rows, asking))
    is_kept = asking.customer("home_store_id").isin(kept).fill_null(ibis.literal(value=False))
    is_seen = is_kept | (asking.total("consents", "count", "entry_id", agreed) > 0)
    return ibis.ifelse(is_seen, asking.customer(name), "")


def _commune(condition: Condition, asking: Asking) -> Answer:
    return _told("commune", asking).isin(condition.get("is"))


def _postcode(condition: Condition, asking: Asking) -> Answer:
    return within.either([_told("postcode", asking).startswith(start) for start in condition.get("is")])


def _distance(condition: Condition, asking: Asking) -> Answer:
    """Measure from the nearest of the stores that are named."""
    stores = Store.objects.filter(pk__in=condition.get("store"))
    places = [(one.latitude, one.longitude) for one in stores if one.latitude is not None and one.longitude is not None]

    def near(commune: Commune) -> bool:
        far = min(distance_km(*place, commune.latitude or 0, commune.longitude or 0) for place in places)
        return _fits(far, condition.get("is"))

    return _lives_in(_those(near) if places else [], asking)


def _fits(value: float, wanted: Comparison) -> bool:
    amount = wanted.amount or 0
    match wanted.operator:
        case "at_least":
            return value >= amount
        case "at_most":
            return value <= amount
        case "between":
            return amount <= value <= (wanted.to or 0)
    return round(value) == round(amount)


def _zone(condition: Condition, asking: Asking) -> Answer:
    corners = condition.get("corners")
    return _lives_in(_those(lambda commune: inside((commune.longitude or 0, commune.latitude or 0), [corners])), asking)


def _lives_in(found: list[str], asking: Asking) -> Answer:
    return _told("commune", asking).isin(found) if found else NOBODY


def _those(wanted: Callable[[Commune], bool]) -> list[str]:
    """Return the codes of the communes whose centre is known and fits."""
    known = communes() or ()
    return [commune.insee for commune in known if commune.latitude is not None and wanted(commune)]


TYPES = (
    Type("commune", "places", (Texts("is"),), _commune, _home),
    Type("postcode", "places", (Texts("is"),), _postcode, _home),
    Type("distance", "places", (Number("km", high=FARTHEST_KM), Ids("store", "store")), _distance, _home),
    Type("zone", "places", (Polygon("corners"),), _zone, _home),
)
