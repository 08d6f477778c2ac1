"""A file of customers from any program is taken in at one go: by the command line, or by whoever decided beforehand."""

import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from chaland.customers import queries
from chaland.kernel.errors import Refusal
from chaland.kernel.text import fold
from chaland.reading.process import understand_file
from chaland.reading.understanding import Understanding
from chaland.usecases.imports.guide_import import COPY, REPORT, proposed, rows_of_copy
from chaland.usecases.imports.import_ahead import ready_for
from chaland.usecases.imports.import_any_customers import Understood, import_any_customers
from chaland.usecases.imports.import_customers import is_clean
from chaland.usecases.imports.import_headings import Mapping as Headings
from chaland.usecases.imports.import_headings import read_mapping
from chaland.usecases.imports.import_recipe import CREATE, Recipe, consents_by_heading, targets, with_headings
from chaland.usecases.imports.import_report import Line, kept_out
from chaland.usecases.imports.import_run import Imported, Watch
from chaland.usecases.imports.import_table import PARQUET, open_table

_PREFIX = "import-"
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Choices:
    """What was decided before the file was seen; what is None is asked for where the file leaves a doubt.

    mapping: a TOML file as `import_headings.read_mapping` reads it, with tables `[[consents]]` besides.
    """

    store: str = ""
    mapping: Path | None = None
    sheet: str = ""
    month_first: bool | None = None
    repair: bool | None = None
    headingless: bool | None = None
    split: bool = False
    lenient: bool = False
    mode: str = CREATE
    keys: tuple[str, ...] = ()
    alike: str = CREATE
    source: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """How an import ended, with what was understood of the file and the rows that stayed out of it."""

    imported: Imported
    understanding: Understanding
    recipe: Recipe
    out: Sequence[tuple[Line, Sequence[str]]]


def needs_understanding(path: Path, choices: Choices) -> bool:
    """Tell whether a file of customers must be understood first: not when its headings, or a mapping, say it all."""
    with path.open("rb") as file:
        if file.read(len(PARQUET)) == PARQUET:
            return False
    if choices != Choices(store=choices.store, mapping=choices.mapping):
        return True
    if choices.mapping is None:
        return not is_clean(path)
    return bool(_toml(choices.mapping).get("consents")) or not _opens(path, choices)


def _opens(path: Path, choices: Choices) -> bool:
    names = targets(queries.policy())
    told = read_mapping(choices.mapping, names, {})
    try:
        open_table(path, names, (), told)
    except Refusal as refusal:
        return refusal.code == "columns_missing"
    return True


@contextmanager
def understood(path: Path, choices: Choices) -> Iterator[Understood]:
    """Read a file and say how it will be taken in, by what was decided and by what the file suggests."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=settings.HOME) as folder, ready_for(path) as process:
        copy = Path(folder) / COPY
        told = understand_file(path, copy, sheet=choices.sheet)
        yield Understood(copy, told, _recipe(told, choices, path), path.name, Path(folder) / REPORT, process)


def _recipe(told: Understanding, choices: Choices, path: Path) -> Recipe:
    recipe = proposed(told, store=choices.store, source=choices.source or path.name)
    if choices.mapping is None:
        return chosen(recipe, told, choices)
    constants = {"store": choices.store} if choices.store else {}
    mapping = read_mapping(choices.mapping, targets(queries.policy()), constants)
    described = _toml(choices.mapping).get("consents", [])
    return chosen(recipe, told, choices, mapping, described if isinstance(described, list) else ())


def chosen(
    recipe: Recipe,
    told: Understanding,
    choices: Choices,
    mapping: Headings | None = None,
    consents: Sequence[Mapping[str, Any]] = (),
) -> Recipe:
    """Return a proposed recipe with what was decided: columns by their headings, consents, and each choice.

    Consents are never guessed here: nobody looks at the proposal. Raises Refusal as `with_headings` and
    `consents_by_heading`.
    """
    recipe = replace(recipe, consents=consents_by_heading(consents, told.headings))
    if mapping:
        recipe = with_headings(recipe, mapping.columns, told)
        places = {name: place for name, place in recipe.places.items() if name not in mapping.constants}
        recipe = replace(recipe, places=places, constants=dict(mapping.constants))
    return replace(
        recipe,
        month_first=choices.month_first,
        repair=choices.repair,
        headingless=choices.headingless,
        split=choices.split,
        lenient=choices.lenient,
        mode=choices.mode,
        keys=choices.keys or recipe.keys,
        alike=choices.alike,
        source=choices.source or recipe.source,
    )


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal("mapping_not_understood", reason=str(error)) from None


def import_file(
    path: Path, choices: Choices, *, now: datetime, watch: Watch, dry_run: bool = False, tells_out: bool = True
) -> Taken:
    """Take in a file of customers of any program. tells_out: whether rows that stay out are wanted.

    Raises Refusal as `understand_file` and `import_any_customers`.
    """
    with understood(path, choices) as file:
        imported = import_any_customers(file, now=now, watch=watch, dry_run=dry_run)
        return Taken(imported, file.understanding, file.recipe, rows_kept_out(file) if tells_out else ())


def rows_kept_out(file: Understood) -> list[tuple[Line, list[str]]]:
    """Return the rows that were not taken in, as the file has them, with why."""
    lines = kept_out(file.report) if file.report else {}
    return [(lines[number], [*map(harmless, cells)]) for number, cells in rows_of_copy(file, {*lines})]


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; read again, the apostrophe goes. Source: OWASP.

    >>> harmless("+33612345678"), harmless("Bonnet")
    ("'+33612345678", 'Bonnet')
    """
    return f"'{cell}" if cell.startswith(_TRIGGERS) else cell


def by_heading(recipe: Recipe, told: Understanding) -> dict[str, str]:
    """Return what each column was taken for: our name by its heading, or by its place where it has none."""
    names = {place: name for name, place in recipe.places.items()}
    return {
        heading or f"#{place + 1}": names.get(place, "")
        for place, heading in enumerate(told.headings)
        if fold(heading) or place in names
    }
