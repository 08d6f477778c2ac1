"""The contours of communes that a shop loads in place of the approximate areas, kept in its data folder."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from chaland.kernel.errors import Refusal
from chaland.kernel.geography import Shape, read_contours

MOST_MEGABYTES = 30
_MEGABYTE = 1_000_000


def contours_file(home: Path) -> Path:
    """Return where the contours are kept in a data folder."""
    return home / "geo" / "contours.geojson"


def keep_contours(home: Path, content: bytes) -> int:
    """Keep a GeoJSON file in place of any before and return how many communes it has.

    Raises Refusal `contours_too_large` above 30 MB, or as `read_contours`; the former file then stays.
    """
    if len(content) > MOST_MEGABYTES * _MEGABYTE:
        raise Refusal("contours_too_large", limit=MOST_MEGABYTES)
    found = len(read_contours(content))
    path = contours_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    Path(file.name).replace(path)
    return found


def kept_contours(home: Path) -> Mapping[str, Shape]:
    """Return the contours that are kept, read once for each version of the file; empty if there are none.

    Raises Refusal as `read_contours` for a file that somebody spoilt by hand.
    """
    try:
        stat = contours_file(home).stat()
    except FileNotFoundError:
        return {}
    return _read(contours_file(home), stat.st_mtime_ns, stat.st_size)


def drop_contours(home: Path) -> None:
    """Go back to the approximate areas; nothing happens if there are no contours."""
    contours_file(home).unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _read(path: Path, _written_ns: int, _size: int) -> Mapping[str, Shape]:
    return read_contours(path.read_bytes())
