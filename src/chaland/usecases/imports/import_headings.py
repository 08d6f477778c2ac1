"""Which column of a file is which of ours: headings as people write them, and the mapping file."""

import hashlib
import tomllib
from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from chaland.kernel.errors import Refusal
from chaland.kernel.text import fold, strip_invisible


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a mapping file says. columns: our name by the file's heading, folded. constants: text by our name."""

    columns: Dictionary[str, str] = field(default_factory=dict)
    constants: Dictionary[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Name this mapping: the same file read another way is another import."""
        told = repr((sorted(self.columns.items()), sorted(self.constants.items())))
        return hashlib.sha256(told.encode()).hexdigest() if self.columns or self.constants else ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to turn a row of the file, `width` cells, into cells in our order. ignored: headings not read."""

    width: int
    take: Callable[[list[str]], list[str]]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taker:
    """Puts cells in our order; unlike a lambda it can be sent to another process."""

    pick: Callable[[list[str]], tuple[str, ...]]
    extra: list[str]

    def __call__(self, cells: list[str]) -> list[str]:
        return list(self.pick(cells + self.extra))


def read_mapping(path: Path | None, names: Sequence[str], constants: Dictionary[str, str]) -> Mapping:
    """Read a mapping file; `constants` given beside it win over its own.

    It is TOML: `[columns]` gives the file's heading for each of our names, `[constants]` a text for a whole column.
    Raises Refusal `mapping_not_understood` or `mapping_name_unknown`.
    """
    told = _toml(path) if path else {}
    columns, own = _section(told, "columns"), _section(told, "constants")
    for name in (*columns, *own):
        if name not in names:
            raise Refusal("mapping_name_unknown", name=name, known=", ".join(names))
    return Mapping({_key(heading): name for name, heading in columns.items()}, {**own, **constants})


def _toml(path: Path) -> Dictionary[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal("mapping_not_understood", reason=str(error)) from None


def _section(told: Dictionary[str, object], name: str) -> dict[str, str]:
    section = told.get(name, {})
    if not isinstance(section, dict) or not all(isinstance(value, str | int) for value in section.values()):
        raise Refusal("mapping_not_understood", reason=f"[{name}]")
    return {str(key): str(value) for key, value in section.items()}


def plan_columns(
    headings: Sequence[str], names: Sequence[str], required: Sequence[str], mapping: Mapping, one_of: Sequence[str] = ()
) -> Plan:
    """Say how to read the columns `names`. Raises Refusal `columns_twice` or `columns_missing`."""
    ours = [_our_name(heading, names, mapping) for heading in headings]
    twice = sorted({name for name in ours if name and ours.count(name) > 1})
    if twice:
        raise Refusal("columns_twice", names=", ".join(twice))
    missing = [name for name in required if name not in ours and name not in mapping.constants]
    if one_of and not set(one_of) & {*ours, *mapping.constants}:
        missing = list(one_of)
    if missing:
        raise Refusal("columns_missing", names=", ".join(missing))
    unheaded = sorted(set(mapping.columns.values()) - set(ours))
    if unheaded:
        raise Refusal("columns_missing", names=", ".join(unheaded))
    ignored = tuple(heading for heading, name in zip(headings, ours, strict=True) if not name)
    return Plan(len(headings), _taker(names, ours, mapping.constants), ignored)


def _our_name(heading: str, names: Sequence[str], mapping: Mapping) -> str | None:
    key = _key(heading)
    if key in mapping.columns:
        return mapping.columns[key]
    name = key.replace(" ", "_")
    # A heading that the mapping gives to another column, or replaces by a constant, is not ours.
    taken = name in mapping.columns.values() or name in mapping.constants
    return name if name in names and not taken else None


def _key(heading: str) -> str:
    return fold(strip_invisible(heading))


def _taker(
    names: Sequence[str], ours: Sequence[str | None], constants: Dictionary[str, str]
) -> Callable[[list[str]], list[str]]:
    places = [ours.index(name) if name in ours else None for name in names]
    # Constants and absent columns are read from cells put after the row's own.
    extra = [constants.get(name, "") for name, place in zip(names, places, strict=True) if place is None]
    following = iter(range(len(ours), len(ours) + len(extra)))
    pick = itemgetter(*(next(following) if place is None else place for place in places))
    return Taker(pick, extra)
