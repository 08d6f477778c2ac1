"""A made-up customer with a word of their own in every text that the tables have room for, after the tables themselves.

A column added tomorrow gets its word too.
"""

import hashlib
import io
import uuid
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq

from chaland.customers.models import Customer, Household
from chaland.kernel.text import fold
from chaland.privacy.tagged import of_persons, tagged

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
LEAST_ROOM = 6
ROOM = 12
AUTOMATIC = ("AutoField", "BigAutoField")
LETTERS = "abcdefghijkmnopqrstuvwxyz"


def word(name):
    """A word of twelve letters that stands nowhere else."""
    return "".join(LETTERS[byte % len(LETTERS)] for byte in hashlib.sha256(name.encode()).digest()[:ROOM])


def texts(model):
    """The columns of a table with room for a word: no choices, no keys."""
    for field in model._meta.local_fields:
        kind = field.get_internal_type()
        is_text = kind in ("CharField", "TextField", "SlugField", "FoldedField", "EmailField", "JSONField")
        if (
            is_text
            and not (field.choices or field.is_relation or field.primary_key)
            and (field.max_length or ROOM) >= LEAST_ROOM
        ):
            yield field


def label(field):
    return f"{field.model._meta.label}.{field.name}"


def room(field, text):
    return {"text": text} if field.get_internal_type() == "JSONField" else text[: field.max_length or ROOM]


def staying():
    """The texts of receipts that stay as they are: none of them is about a person."""
    own = of_persons().items()
    return sorted(
        label(field)
        for model, one in own
        if one.stays
        for field in texts(model)
        if field.name not in (*one.blanked, *one.quoting)
    )


class Planted:
    """One customer, known everywhere. words: by column, those that an erasure must remove."""

    def __init__(self, customer):
        self.words, self.made = {}, {Customer: customer}
        self.customer = customer
        self._fill_customer()
        self.named = f"Pour {customer.last_name} {customer.first_name}"
        for model in reversed(of_persons()):
            if model is not Customer:
                self._plant(model)
        for model, one in tagged().items():
            if one.quoting and not one.subject:
                self._make(model)

    def _fill_customer(self):
        household = Household.objects.create(reference=self._word(Household._meta.get_field("reference")))
        for field in texts(Customer):
            setattr(self.customer, field.name, room(field, self._word(field)))
        self.customer.search_name = fold(f"{self.customer.last_name} {self.customer.first_name}")
        self.customer.search_given = fold(f"{self.customer.first_name} {self.customer.last_name}")
        self.customer.household = household
        self.customer.save()
        for name in ("search_name", "search_given"):
            self.words.pop(f"customers.Customer.{name}")

    def _word(self, field):
        self.words[label(field)] = word(label(field))[: field.max_length or ROOM]
        return self.words[label(field)]

    def _plant(self, model):
        """Write words in a row of the customer's, made where there is none yet."""
        one = of_persons()[model]
        row = model._base_manager.filter(**{one.subject: self.customer}).first()
        if row is None:
            row = self._make(model)
        else:
            self.made[model] = row
        kept = [field for field in texts(model) if not one.stays or field.name in (*one.blanked, *one.quoting)]
        if kept:
            model._base_manager.filter(pk=row.pk).update(**{field.name: self._content(field, one) for field in kept})

    def _content(self, field, one):
        if one and field.name in one.quoting:
            return room(field, self.named) if field.get_internal_type() != "JSONField" else {"errors": [self.named]}
        is_own = one and one.subject and (not one.stays or field.name in one.blanked)
        return room(field, self._word(field) if is_own else word(f"{label(field)} of nobody"))

    def _make(self, model):
        one = tagged()[model]
        own = {field.name for field in texts(model)}
        values = {}
        for field in model._meta.local_fields:
            if field.name in own:
                values[field.name] = self._content(field, one)
            elif field.get_internal_type() not in AUTOMATIC:
                values |= self._value(field, is_way=field.name == one.subject.partition("__")[0])
        row = model(**values)
        model._base_manager.bulk_create([row])
        self.made[model] = row if row.pk else model._base_manager.latest("pk")
        return self.made[model]

    def _value(self, field, *, is_way):
        if field.is_relation:
            related = field.related_model
            if field.null and related is not Customer and not is_way:
                return {}
            return {field.name: self.made.get(related) or related._base_manager.first() or self._make(related)}
        if field.null or field.has_default():
            return {}
        return {field.name: field.choices[0][0] if field.choices else PLAIN.get(field.get_internal_type(), 1)}


PLAIN = {
    "DateTimeField": NOW,
    "DateField": date(2026, 11, 20),
    "UUIDField": uuid.UUID(int=7),
    "CharField": "",
    "FoldedField": "",
    "BooleanField": False,
    "FloatField": 0.5,
}


def contents(folder):
    """Everything that files hold, as bytes: as they are, and what is packed within them."""
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file():
            yield path, path.read_bytes()
            yield path, unpacked(path)


def unpacked(path):
    if path.suffix == ".parquet":
        return "\n".join(map(str, pq.read_table(path).to_pylist())).encode()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as members:
            return b"\n".join(members.read(name) for name in members.namelist())
    return b""


def found(folder, words):
    """Which words stand where: the column each was written in, and the file."""
    return sorted(
        {
            (name, path.relative_to(folder).as_posix())
            for path, content in contents(folder)
            for name, text in words.items()
            if text.encode() in content
        }
    )


def sheet(text):
    """A spreadsheet that holds a text, packed as Excel does."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr("xl/sharedStrings.xml", f"<sst><si><t>{text}</t></si></sst>" * 50)
    return file.getvalue()
