"""The members of one JSON object, read one by one, every mistake noted with its JSON pointer."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from chaland.api.parsing import FloatNumber
from chaland.kernel.errors import Refusal
from chaland.kernel.money import Cents
from chaland.kernel.quantity import MAX_MILLI, Milli
from chaland.kernel.text import clean
from chaland.sales.rules.receipts import MOST_CENTS

_EUROS = re.compile(r"(-?)([0-9]{1,11})(?:\.([0-9]{1,2}))?")
_QUANTITY = re.compile(r"(-?)([0-9]{1,7})(?:\.([0-9]{1,3}))?")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_YEARS = range(1970, 2101)
_LONGEST_POINTER_PART = 60

Read = TypeVar("Read")


class Fields:
    """Reads the members of one object. A member absent, null or empty counts as not given.

    Mistakes gather in `refusals`, shared with the objects inside, and what was asked for comes back empty.
    """

    __slots__ = ("data", "pointer", "refusals")

    def __init__(self, value: Any, pointer: str, names: frozenset[str], refusals: list[Refusal]) -> None:
        self.pointer = pointer
        self.refusals = refusals
        self.data: dict[str, Any] = {}
        if type(value) is not dict:
            refusals.append(Refusal("object_expected", field=pointer))
            return
        self.data = value
        if not value.keys() <= names:
            for name in sorted(value.keys() - names):
                self.refuse(name, Refusal("member_unknown", name=name))

    def refuse(self, name: str, refusal: Refusal) -> None:
        """Note what is wrong with one member."""
        part = name[:_LONGEST_POINTER_PART].replace("~", "~0").replace("/", "~1")
        self.refusals.append(refusal.about(f"{self.pointer}/{part}"))

    def text(self, name: str, limit: int, *, required: bool = False) -> str:
        """Return one line of text, cleaned, of at most `limit` characters."""
        value: Any = self.data.get(name)
        if value is None:
            text = ""
        elif type(value) is not str:
            self.refuse(name, Refusal("text_expected"))
            return ""
        # Most texts are plain already; cleaning would cost as much as the rest of the parsing.
        elif len(value) <= limit and value.isascii() and value.isprintable():
            text = value.strip()
        else:
            try:
                text = clean(value, limit)
            except Refusal as refusal:
                self.refuse(name, refusal)
                return ""
        if required and not text:
            self.refuse(name, Refusal("field_missing"))
        return text

    def read(self, name: str, reader: Callable[[], Read], otherwise: Read) -> Read:
        """Return what `reader` returns; note its Refusal as this member's."""
        try:
            return reader()
        except Refusal as refusal:
            self.refuse(name, refusal)
            return otherwise

    def cents(self, name: str) -> Cents | None:
        """Return an amount given as `<name>_cents`, whole cents, or as `<name>`, euros in a text such as "12.50"."""
        in_cents = f"{name}_cents"
        value, euros = self.data.get(in_cents), self.data.get(name)
        if value is not None and euros is not None:
            self.refuse(name, Refusal("amount_given_twice"))
        elif value is not None:
            return self._whole_cents(in_cents, value)
        elif euros is not None:
            return self._euros(name, euros)
        else:
            self.refuse(in_cents, Refusal("field_missing"))
        return None

    def _whole_cents(self, name: str, value: Any) -> Cents | None:
        if type(value) is not int:
            self.refuse(name, Refusal("cents_expected", text=_as_written(value)))
        elif abs(value) > MOST_CENTS:
            self.refuse(name, Refusal("amount_too_large", limit_cents=MOST_CENTS))
        else:
            return value
        return None

    def _euros(self, name: str, value: Any) -> Cents | None:
        found = _EUROS.fullmatch(value) if type(value) is str else None
        if found is None:
            self.refuse(name, Refusal("euros_text_expected", text=_as_written(value)))
            return None
        cents = _scaled(found, 2)
        if abs(cents) > MOST_CENTS:
            self.refuse(name, Refusal("amount_too_large", limit_cents=MOST_CENTS))
            return None
        return cents

    def milli(self, name: str) -> Milli:
        """Return a quantity, a whole number or a text such as "0.375", in thousandths."""
        value = self.data.get(name)
        if type(value) is int:
            milli = value * 1000
        elif type(value) is str and (found := _QUANTITY.fullmatch(value)):
            milli = _scaled(found, 3)
        elif value is None:
            self.refuse(name, Refusal("field_missing"))
            return 0
        else:
            self.refuse(name, Refusal("quantity_text_expected", text=_as_written(value)))
            return 0
        if abs(milli) >= MAX_MILLI:
            self.refuse(name, Refusal("quantity_too_large", limit_milli=MAX_MILLI))
            return 0
        return milli

    def moment(self, name: str, *, required: bool = False) -> datetime | None:
        """Return an ISO 8601 date and time, naive when no offset is given."""
        text = self.text(name, 40, required=required)
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
        except ValueError:
            moment = None
        if moment is None or not _offset_is_sane(moment):
            self.refuse(name, Refusal("moment_iso_expected", text=text))
        elif moment.year not in _YEARS:
            self.refuse(name, Refusal("moment_out_of_range", text=text))
        else:
            return moment
        return None

    def uuid(self, name: str) -> UUID | None:
        text = self.text(name, 40)
        if not text:
            return None
        if not _UUID.fullmatch(text):
            self.refuse(name, Refusal("uuid_not_understood", text=text))
            return None
        return UUID(text)

    def flag(self, name: str) -> bool:
        value = self.data.get(name)
        if value is not None and type(value) is not bool:
            self.refuse(name, Refusal("yes_no_expected"))
        return value is True

    def whole(self, name: str, least: int, most: int) -> int | None:
        """Return a whole number between two bounds, both included."""
        value = self.data.get(name)
        if value is None:
            return None
        if type(value) is not int or not least <= value <= most:
            self.refuse(name, Refusal("whole_number_expected", least=least, most=most))
            return None
        return value

    def items(self, name: str) -> list[Any]:
        """Return the list of a member that must have one."""
        value = self.data.get(name)
        if type(value) is list:
            return value
        self.refuse(name, Refusal("field_missing" if value is None else "list_expected"))
        return []


def _scaled(found: re.Match[str], places: int) -> int:
    sign, whole, part = found.groups()
    value = int(whole + (part or "").ljust(places, "0"))
    return -value if sign else value


def _offset_is_sane(moment: datetime) -> bool:
    offset = moment.utcoffset()
    return offset is None or abs(offset) <= timedelta(hours=15)


def _as_written(value: Any) -> str:
    """Return what stood in the body, short enough to be shown."""
    if type(value) is FloatNumber:
        return value.text[:_LONGEST_POINTER_PART]
    return str(value)[:_LONGEST_POINTER_PART] if type(value) in (str, int, bool) else "…"
