"""Writes the land of France to build/geo/land.json, which the approximate areas of communes are cut to.

From Natural Earth at 1:10,000,000 (world-atlas, public domain), where France holds its overseas departments; the shore
is right within about a kilometre. The file is a list of polygons, each a list of rings of [longitude, latitude], the
outer one first.
"""

import json
from itertools import accumulate
from pathlib import Path
from typing import Any

from stamps import BUILD, ROOT

WORLD = BUILD / "node_modules" / "world-atlas" / "countries-10m.json"
TARGET = BUILD / "geo" / "land.json"
OUTPUTS = (TARGET,)
FRANCE = {"250", "540", "258", "666", "652", "663", "876"}
DECIMALS = 4


def inputs() -> list[Path]:
    """List what the land depends on."""
    return [Path(__file__), ROOT / "package-lock.json"]


def main() -> None:
    """Write the file and say how many pieces the land has."""
    polygons = land(json.loads(WORLD.read_text(encoding="utf-8")))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(polygons, separators=(",", ":")), encoding="utf-8")
    print(f"{len(polygons)} pieces of land")


def land(topology: dict[str, Any]) -> list[list[list[list[float]]]]:
    """Return the polygons of the French countries of a topology; those of each country in their order."""
    arcs = [positions(arc, topology["transform"]) for arc in topology["arcs"]]
    countries = [one for one in topology["objects"]["countries"]["geometries"] if one.get("id") in FRANCE]
    shapes = [one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]] for one in countries]
    return [[ring(numbers, arcs) for numbers in polygon] for shape in shapes for polygon in shape]


def positions(arc: list[list[int]], transform: dict[str, list[float]]) -> list[list[float]]:
    """Return the positions of an arc, whose points are steps from the one before, in whole grid units."""
    (east, north), (west, south) = transform["scale"], transform["translate"]
    steps = accumulate(arc, lambda point, step: [point[0] + step[0], point[1] + step[1]])
    return [[round(west + x * east, DECIMALS), round(south + y * north, DECIMALS)] for x, y in steps]


def ring(numbers: list[int], arcs: list[list[list[float]]]) -> list[list[float]]:
    """Join the arcs of a ring end to end; a negative number ~n stands for arc n backwards."""
    joined: list[list[float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        joined += arc[1:] if joined else arc
    return joined


if __name__ == "__main__":
    main()
