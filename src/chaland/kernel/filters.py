"""The little language typed above the columns of a list: >800, 50..90, 01/2026, <30j, =Sète, vide.

Parsing gives plain dataclasses; turning them into a query is the reader's work, and `matches` says what it must mean.
Blank text is no filter: None. Raises Refusal `filter_not_understood` for what cannot be read.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, TypeAlias

from chaland.kernel.dates import FIRST_YEAR, LAST_YEAR, parse_day
from chaland.kernel.errors import Refusal
from chaland.kernel.money import parse_cents
from chaland.kernel.numbers import parse_scaled
from chaland.kernel.text import fold

Unit: TypeAlias = Literal["cents", "number", "days"]
TextTest: TypeAlias = Literal["contains", "equals", "starts"]
Number: TypeAlias = int | Decimal

_SHOWN = 60
_LONGEST = 200
_NUMBER_PLACES = 6
_EMPTY = frozenset({"vide", "vides", "empty", "blank", "="})
_NOT_EMPTY = frozenset({"non vide", "non vides", "not empty", "not blank", "*", "!", "!=", "<>", "!vide", "!empty"})
_COMPARISON = re.compile(r"(?P<sign>>=|<=|<>|!=|[<>=!≥≤≠]|)\s*(?P<rest>.*)", re.DOTALL)
_SAME_SIGNS = {"≥": ">=", "≤": "<=", "≠": "!", "!=": "!", "<>": "!", "": "="}
# 1,250 is one and a quarter to a French reader, over a thousand to an English one: neither is guessed.
_AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
_DAYS_WORD = re.compile(r"\s*(?:j|d|jours?|days?)$", re.IGNORECASE)
_AGO = re.compile(r"(?P<count>[0-9]{1,4})\s*(?P<unit>[a-z]+)", re.IGNORECASE)
_PERIODS: dict[str, tuple[int, int]] = {  # word: (days, months)
    **dict.fromkeys(("j", "jour", "jours", "d", "day", "days"), (1, 0)),
    **dict.fromkeys(("s", "sem", "semaine", "semaines", "w", "week", "weeks"), (7, 0)),
    **dict.fromkeys(("m", "mois", "month", "months"), (0, 1)),
    **dict.fromkeys(("a", "an", "ans", "y", "year", "years"), (0, 12)),
}
_DAY_WORDS = {"aujourd hui": 0, "today": 0, "hier": 1, "yesterday": 1}
_MONTH = re.compile(r"(?P<month>0?[1-9]|1[0-2])[/.-](?P<year>[0-9]{4})")
_MONTH_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])")
_YEAR = re.compile(r"(?P<year>[0-9]{4})")


@dataclass(frozen=True, slots=True)
class NumberFilter:
    """Numbers between two bounds, None being no bound, in the column's own unit (cents, days…).

    `empty` True keeps only rows without a value, False only rows with one. `negated` turns the whole around, so that
    rows without a value are kept: "not 34" is true of them too.
    """

    low: Number | None = None
    low_inclusive: bool = True
    high: Number | None = None
    high_inclusive: bool = True
    empty: bool | None = None
    negated: bool = False

    def matches(self, value: Number | None) -> bool:
        """Tell whether a row with this value stays in the list."""
        if self.empty is not None:
            return (value is None) == self.empty
        within = value is not None and self._above(value) and self._below(value)
        return within != self.negated

    def _above(self, value: Number) -> bool:
        return self.low is None or value > self.low or (self.low_inclusive and value == self.low)

    def _below(self, value: Number) -> bool:
        return self.high is None or value < self.high or (self.high_inclusive and value == self.high)


@dataclass(frozen=True, slots=True)
class DateFilter:
    """Days from `first` to `last`, both included, None being no bound; `empty` and `negated` as in NumberFilter."""

    first: date | None = None
    last: date | None = None
    empty: bool | None = None
    negated: bool = False

    def matches(self, day: date | None) -> bool:
        """Tell whether a row with this day stays in the list."""
        if self.empty is not None:
            return (day is None) == self.empty
        within = day is not None and (self.first or date.min) <= day <= (self.last or date.max)
        return within != self.negated


@dataclass(frozen=True, slots=True)
class TextFilter:
    """Text compared folded (see `text.fold`): contained, equal or at the start; `empty` and `negated` as above."""

    test: TextTest = "contains"
    text: str = ""
    empty: bool | None = None
    negated: bool = False

    @property
    def folded(self) -> str:
        """What to compare with a folded column; empty when only signs were typed: % and _ stand for themselves."""
        return fold(self.text)

    def matches(self, value: str | None) -> bool:
        """Tell whether a row with this text stays in the list."""
        if self.empty is not None:
            return (not value) == self.empty
        wanted, found = self.folded, fold(value or "")
        if not wanted:
            wanted, found = self.text, value or ""
        tests = {"contains": wanted in found, "equals": wanted == found, "starts": found.startswith(wanted)}
        return tests[self.test] != self.negated


def parse_number_filter(text: str, unit: Unit = "number") -> NumberFilter | None:
    """Read >800, >=800, <3, <=3, 34, =34, !34, 50..90, 50.., ..90, vide (or = alone), non vide (or *).

    Amounts are typed in euros and become cents; days may carry a j or d. Bounds the wrong way round are put right.

    >>> parse_number_filter(">800", "cents")
    NumberFilter(low=80000, low_inclusive=False, high=None, high_inclusive=True, empty=None, negated=False)
    """
    typed = _typed(text)
    if not typed:
        return None
    if (empty := _emptiness(typed)) is not None:
        return NumberFilter(empty=empty)
    if ".." in typed:
        low, high = (_number(end, unit, text) if end else None for end in _ends(typed, text))
        if low is not None and high is not None and low > high:
            low, high = high, low
        return NumberFilter(low=low, high=high)
    sign, rest = _comparison(typed)
    return _number_compared(sign, _number(rest, unit, text))


def _number_compared(sign: str, number: Number) -> NumberFilter:
    if sign.startswith(">"):
        return NumberFilter(low=number, low_inclusive=sign == ">=")
    if sign.startswith("<"):
        return NumberFilter(high=number, high_inclusive=sign == "<=")
    return NumberFilter(low=number, high=number, negated=sign == "!")


def _number(typed: str, unit: Unit, text: str) -> Number:
    try:
        if unit == "cents":
            return parse_cents(typed)
        if unit == "days":
            return parse_scaled(_DAYS_WORD.sub("", typed), 0)
        if _AMBIGUOUS.fullmatch(typed):
            raise _not_understood(text)
        millionths = parse_scaled(typed.removesuffix("%").rstrip(), _NUMBER_PLACES)
    except Refusal:
        raise _not_understood(text) from None
    whole, part = divmod(millionths, 10**_NUMBER_PLACES)
    return Decimal(millionths).scaleb(-_NUMBER_PLACES).normalize() if part else whole


def parse_date_filter(text: str, today: date) -> DateFilter | None:
    """Read days, months (01/2026), years (2026), the comparisons of numbers, ranges, and ages in days.

    An age counts back from today: <30j is less than thirty days ago (today included, nothing in the future), >6m
    more than six months ago, 30j alone that very day. Units: j d, s w, m, a y. Also aujourd'hui, hier.

    >>> parse_date_filter("01/2026", date(2026, 11, 22))
    DateFilter(first=datetime.date(2026, 1, 1), last=datetime.date(2026, 1, 31), empty=None, negated=False)
    """
    typed = _typed(text)
    if not typed:
        return None
    if (empty := _emptiness(typed)) is not None:
        return DateFilter(empty=empty)
    if ".." in typed:
        return _date_range(_ends(typed, text), text, today)
    sign, rest = _comparison(typed)
    if (day := _days_ago(rest, today)) is not None:
        return _age_compared(sign, day, today)
    return _period_compared(sign, *_period(rest, text, today))


def _date_range(ends: tuple[str, str], text: str, today: date) -> DateFilter:
    spans = [_span(end, text, today) if end else None for end in ends]
    start, end = spans
    if start and end and start > end:
        start, end = end, start
    return DateFilter(first=start[0] if start else None, last=end[1] if end else None)


def _span(typed: str, text: str, today: date) -> tuple[date, date]:
    day = _days_ago(typed, today)
    return (day, day) if day else _period(typed, text, today)


def _period_compared(sign: str, first: date, last: date) -> DateFilter:
    match sign:
        case ">":
            return DateFilter(first=last + timedelta(days=1))
        case ">=":
            return DateFilter(first=first)
        case "<":
            return DateFilter(last=first - timedelta(days=1))
        case "<=":
            return DateFilter(last=last)
    return DateFilter(first=first, last=last, negated=sign == "!")


def _age_compared(sign: str, day: date, today: date) -> DateFilter:
    """Younger means later: the sign turns round, and what is to come has no age."""
    match sign:
        case ">":
            return DateFilter(last=day - timedelta(days=1))
        case ">=":
            return DateFilter(last=day)
        case "<":
            return DateFilter(first=day + timedelta(days=1), last=today)
        case "<=":
            return DateFilter(first=day, last=today)
    return DateFilter(first=day, last=day, negated=sign == "!")


def _period(typed: str, text: str, today: date) -> tuple[date, date]:
    """Return the first and last day of a day, a month or a year."""
    if (words := fold(typed)) in _DAY_WORDS:
        day = today - timedelta(days=_DAY_WORDS[words])
        return day, day
    if found := _MONTH.fullmatch(typed) or _MONTH_ISO.fullmatch(typed):
        year, month = int(found["year"]), int(found["month"])
        last_day = calendar.monthrange(year, month)[1] if _in_range(year) else 0
    elif found := _YEAR.fullmatch(typed):
        year, month, last_day = int(found["year"]), 0, 31
    else:
        return _one_day(typed, text)
    if not _in_range(year):
        raise _not_understood(text)
    return date(year, month or 1, 1), date(year, month or 12, last_day)


def _in_range(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR


def _one_day(typed: str, text: str) -> tuple[date, date]:
    try:
        day = parse_day(typed)
    except Refusal:
        raise _not_understood(text) from None
    return day, day


def _days_ago(typed: str, today: date) -> date | None:
    found = _AGO.fullmatch(typed)
    period = _PERIODS.get(found["unit"].lower()) if found else None
    if found is None or period is None:
        return None
    count, (days, months) = int(found["count"]), period
    earliest = date(FIRST_YEAR, 1, 1)
    back = _months_before(today, months * count) if months else today - timedelta(days=days * count)
    return max(back, earliest)


def _months_before(day: date, months: int) -> date:
    """Return the same day that many months before, or its month's last: 31 March less one month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < FIRST_YEAR:
        return date(FIRST_YEAR, 1, 1)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def parse_text_filter(text: str) -> TextFilter | None:
    """Read a word (contained), =exact, ^start, !not (also != and !^), vide, non vide; "…" takes it literally.

    >>> parse_text_filter("!=Sète")
    TextFilter(test='equals', text='Sète', empty=None, negated=True)
    """
    typed = _typed(text)
    if not typed:
        return None
    if (empty := _emptiness(typed)) is not None:
        return TextFilter(empty=empty)
    negated = typed.startswith(("!", "≠", "<>"))
    rest = re.sub(r"^(!|≠|<>)", "", typed).lstrip()
    test: TextTest = "equals" if rest.startswith("=") or typed.startswith(("≠", "<>")) else "contains"
    test = "starts" if rest.startswith("^") else test
    wanted = _unquoted(rest[1:].lstrip() if rest.startswith(("=", "^")) else rest)
    if not wanted:
        raise _not_understood(text)
    return TextFilter(test=test, text=wanted, negated=negated)


def _unquoted(typed: str) -> str:
    quoted = len(typed) > 1 and (typed[0], typed[-1]) in (('"', '"'), ("«", "»"), ("“", "”"))
    return typed[1:-1].strip() if quoted else typed


def _typed(text: str) -> str:
    if len(text) > _LONGEST or "\x00" in text:
        raise _not_understood(text)
    return text.strip()


def _emptiness(typed: str) -> bool | None:
    word = " ".join(typed.lower().split())
    if word in _EMPTY:
        return True
    return False if word in _NOT_EMPTY else None


def _ends(typed: str, text: str) -> tuple[str, str]:
    low, _, high = typed.partition("..")
    if not (low or high) or high.startswith("."):
        raise _not_understood(text)
    return low.strip(), high.strip()


def _comparison(typed: str) -> tuple[str, str]:
    sign, rest = _COMPARISON.findall(typed)[0]
    return _SAME_SIGNS.get(sign, sign), rest.strip()


def _not_understood(text: str) -> Refusal:
    return Refusal("filter_not_understood", text=text.replace("\x00", "")[:_SHOWN])
