"""Lists the libraries and data that the product stands on to build/credits.json, for the page that thanks them.

The file is a list of {"name", "version", "licence"}, sorted by name.
"""

import json
import re
from importlib import metadata
from pathlib import Path

from stamps import BUILD, ROOT

TARGET = BUILD / "credits.json"
OUTPUTS = (TARGET,)
# What the packages carry and do not name in their own metadata.
CARRIED = [
    {"name": "htmx", "version": "4", "licence": "0BSD"},
    {"name": "GeoNames (positions of the communes)", "version": "", "licence": "CC BY 4.0"},
    {"name": "INSEE, La Poste (communes, postcodes, population)", "version": "", "licence": "Licence Ouverte 2.0"},
    {"name": "Natural Earth (land that the map is cut to)", "version": "", "licence": "public domain"},
]


def inputs() -> list[Path]:
    """List what the credits depend on."""
    return [Path(__file__), ROOT / "package-lock.json", ROOT / "requirements.in", ROOT / "requirements.lock"]


def main() -> None:
    """Write the list."""
    credits_ = sorted([*CARRIED, *python_packages(), *npm_packages()], key=lambda credit: credit["name"].casefold())
    TARGET.write_text(json.dumps(credits_, ensure_ascii=False, indent=1), encoding="utf-8")


def python_packages() -> list[dict[str, str]]:
    """Return the packages that requirements.in names."""
    names = re.findall(r"^([A-Za-z0-9_.-]+)", (ROOT / "requirements.in").read_text(encoding="utf-8"), re.MULTILINE)
    return [python_package(name) for name in names]


def python_package(name: str) -> dict[str, str]:
    """Return one credit; the licence is what the package says in its own metadata, in one line."""
    info = metadata.metadata(name).json
    classifiers = [text.split(" :: ") for text in info.get("classifier", [])]
    named = ", ".join(parts[-1] for parts in classifiers if parts[0] == "License")
    licence = info.get("license_expression") or named or str(info.get("license", "")).split("\n")[0]
    return {"name": str(info["name"]), "version": str(info["version"]), "licence": str(licence)}


def npm_packages() -> list[dict[str, str]]:
    """Return the packages that the browser or the data files use."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    return [
        {"name": path.removeprefix("node_modules/"), "version": package["version"], "licence": package["license"]}
        for path, package in lock["packages"].items()
        if path and not package.get("dev")
    ]


if __name__ == "__main__":
    main()
