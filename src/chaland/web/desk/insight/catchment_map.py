"""What map.js draws of where the customers live; see its first lines."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chaland.insight.catchment import steps
from chaland.insight.catchment_areas import gathered
from chaland.kernel.money import format_euros_round
from chaland.kernel.numbers import format_decimal, format_number
from chaland.usecases.insight.read_catchment import Catchment, read_map
from chaland.web.desk.insight.tables import Kind

MEASURES: Mapping[str, tuple[str | Promise, Kind]] = {
    "customers": (_("Customers"), "count"),
    "buyers": (_("Buyers of the period"), "count"),
    "revenue_cents": (_("Revenue"), "euros_round"),
    "visits": (_("Visits"), "count"),
    "per_thousand": (_("Customers per 1,000 inhabitants"), "decimal"),
}
NAMED = 12
MOST_PINS = 12
RINGED_KM = (2, 5, 10, 20)


def map_data(found: Catchment, by: str) -> dict[str, Any]:
    """Return the data of the page, areas coloured by one of MEASURES."""
    drawn = read_map(found.stores, found.km)
    numbers = {
        name: {home.code: getattr(home, name) or 0 for home in found.homes}
        for name in MEASURES
        if name != "per_thousand"
    }
    gathered_by = {name: gathered(drawn, values) for name, values in numbers.items()}
    people = gathered(drawn, {home.code: home.population or 0 for home in found.homes})
    areas: dict[str, tuple[float, str]] = {}
    for feature in drawn["features"]:
        code = feature["properties"]["code"]
        values: dict[str, float] = {name: sums[code] for name, sums in gathered_by.items()}
        values["per_thousand"] = 1000 * values["customers"] / people[code] if people[code] else 0
        areas[code] = values[by], _said(feature["properties"]["name"], values)
    begins = steps([value for value, _text in areas.values()])
    best = sorted(areas, key=lambda code: -gathered_by["customers"][code])[:NAMED]
    return {
        "map": drawn,
        "areas": {code: {"value": value, "text": text} for code, (value, text) in areas.items()},
        "steps": [{"from": low, "label": _from(low, by)} for low in begins],
        "stores": _pins(found),
        "rings": [km for km in RINGED_KM if km <= found.km],
        "named": [code for code in best if gathered_by["customers"][code]],
        "words": {
            "km": gettext("{km} km"),
            "picked": gettext("Communes picked: {count}"),
            "drawing": gettext("Click the corners of the zone, then its first corner again. Escape gives up."),
        },
    }


def _pins(found: Catchment) -> list[dict[str, Any]]:
    """Return the stores to draw; of many, one pin for all that stand within about a kilometre."""
    places: dict[tuple[float, float], list[tuple[str, float, float]]] = {}
    digits = 3 if len(found.stores) <= MOST_PINS else 1
    for store in found.stores:
        places.setdefault((round(store[1], digits), round(store[2], digits)), []).append(store)
    return [{"name": _pin(stores), "lat": stores[0][1], "lon": stores[0][2]} for stores in places.values()]


def _pin(stores: Sequence[tuple[str, float, float]]) -> str:
    others = len(stores) - 1
    if not others:
        return stores[0][0]
    return ngettext("{name} and {count} other store", "{name} and {count} other stores", others).format(
        name=stores[0][0], count=others
    )


def _said(name: str, values: Mapping[str, float]) -> str:
    pair = gettext("{label}: {value}")
    lines = [pair.format(label=label, value=_written(values[key], kind)) for key, (label, kind) in MEASURES.items()]
    return "\n".join([name, *lines])


def _from(low: float, by: str) -> str:
    if not low:
        return gettext("none or fewer")
    return gettext("from {value}").format(value=_written(low, MEASURES[by][1]))


def _written(value: float, kind: Kind) -> str:
    language = get_language() or "fr"
    if kind == "decimal":
        return format_decimal(value, 1, language)
    return (format_euros_round if kind == "euros_round" else format_number)(round(value), language)
