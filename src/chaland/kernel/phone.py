"""Telephone numbers: read as people write them, kept as E.164, shown grouped."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import chain, pairwise
from typing import Any, Literal, TypeAlias

import phonenumbers
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from chaland.kernel.errors import Refusal
from chaland.kernel.text import strip_invisible

Kind: TypeAlias = Literal["mobile", "landline", "premium", "other"]

OVERSEAS_REGIONS = ("GP", "MQ", "GF", "RE", "YT")

_SHOWN = 60
_LONGEST = 80
_TWO_NUMBERS_DIGITS = 18
_SPREADSHEET = re.compile(r"\+?[0-9](?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_ACCEPTED = re.compile(r"\+?[0-9 ().\-/]+")
_SPACES_AND_DASHES = str.maketrans(
    {
        "\u00a0": " ",
        "\u202f": " ",
        "\t": " ",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2212": "-",
    },
)
_BETWEEN_TWO = re.compile(r"[/;,|\n]| ou | et | or | and | - ", re.IGNORECASE)
_TEN_DIGITS = re.compile(r"0[1-7][0-9]{8}")
_NINE_DIGITS = re.compile(r"(?:(?:\+|00)33(?:\(0\))?|0)?(?P<national>[1-7](?:[/-]?[0-9]){8})")
# 06 39 98 is kept by ARCEP (décision 2018-0881) for fiction: it rings nowhere, which is what made-up customers need.
_FICTION = re.compile(r"\+3363998[0-9]{4}")
_FICTION_NATIONAL = re.compile("63998[0-9]{4}")
# Kept by ARCEP for mobiles to come: a number of a range opened after this release must not keep anybody out.
_TO_COME = re.compile(r"\+337[12][0-9]{7}")
_TO_COME_NATIONAL = re.compile("7[12][0-9]{7}")
_MOBILE_IN_FRANCE = re.compile(r"\+33[0-9]{9}")
# Country codes of numbers dialled inside the country with a leading zero: France and its overseas départements.
_TRUNK_ZERO_CODES = re.compile(r"(?:33|590|594|596|262)(?=0?[1-9])")
_FULL_WITHOUT_PLUS = re.compile(r"(?:33|590|594|596|262)[1-9][0-9]{8}")

_LIBRARY_KINDS = (
    "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost", "personal_number", "voip", "pager", "uan",
    "voicemail",
)  # fmt: skip
_KINDS: dict[int, Kind] = {
    PhoneNumberType.MOBILE: "mobile",
    # In North America both share their numbers.
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.VOIP: "landline",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "premium",
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number that exists: `e164` (+33639980123), its `kind`, and whether reading it took a repair to show.

    `fixed` is True when a zero was restored, a letter O read as a zero, `(0)` dropped or a `+` added.
    """

    e164: str
    kind: Kind
    fixed: bool = False


def normalise_phone(text: str, region: str = "FR") -> Phone:
    """Read one telephone number, national for `region`, else for France or its overseas départements.

    Raises Refusal `phone_damaged_by_spreadsheet` (6.12E+08), `phone_two_numbers` (with `first` and `second`) or
    `phone_not_understood`, also for a number that no operator can give.

    >>> normalise_phone("612345678")
    Phone(e164='+33612345678', kind='mobile', fixed=True)
    """
    if usual := _usual(text, region):
        return usual
    typed = strip_invisible(text).translate(_SPACES_AND_DASHES).strip()
    if _SPREADSHEET.fullmatch(typed):
        raise Refusal("phone_damaged_by_spreadsheet", text=typed[:_SHOWN])
    if phone := _usual(typed, region) or _read(typed, region):
        return phone
    if two := _two_numbers(typed, region):
        raise Refusal("phone_two_numbers", text=typed[:_SHOWN], first=two[0].e164, second=two[1].e164)
    raise Refusal("phone_not_understood", text=text[:_SHOWN])


def _usual(typed: str, region: str) -> Phone | None:
    """Read 06 12 34 56 78 by the library's own patterns, forty times faster than through its parser."""
    if region != "FR":
        return None
    digits = typed.replace(" ", "").replace(".", "")
    national = _national(digits)
    for kind, pattern in _french_patterns() if national else ():
        if pattern.fullmatch(national):
            bare = digits.replace("/", "").replace("-", "")
            return Phone(f"+33{national}", kind, bare not in (f"0{national}", f"+33{national}", f"0033{national}"))
    return None


def _national(digits: str) -> str:
    """Return the digits of a French number after its zero, however they are written; empty for another number."""
    if _TEN_DIGITS.fullmatch(digits):
        return digits[1:]
    found = _NINE_DIGITS.fullmatch(digits)
    return found["national"].replace("/", "").replace("-", "") if found else ""


def _regions(typed: str, region: str) -> Iterable[str]:
    """Give the regions one of whose operators may have given a number.

    The library's parser finds the same, fifty times slower: it reads the number once for each region.
    """
    every = dict.fromkeys((region, "FR", *OVERSEAS_REGIONS))
    digits = typed.replace(" ", "").replace(".", "")
    national = _national(digits)
    if region != "FR" or not national:
        return every
    written = ("FR",) if digits.startswith(("+", "00")) else every
    return (one for one in written if any(pattern.fullmatch(national) for pattern in _patterns(one)))


@cache
def _patterns(region: str) -> tuple[re.Pattern[str], ...]:
    """Return those of all regions that go by the same country code."""
    code = phonenumbers.country_code_for_region(region)
    shared: list[Any] = [PhoneMetadata.metadata_for_region(one) for one in COUNTRY_CODE_TO_REGION_CODE[code]]
    kinds = [getattr(one, kind) for one in shared for kind in _LIBRARY_KINDS]
    known = [re.compile(kind.national_number_pattern) for kind in kinds if kind and kind.national_number_pattern]
    return (*known, _FICTION_NATIONAL, _TO_COME_NATIONAL) if region == "FR" else tuple(known)


@cache
def _french_patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    known: Any = PhoneMetadata.metadata_for_region("FR")
    return (
        ("mobile", _FICTION_NATIONAL),
        ("mobile", _TO_COME_NATIONAL),
        ("mobile", re.compile(known.mobile.national_number_pattern)),
        ("landline", re.compile(known.fixed_line.national_number_pattern)),
    )


def _read(typed: str, region: str) -> Phone | None:
    zeros = re.sub("[oO]", "0", re.sub(r"^([0-9]{9,})\.0$", r"\1", typed))
    if len(zeros) > _LONGEST or not _ACCEPTED.fullmatch(zeros):
        return None
    for candidate in _regions(zeros, region):
        if number := _valid(zeros, candidate):
            return _phone(number, typed)
    return None


def _valid(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    known = phonenumbers.is_valid_number(number) or _is_kept_back(_e164(number))
    return number if known else None


def _is_kept_back(e164: str) -> bool:
    """Tell whether a French number is of a range that no operator has: kept for fiction, or for later."""
    return bool(_FICTION.fullmatch(e164) or _TO_COME.fullmatch(e164))


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def _phone(number: phonenumbers.PhoneNumber, typed: str) -> Phone:
    e164 = _e164(number)
    kind = "mobile" if _is_kept_back(e164) else _KINDS.get(phonenumbers.number_type(number), "other")
    national = str(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))
    as_written = {e164, f"00{e164[1:]}", re.sub("[^0-9]", "", national)}
    return Phone(e164, kind, fixed=re.sub("[ ./-]", "", typed) not in as_written)


def _two_numbers(typed: str, region: str) -> tuple[Phone, Phone] | None:
    if sum(map(str.isdigit, typed)) < _TWO_NUMBERS_DIGITS or len(typed) > _LONGEST:
        return None
    cuts = chain(_BETWEEN_TWO.finditer(typed), re.finditer(r"\s+|(?=\+)", typed))
    for cut in cuts:
        first, second = _read(typed[: cut.start()].strip(), region), _read(typed[cut.end() :].strip(), region)
        if first and second:
            return first, second
    return None


def is_placeholder(e164: str) -> bool:
    """Tell whether a number is one that people write for want of another: it names nobody.

    One figure or one pair over and over, and figures that follow one another: 06 00 00 00 00, 01 02 03 04 05.

    >>> is_placeholder("+33102030405"), is_placeholder("+33606060606"), is_placeholder("+33639980123")
    (True, True, False)
    """
    national = f"0{e164[3:]}"
    pairs = [national[start : start + 2] for start in range(0, len(national), 2)]
    counted = [int(pair) for pair in pairs if pair.isdigit()]
    in_a_row = all(after - before == 1 for before, after in pairwise(counted))
    return len(set(pairs)) == 1 or len(set(national[2:])) == 1 or in_a_row or national[1:] in "1234567890"


def format_phone(e164: str) -> str:
    """Write a number for people: 06 39 98 01 23 for French ones, +32 470 12 34 56 for others.

    What is not a number is returned as it is.
    """
    if _MOBILE_IN_FRANCE.fullmatch(e164):
        national = f"0{e164[3:]}"
        return " ".join(national[start : start + 2] for start in range(0, 10, 2))
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    shape = PhoneNumberFormat.NATIONAL if _TRUNK_ZERO_CODES.match(e164[1:]) else PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, shape))


def phone_search_key(text: str) -> str:
    """Return the digits that searching compares by their beginning, for a kept number and for what is typed alike.

    The French country codes and the leading zero are dropped, so that 06 39, 0639, +33 6 39 and 0033639 all
    find +33639980123. Empty when there is no digit.

    >>> phone_search_key("+33639980123"), phone_search_key("06 39 98"), phone_search_key("+33 (0)6 39")
    ('639980123', '63998', '639')
    """
    digits = re.sub("[^0-9]", "", text)
    if text.strip().startswith("+"):
        digits = _TRUNK_ZERO_CODES.sub("", digits, count=1)
    elif digits.startswith("00"):
        digits = _TRUNK_ZERO_CODES.sub("", digits[2:], count=1)
    elif _FULL_WITHOUT_PLUS.fullmatch(digits):
        digits = _TRUNK_ZERO_CODES.sub("", digits, count=1)
    return digits.removeprefix("0")
