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


def inputs() -> list[Path]:
    """List what the credits depend on."""
    return [Path(__file__), ROOT / "package-lock.json", ROOT / "requirements.in", ROOT / "requirements.lock"]


def main() -> None:
    """Write the list."""
    credits_ = sorted([*python_packages(), *npm_packages()], key=lambda credit: credit["name"].casefold())
    TARGET.write_text(json.dumps(credits_, ensure_ascii=False, indent=1), encoding="utf-8")


def python_packages() -> list[dict[str, str]]:
    """Return the packages that requirements.in names."""
    names = re.findall(r"^([A-Za-z0-9_.-]+)", (ROOT / "requirements.in").read_text(encoding="utf-8"), re.MULTILINE)
    return [python_package(name) for name in names]


def python_package(name: str) -> dict[str, str]:
    """Return one credit; the licence is what the package says in its own metadata, in one line."""
    info = metadata.metadata(name)
    classifiers = [
        text.rsplit(" :: ", 1)[-1] for text in info.get_all("Classifier", []) if text.startswith("License ::")
    ]
    licence = info.get("License-Expression") or ", ".join(classifiers) or (info.get("License") or "").split("\n")[0]
    return {"name": info["Name"], "version": info["Version"], "licence": licence}


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
