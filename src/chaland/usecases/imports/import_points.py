"""A file of points that customers bring from an earlier program is taken in, one balance a row."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from chaland.customers import queries as customers
from chaland.customers.models import Customer
from chaland.kernel.barcode import normalise_card
from chaland.kernel.dates import parse_day
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.loyalty.schemes import schemes
from chaland.loyalty.services.openings import Opening, open_balance
from chaland.stores.models import Store
from chaland.usecases.imports.import_cells import about, required, text
from chaland.usecases.imports.import_headings import read_mapping
from chaland.usecases.imports.import_run import Imported, Run, Watch, begin
from chaland.usecases.imports.import_table import Row, Table, open_table
from chaland.usecases.loyalty.use_points import MOST_POINTS
from chaland.usecases.sales.record_receipts import today_of_network

KIND = "points"
BATCH = 200
NAMED_BY = ("reference", "card")
COLUMNS = (*NAMED_BY, "points", "date", "store")
REQUIRED = ("points",)
_SPACES = str.maketrans("", "", " \u00a0\u202f")


@dataclass(frozen=True, slots=True)
class _Told:
    """A row as it was read. on: as the file has it, empty for today."""

    reference: str
    card: str
    points: int
    on: date | None
    store: str

    @property
    def name(self) -> str:
        """Return what makes it count once: the card, or whom it names, and its day."""
        named = f"card {self.card}" if self.card else f"reference {self.reference}"
        return f"{named} {self.on or ''}"


def import_points(
    path: Path, *, now: datetime, watch: Watch, store: str = "", mapping: Path | None = None, dry_run: bool = False
) -> Imported:
    """Take in opening balances: who by reference or card, how many points, since when, of which store.

    A row that names the same card (or, without one, the same reference) and day again changes nothing, or is a conflict
    with other points. Without a store it is the customer's. Safe to repeat and to stop at any moment.
    Raises NotFound `no_programme` where nothing gives points; Refusal as `import_table.open_table` and
    `import_headings.read_mapping`, before anything is written.
    """
    if not schemes():
        raise NotFound("no_programme")
    told = read_mapping(mapping, COLUMNS, {"store": store} if store else {})
    table = open_table(path, COLUMNS, REQUIRED, told, one_of=NAMED_BY)
    run = begin(table, kind=KIND, mapping_digest=told.digest, now=now, dry_run=dry_run)
    # A dry run takes each batch back, and would not see what an earlier one brought.
    brought: dict[str, int] = {}
    with watch(table.rows) as advance:
        advance(run.done)
        for batch in _batches(table, skip=run.done):
            run.batch(partial(_write, batch, run, brought, now), len(batch))
            advance(len(batch))
    return run.end(table, now=now)


def came_with(import_id: int | None) -> str:
    """Return what the ledger says of where a balance came from."""
    return f"import:{import_id or 0}"


def _batches(table: Table, *, skip: int) -> Iterator[list[Row | tuple[int, Refusal]]]:
    waiting: list[Row | tuple[int, Refusal]] = []
    for place, row in enumerate(table.read()):
        if place >= skip:
            waiting.append(row)
        if len(waiting) == BATCH:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _write(batch: Sequence[Row | tuple[int, Refusal]], run: Run, brought: dict[str, int], now: datetime) -> None:
    for row, cells in batch:
        try:
            is_new = _take(_told(cells), run, brought, now)
        except Refusal as refusal:
            run.tally.count("conflict" if isinstance(refusal, Conflict) else "rejected", row, refusal)
        else:
            run.tally.count("created" if is_new else "replayed", row)


def _take(told: _Told, run: Run, brought: dict[str, int], now: datetime) -> bool:
    opening = _opening(told, run, today_of_network(now))
    if run.pk is None and told.name in brought:
        if brought[told.name] != told.points:
            raise Conflict("points_opened_otherwise", field="points")
        return False
    is_new = open_balance(opening, now=now)
    brought[told.name] = told.points
    return is_new


def _told(cells: list[str] | Refusal) -> _Told:
    if isinstance(cells, Refusal):
        raise cells
    reference, card, points, on, store = (cell.strip() for cell in cells)
    if not (reference or card):
        raise Refusal("field_missing", field="reference")
    return _Told(
        text("reference", reference, 64),
        about("card", normalise_card, card) if card else "",
        _points(required("points", points, 20)),
        about("date", parse_day, on) if on else None,
        text("store", store, 40),
    )


def _points(cell: str) -> int:
    """Read a whole number above zero, which may have spaces between its thousands."""
    digits = cell.translate(_SPACES)
    if not (digits.isascii() and digits.isdigit() and 0 < int(digits) <= MOST_POINTS):
        raise Refusal("points_none", field="points")
    return int(digits)


def _opening(told: _Told, run: Run, today: date) -> Opening:
    """Return what a row brings, and to whom. Raises Refusal for somebody, a store or a day that cannot be."""
    on = told.on or today
    if on > today:
        raise Refusal("points_of_later", field="date")
    customer_id = _customer(told)
    return Opening(told.name, customer_id, _store(told.store, customer_id), told.points, on, came_with(run.pk))


def _customer(told: _Told) -> int:
    """Return whose points they are; a reference and a card that are told must be of the same person."""
    found = set(customers.ids_by_reference([told.reference] if told.reference else ()).values())
    found |= set(customers.ids_by_card([told.card] if told.card else ()).values())
    if not found:
        raise Refusal("customer_unknown", field="reference" if told.reference else "card")
    if len(found) > 1:
        raise Refusal("card_of_another", field="card")
    return found.pop()


def _store(code: str, customer_id: int) -> int:
    """Return the store whose ledger gets it: the one told, the customer's, or the first of a programme."""
    if code:
        told = Store.objects.filter(code=code).values_list("pk", flat=True).first()
        if told is None:
            raise Refusal("store_unknown", field="store")
        return told
    home = Customer.objects.filter(pk=customer_id).values_list("home_store_id", flat=True).first()
    counting = [one.stores for one in schemes() if one.stores]
    if home is not None and any(home in stores for stores in counting):
        return home
    if not counting:
        raise NotFound("no_programme")
    return min(counting[0])
