"""A file of quotes, order forms or abandoned carts is taken in, one row a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from django.db import transaction

from chaland.customers import queries as customers
from chaland.customers.rules import NewCustomer
from chaland.kernel.barcode import normalise_card
from chaland.kernel.dates import parse_day, parse_moment
from chaland.kernel.errors import Conflict, Refusal
from chaland.kernel.money import parse_cents
from chaland.kernel.quantity import parse_milli
from chaland.sales.models import Cart
from chaland.sales.rules import LineInput
from chaland.sales.rules.carts import check_label
from chaland.signups.services import Came
from chaland.stores.models import Store
from chaland.stores.rules import Description
from chaland.usecases.customers.enter_stranger import check_stranger, enter_stranger
from chaland.usecases.imports.import_cells import about, required, text
from chaland.usecases.imports.import_headings import read_mapping
from chaland.usecases.imports.import_receipt_rows import Zones
from chaland.usecases.imports.import_run import Imported, Run, Watch, begin
from chaland.usecases.imports.import_table import Table, open_table
from chaland.usecases.sales.record_cart import CartInput, record_cart

KIND = "carts"
BATCH = 200
_HEAD = (
    "store", "reference", "kind", "made_at", "valid_until", "follow_up",
    "customer", "card", "last_name", "first_name", "email", "mobile",
)  # fmt: skip
COLUMNS = (*_HEAD, "sku", "label", "quantity", "amount")
REQUIRED = ("store", "reference", "made_at", "quantity", "amount")
_KINDS = tuple(Cart.Kind.values)


@dataclass(slots=True)
class _Sheet:
    """The rows of one cart, in the order of the file; refusal: of a row that cannot be read."""

    row: int
    numbers: list[int] = field(default_factory=list)
    cells: list[dict[str, str]] = field(default_factory=list)
    refusal: Refusal | None = None


def import_carts(
    path: Path, *, now: datetime, watch: Watch, store: str = "", mapping: Path | None = None, dry_run: bool = False
) -> Imported:
    """Take in every cart, quote and order form of a file; its rows are put together by store and reference.

    The customer is told by reference or card, else by a name with an e-mail address or a mobile, who is found again or
    enters the file. One bad line keeps its cart out, and that cart alone. Safe to repeat and to stop at any moment.
    Raises Refusal as `import_table.open_table` and `import_headings.read_mapping`, before anything is written.
    """
    told = read_mapping(mapping, COLUMNS, {"store": store} if store else {})
    table = open_table(path, COLUMNS, REQUIRED, told)
    run = begin(table, kind=KIND, mapping_digest=told.digest, now=now, dry_run=dry_run)
    zones = Zones()
    with watch(table.rows) as advance:
        advance(run.done)
        for batch in _batches(_sheets(table), skip=run.done):
            rows = sum(len(sheet.numbers) for sheet in batch)
            run.batch(partial(_write, batch, run, zones, now), rows)
            advance(rows)
    return run.end(table, now=now)


def _sheets(table: Table) -> list[_Sheet]:
    """Put the rows together; files of quotes are small enough to be held."""
    found: dict[object, _Sheet] = {}
    for number, cells in table.read():
        if isinstance(cells, Refusal):
            found[number] = _Sheet(number, [number], refusal=cells)
            continue
        told = dict(zip(COLUMNS, cells, strict=True))
        sheet = found.setdefault((told["store"].strip(), told["reference"].strip()), _Sheet(number))
        sheet.numbers.append(number)
        sheet.cells.append(told)
    return list(found.values())


def _batches(sheets: Sequence[_Sheet], *, skip: int) -> Iterator[list[_Sheet]]:
    waiting: list[_Sheet] = []
    for sheet in sheets:
        if skip > 0:
            skip -= len(sheet.numbers)
            continue
        waiting.append(sheet)
        if len(waiting) == BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _write(batch: Sequence[_Sheet], run: Run, zones: Zones, now: datetime) -> None:
    for sheet in batch:
        try:
            # A customer entered for a cart that is then refused does not stay.
            with transaction.atomic():
                status = _take(sheet, run, zones, now)
        except Refusal as refusal:
            run.tally.count("conflict" if isinstance(refusal, Conflict) else "rejected", sheet.row, refusal)
        else:
            run.tally.count(status, sheet.row)


def _take(sheet: _Sheet, run: Run, zones: Zones, now: datetime) -> str:
    if sheet.refusal:
        raise sheet.refusal
    cart, store = _cart(sheet, zones), sheet.cells[0]["store"].strip()
    customer_id = _customer(sheet.cells[0], store, run, now)
    return record_cart(cart, customer_id=customer_id, store_code=store, import_run_id=run.pk).status


def _cart(sheet: _Sheet, zones: Zones) -> CartInput:
    head = sheet.cells[0]
    kind = text("kind", head["kind"], 10).casefold() or Cart.Kind.QUOTE
    if kind not in _KINDS:
        raise Refusal("choice_expected", field="kind", choices=", ".join(_KINDS))
    zone = zones.of(required("store", head["store"], 40))
    lines = tuple(_lines(sheet))
    return CartInput(
        kind=kind,
        reference=required("reference", head["reference"], 64),
        made_at=about("made_at", parse_moment, required("made_at", head["made_at"], 40), zone).astimezone(UTC),
        total_cents=sum(line.amount_cents for line in lines),
        lines=lines,
        valid_until_on=_day("valid_until", head),
        follow_up_on=_day("follow_up", head),
    )


def _day(name: str, head: dict[str, str]) -> date | None:
    cell = text(name, head[name], 40)
    return about(name, parse_day, cell) if cell else None


def _lines(sheet: _Sheet) -> Iterator[LineInput]:
    for number, cells in zip(sheet.numbers, sheet.cells, strict=True):
        sheet.row = number
        yield _line(cells)
    sheet.row = sheet.numbers[0]


def _line(cells: dict[str, str]) -> LineInput:
    sku, label = text("sku", cells["sku"], 64), text("label", cells["label"], 200)
    if not (sku or label):
        raise Refusal("line_without_article", field="sku")
    check_label(label, "label")
    quantity = about("quantity", parse_milli, required("quantity", cells["quantity"], 40))
    amount = about("amount", parse_cents, required("amount", cells["amount"], 40))
    return LineInput(sku, quantity, amount, Description(label=label))


def _customer(head: dict[str, str], store: str, run: Run, now: datetime) -> int:
    """Return whose it is. Raises Refusal `customer_unknown` for a reference or a card that is nobody's."""
    reference = text("customer", head["customer"], 64)
    if reference or head["card"].strip():
        return _named(reference, head["card"])
    store_id = Store.objects.filter(code=store).values_list("pk", flat=True).first()
    email, mobile = head["email"].strip(), head["mobile"].strip()
    told = NewCustomer(
        last_name=head["last_name"],
        first_name=head["first_name"],
        emails=(email,) if email else (),
        mobiles=(mobile,) if mobile else (),
        home_store_id=store_id,
    )
    came = Came("quote", store_id=store_id)
    return enter_stranger(check_stranger(told, now=now), came=came, now=now, import_run_id=run.pk)


def _named(reference: str, card: str) -> int:
    if reference:
        found = customers.ids_by_reference([reference])
    else:
        found = customers.ids_by_card([about("card", normalise_card, card)])
    if not found:
        raise Refusal("customer_unknown", field="customer" if reference else "card")
    return next(iter(found.values()))
