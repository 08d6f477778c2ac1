"""Address books in vCard 2.1, 3.0 and 4.0 as rows. Sources: RFC 6350, RFC 2426, the Versit vCard 2.1 specification."""

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chaland.kernel.errors import Refusal

HEADINGS = (
    "civility", "first_name", "last_name", "email", "email 2", "mobile", "phone", "address1", "address2", "postcode",
    "city", "country", "birthday", "language", "profession", "organisation", "note", "uid",
)  # fmt: skip
_MOST_BYTES = 250 << 20
_LONGEST = 1 << 20
_PROPERTY = re.compile(
    r"(?:[A-Za-z0-9-]+\.)?(?P<name>[A-Za-z0-9-]+)(?P<told>(?:;(?:\"[^\"]*\"|[^\":])*)?):(?P<value>.*)", re.DOTALL
)
_PARAMETER = re.compile(r';((?:"[^"]*"|[^;"])*)')
_ESCAPED = re.compile(r"\\(.)")
_FAX = {"fax", "pager", "bbs", "modem"}
_CELL = {"cell", "mobile", "iphone", "text"}
_NO_YEAR = re.compile(r"--?(?P<month>\d\d)-?(?P<day>\d\d)")
_APPLE_NO_YEAR = "1604-"


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: its name in capitals, its parameters' words in lower case, its value decoded."""

    name: str
    words: frozenset[str]
    value: str

    def parts(self) -> list[str]:
        """Return the parts of a structured value, such as a name's or an address's."""
        return [_plain(part) for part in re.split(r"(?<!\\);", self.value)]


def rows(path: Path) -> Iterator[list[str]]:
    """Give a row of the cells of `HEADINGS` for each card. Raises Refusal `file_damaged` or `file_line_too_long`."""
    if path.stat().st_size > _MOST_BYTES:
        raise Refusal("file_too_big", limit=_MOST_BYTES >> 20)
    card: list[Property] | None = None
    for one in _properties(_logical(path)):
        if one.name == "BEGIN" and one.value.strip().upper() == "VCARD":
            card = []
        elif one.name == "END" and card is not None:
            yield _row(card)
            card = None
        elif card is not None:
            card.append(one)
    if card is not None:
        raise Refusal("file_damaged")


def _logical(path: Path) -> Iterator[bytes]:
    """Give the lines with those folded put together: by a blank at the start, or by quoted-printable's sign."""
    held = b""
    with path.open("rb") as file:
        for line in _cut(file.read().removeprefix(b"\xef\xbb\xbf")):
            soft = held.endswith(b"=") and b"QUOTED-PRINTABLE" in held[:200].upper()
            if soft:
                held = held[:-1] + line
            elif line[:1] in (b" ", b"\t"):
                held += line[1:]
            else:
                yield held
                held = line
            if len(held) > _MOST_BYTES:
                raise Refusal("file_line_too_long", line=1)
    yield held


def _cut(content: bytes) -> Iterable[bytes]:
    return re.split(rb"\r\n|\n|\r", content)


def _properties(lines: Iterable[bytes]) -> Iterator[Property]:
    for line in lines:
        if line[:_LONGEST].strip() and (found := _PROPERTY.fullmatch(_text(line[:_LONGEST]))):
            told = found["told"]
            words = frozenset(_words(told))
            value = _decoded(line[:_LONGEST], told) if "quoted-printable" in words else found["value"]
            yield Property(found["name"].upper(), words, value)


def _words(told: str) -> Iterator[str]:
    """Give what parameters say: `TYPE=home,pref` and the bare `HOME;PREF` of version 2.1 alike."""
    for parameter in _PARAMETER.findall(told):
        _, _, values = parameter.rpartition("=")
        yield from (word.strip().casefold() for word in values.strip('"').split(","))


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _decoded(line: bytes, told: str) -> str:
    value = quopri.decodestring(line.partition(b":")[2])
    charset = re.search(r"CHARSET=([\w-]+)", told, re.IGNORECASE)
    try:
        return value.decode(charset[1] if charset else "utf-8")
    except (LookupError, UnicodeDecodeError):
        return value.decode("cp1252", "replace")


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def _row(card: list[Property]) -> list[str]:
    told: dict[str, str] = dict.fromkeys(HEADINGS, "")
    emails = [_plain(one.value) for one in _preferred(card, "EMAIL")]
    told["email"], told["email 2"] = (*emails, "", "")[:2]
    for read in (_name, _phones, _address, _others):
        told.update(read(card))
    return [told[heading].replace("\x00", "") for heading in HEADINGS]


def _preferred(card: list[Property], name: str) -> list[Property]:
    named = [one for one in card if one.name == name and one.value.strip()]
    return sorted(named, key=lambda one: not ({"pref", "1"} & one.words))


def _name(card: list[Property]) -> dict[str, str]:
    whole = next((_plain(one.value) for one in card if one.name == "FN"), "")
    for one in card:
        if one.name == "N":
            last, first, _middle, civility, *_ = (*one.parts(), "", "", "", "")
            if last or first:
                return {"last_name": last, "first_name": first, "civility": _civility(civility)}
    return {"last_name": whole if "@" not in whole else ""}


def _civility(prefix: str) -> str:
    """Keep a form of address, not a Dr. or a Prof."""
    known = {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "mrs", "ms"}
    return prefix if prefix.strip(". ").casefold() in known else ""


def _phones(card: list[Property]) -> dict[str, str]:
    numbers = [one for one in _preferred(card, "TEL") if not _FAX & one.words]
    cells = [one for one in numbers if _CELL & one.words]
    others = [one for one in numbers if one not in cells]
    return {"mobile": _number(cells), "phone": _number(others)}


def _number(numbers: list[Property]) -> str:
    return _plain(numbers[0].value).removeprefix("tel:").partition(";")[0] if numbers else ""


def _address(card: list[Property]) -> dict[str, str]:
    homes = sorted(_preferred(card, "ADR"), key=lambda one: "home" not in one.words)
    if not homes:
        return {}
    box, extra, street, city, _region, postcode, country, *_ = (*homes[0].parts(), "", "", "", "", "", "", "")
    street, _, more = street.partition("\n")
    second = ", ".join(part for part in (more.replace("\n", ", "), extra, box) if part)
    return {"address1": street, "address2": second, "city": city, "postcode": postcode, "country": country}


def _others(card: list[Property]) -> dict[str, str]:
    plain = {"LANG": "language", "TITLE": "profession", "ORG": "organisation", "NOTE": "note", "UID": "uid"}
    found: dict[str, str] = {}
    for one in card:
        if one.name in plain:
            found.setdefault(plain[one.name], _plain(one.value).replace("\\", ""))
        elif one.name == "BDAY":
            found["birthday"] = _birthday(_plain(one.value))
    return found


def _birthday(text: str) -> str:
    """Return a day in the forms the kernel reads; iPhones write 1604 for a year that is not known.

    >>> _birthday("--0203"), _birthday("1604-02-03"), _birthday("1980-03-21T00:00:00Z")
    ('--02-03', '--02-03', '1980-03-21')
    """
    day = text.partition("T")[0].strip()
    if found := _NO_YEAR.fullmatch(day.replace(_APPLE_NO_YEAR, "--", 1)):
        return f"--{found['month']}-{found['day']}"
    return day
