"""Cells as programs leave them, made what a person would have typed. Whether they hold is decided elsewhere."""

import re
from datetime import date, timedelta
from functools import lru_cache

from chaland.kernel.text import fold

# Written by hand after a number: (mari), (bureau).
_REMARK = re.compile(r"\s*\([^()0-9]*\)\s*$")
# Four figures are a year; who was born before 1927 is written out.
_SERIAL = re.compile(r"(?P<days>[1-9][0-9]{4})(?:[.,][0-9]+)?")
# The day before Excel's first, moved by its 29 February 1900 that never was.
_SERIAL_ZERO = date(1899, 12, 30)
_SLASHED = re.compile(
    r"(?P<month>[0-9]{1,2})(?P<mark>[/.-])(?P<day>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{2}|[0-9]{4})(?P<rest>.*)"
)
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(?::00(?:\.0+)?)?Z?$")
_QUOTED = re.compile("'(?=[0-9+=@\t\r-])")
_TITLES = frozenset({"mme", "madame", "mrs", "ms", "mlle", "mademoiselle", "f", "m", "mr", "monsieur", "h", ""})
_SEXES = {"femme": "mme", "female": "mme", "woman": "mme", "homme": "m", "male": "m", "man": "m", "miss": "mme"}


def unquote(cell: str) -> str:
    """Drop the apostrophe that spreadsheets put before figures to keep them text.

    >>> unquote("'0612345678"), unquote("'s-Hertogenbosch")
    ('0612345678', "'s-Hertogenbosch")
    """
    return cell[1:] if cell.startswith("'") and _QUOTED.match(cell) else cell


def phone(cell: str) -> str:
    """Drop a remark after a number.

    >>> phone("07 56 06 36 22 (mari)"), phone("+33 (0)6 12 34 56 78")
    ('07 56 06 36 22', '+33 (0)6 12 34 56 78')
    """
    return _REMARK.sub("", cell) if cell.endswith((")", " ")) else cell


def birthday(cell: str, *, month_first: bool) -> str:
    """Read what spreadsheets make of a day: its number since 1900, a midnight behind it, the month before the day.

    >>> birthday("29465", month_first=False), birthday("12/31/1980", month_first=True)
    ('1980-09-01', '31/12/1980')
    """
    told = _MIDNIGHT.sub("", cell.strip())
    if serial := _SERIAL.fullmatch(told):
        return (_SERIAL_ZERO + timedelta(days=int(serial["days"]))).isoformat()
    if month_first and (found := _SLASHED.fullmatch(told)):
        return f"{found['day']}/{found['month']}/{found['year']}{found['rest']}"
    return told


# A file writes them in a handful of ways.
@lru_cache(maxsize=1000)
def civility(cell: str) -> str:
    """Return what is a form of address, or a sex; a Dr. or a Prof. is none.

    >>> civility("Mme."), civility("Dr"), civility("Femme")
    ('Mme.', '', 'mme')
    """
    word = fold(cell)
    return cell if word in _TITLES else _SEXES.get(word, "")


def whole_name(cell: str, *, last_first: bool) -> tuple[str, str]:
    """Return the last and the first name of both in one cell: capitals are the last name, else their order tells.

    >>> whole_name("DE LA TOUR Marie", last_first=False), whole_name("Marie Bonnet", last_first=False)
    (('DE LA TOUR', 'Marie'), ('Bonnet', 'Marie'))
    >>> whole_name("Bonnet, Marie", last_first=False), whole_name("Bonnet Marie", last_first=True)
    (('Bonnet', 'Marie'), ('Bonnet', 'Marie'))
    """
    if "," in cell:
        last, _, first = cell.partition(",")
        return last.strip(), first.strip()
    words = cell.split()
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    if capitals and len(capitals) < len(words):
        return " ".join(capitals), " ".join(word for word in words if word not in capitals)
    if last_first:
        return " ".join(words[:1]), " ".join(words[1:])
    return " ".join(words[1:]) or " ".join(words), " ".join(words[:1]) if len(words) > 1 else ""
