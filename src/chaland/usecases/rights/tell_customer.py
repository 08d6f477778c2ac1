"""Somebody asks what the file holds of them, or to take it elsewhere: every declared column of every table."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from chaland.accounts.rules import EVERYWHERE
from chaland.customers.models import Customer, Household
from chaland.customers.queries import as_known
from chaland.customers.rules import Address
from chaland.database.snapshot import one_state
from chaland.journal.models import Access
from chaland.kernel.errors import NotFound, Refusal
from chaland.kernel.personal import PORTABLE, Holds, Personal, personal
from chaland.loyalty.models import Entry, VoucherUse
from chaland.privacy.models import ConsentEntry, ConsentPrivate, ConsentTrace, Subject
from chaland.privacy.tagged import of_persons, rows_of, tagged
from chaland.segments.models import Segment
from chaland.segments.tree import Group, parse
from chaland.stores.models import Store
from chaland.stores.queries import the_network
from chaland.usecases.rights.erase_customer import files_of_person
from chaland.usecases.segments.name_things import names_in

NAMES = ("name", "label", "sku", "code", "number", "reference")
_SAME = (
    "reference", "civility", "first_name", "last_name", "language", "profession", "hobbies", "marital_status",
)  # fmt: skip
_HIDDEN = frozenset({Holds.STAFF})
_ACCESS = personal("access", behaviour="at act detail count")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of what is told. name: of the field. holds: what it holds."""

    name: str
    holds: Holds


@dataclass(frozen=True, slots=True)
class Table:
    """One table of what is told; rows hold values that JSON knows, in the order of the columns."""

    label: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the file holds of one person. shop: who answers.

    rules: by which rule they are in a segment, or were, by its name. names: gives what a rule names by key its name.
    """

    customer_id: int
    shop: str
    told_at: datetime
    tables: tuple[Table, ...]
    rules: tuple[tuple[str, Group], ...]
    names: Callable[[str, Any], str]

    def as_json(self) -> dict[str, Any]:
        """Return it as the JSON file that the person is given."""
        return {
            "format": "chaland-person-1",
            "customer": self.customer_id,
            "shop": self.shop,
            "told_at": self.told_at.isoformat(),
            "tables": {
                table.label: [
                    dict(zip((column.name for column in table.columns), row, strict=True)) for row in table.rows
                ]
                for table in self.tables
            },
        }


def tell_customer(customer_id: int, *, now: datetime, portable: bool = False) -> Told:
    """Return everything that is held of a person, whichever store it comes from; in `portable`, what they gave and did.

    Raises NotFound `customer_unknown`. Source: RGPD art. 15 and 20.
    """
    holds = PORTABLE if portable else frozenset(Holds) - _HIDDEN
    with one_state():
        files = files_of_person(customer_id)
        if not files:
            raise NotFound("customer_unknown")
        ids = [one.pk for one in files]
        tables = tuple(table for table in _tables(ids, holds) if table.rows)
        rules = tuple(_rules(ids)) if Holds.DERIVED in holds else ()
        names = names_in((rule for _, rule in rules), EVERYWHERE)
    return Told(files[-1].pk, the_network().name, now, tables, rules, names)


def _rules(ids: list[int]) -> Iterator[tuple[str, Group]]:
    """Give the rules of the segments of a person, but for one made by a version that had other conditions."""
    for segment in Segment.objects.filter(memberships__customer__in=ids).distinct().order_by("name", "pk"):
        with suppress(Refusal):
            yield segment.name, parse(segment.rule)


def _tables(ids: list[int], holds: Collection[Holds]) -> Iterator[Table]:
    for model, one in reversed(list(of_persons().items())):
        rows = [row for pk in ids for row in rows_of(model, pk).select_related(*_related(model)).order_by("pk")]
        yield _table(model, one, rows, holds)
    households = Household.objects.filter(members__in=ids).distinct()
    yield _table(Household, tagged()[Household], list(households), holds)
    own = Subject.objects.filter(customer__in=ids).values("key")
    entries = ConsentEntry.objects.filter(subject__in=own)
    yield _table(ConsentEntry, tagged()[ConsentEntry], list(entries.order_by("number")), holds)
    points = Entry.objects.filter(subject__in=own).select_related("store", "programme")
    yield _table(Entry, tagged()[Entry], list(points.order_by("at", "pk")), holds)
    uses = VoucherUse.objects.filter(voucher__customer__in=ids).select_related("voucher", "store")
    yield _table(VoucherUse, tagged()[VoucherUse], list(uses.order_by("pk")), holds)
    for model in (ConsentPrivate, ConsentTrace):
        yield _table(model, tagged()[model], list(QuerySet(model).filter(entry__in=entries)), holds)
    if Holds.STAFF not in holds and holds != PORTABLE:
        yield _table(Access, _ACCESS, list(Access.objects.filter(customer_id__in=ids).order_by("pk")), holds)


def _related(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.fields if field.is_relation]


def _table(model: type[Model], one: Personal, rows: list[Any], holds: Collection[Holds]) -> Table:
    subject = one.subject.partition("__")[0]
    columns = tuple(
        Column(name, kind)
        for name, kind in one.holds.items()
        if kind in holds and (name != subject or model is Customer)
    )
    told = tuple(tuple(_plain(getattr(row, column.name)) for column in columns) for row in rows) if columns else ()
    return Table(model._meta.label, columns, told)


def _plain(value: Any) -> Any:
    """Return a value as JSON knows it; of another row, what people call it."""
    if isinstance(value, Model):
        named = (getattr(value, name, None) for name in NAMES)
        return next((str(name) for name in named if name), str(value.pk))
    if isinstance(value, datetime) or hasattr(value, "isoformat"):
        return value.isoformat()
    return str(value) if isinstance(value, UUID | Decimal) else value


def as_row(customer_id: int) -> dict[str, str]:
    """Return a person as one row of a file that an import reads, by its columns; of several ways, the main one.

    Who has no reference is named by their number, so that their receipts find them.
    """
    known = as_known(customer_id, EVERYWHERE)
    address = known.addresses[0] if known.addresses else Address()
    stores = dict(Store.objects.values_list("pk", "code"))
    cells = {
        **{name: getattr(known, name) for name in _SAME},
        "reference": known.reference or f"chaland-{customer_id}",
        "email": next(iter(known.emails), ""),
        "mobile": next(iter(known.mobiles), ""),
        "phone": next(iter(known.phones), ""),
        "card": next(iter(known.cards), ""),
        "address1": address.address1,
        "address2": address.address2,
        "postcode": address.postcode,
        "city": address.city,
        "country": address.country,
        "birthday": known.birthday.format("fr") if known.birthday else "",
        "household": known.household_reference,
        "household_size": known.household_size or "",
        "children": " ".join(map(str, known.children_birth_years)),
        "store": stores.get(known.home_store_id or 0, ""),
        **{code.replace("-", "_").lower(): value for code, value in known.custom.items()},
    }
    return {name: str(cell) for name, cell in cells.items()}


def flat(told: Told) -> Mapping[str, list[list[Any]]]:
    """Return it as sheets of cells, the headings first, one for each table: what a file of CSV holds."""
    return {table.label: [[column.name for column in table.columns], *map(list, table.rows)] for table in told.tables}
