"""A file of customers is taken in, one row a person."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from chaland.customers import queries
from chaland.customers.kept import Kept, kept
from chaland.customers.rules import NewCustomer
from chaland.kernel.errors import Conflict, Refusal
from chaland.signups.services import Came
from chaland.stores.models import Store
from chaland.usecases.customers.create_customer import complete_customers, create_customers
from chaland.usecases.imports.import_ahead import Read, read_ahead
from chaland.usecases.imports.import_consents import erased_among, names_of
from chaland.usecases.imports.import_customer_rows import NAMES_A_PERSON, columns
from chaland.usecases.imports.import_headings import Mapping, read_mapping
from chaland.usecases.imports.import_known import Known
from chaland.usecases.imports.import_reader import OwnReader
from chaland.usecases.imports.import_run import Imported, Run, Watch, begin
from chaland.usecases.imports.import_table import open_table
from chaland.usecases.sales.record_receipts import today_of_network

KIND = "customers"
BATCH = 2000


def import_customers(
    path: Path, *, now: datetime, watch: Watch, store: str = "", mapping: Path | None = None, dry_run: bool = False
) -> Imported:
    """Take in every customer of a file; nobody already known is changed.

    A file that a receipt opened under a reference alone is completed, and counts as created. Any other row whose
    reference or card is known is `replayed` when it names the same person, else a conflict, kept out. The file's name
    is what those who come by it are told of their origin.
    Rows without either are told apart by the file alone: once imported to its end, the same file brings none of them
    again. Safe to repeat and to stop at any moment.
    Raises Refusal as `import_table.open_table` and `import_headings.read_mapping`, and `columns_missing` when no
    column would name a person, before anything is written.
    """
    policy = queries.policy()
    names = columns(policy)
    told = read_mapping(mapping, names, {"store": store} if store else {})
    table = open_table(path, names, (), told, one_of=NAMES_A_PERSON)
    stores = dict(Store.objects.values_list("code", "id"))
    reader = OwnReader(names, policy, stores, queries.communes(), today_of_network(now))
    run = begin(table, kind=KIND, mapping_digest=told.digest, now=now, dry_run=dry_run)
    came = Came("import", source=path.stem)
    with watch(table.rows) as advance:
        advance(run.done)
        for batch in read_ahead(table, reader, skip=run.done, size=BATCH):
            run.batch(partial(_write, batch, run, came, now), len(batch))
            advance(len(batch))
            del batch
    return run.end(table, now=now)


def is_clean(path: Path) -> bool:
    """Tell whether a file is CSV in UTF-8 or Parquet of which every heading is one of our own columns."""
    try:
        return not open_table(path, columns(queries.policy()), (), Mapping(), one_of=NAMES_A_PERSON).ignored
    except Refusal:
        return False


def _write(batch: Sequence[Read], run: Run, came: Came, now: datetime) -> None:
    readable = [person for _, _, person, *_ in batch if isinstance(person, NewCustomer)]
    known, taken = Known.among(readable), Taken(erased_among(readable))
    for number, _, person, _, values in batch:
        try:
            run.tally.count(taken.take(person, values, known, repeated=run.repeated), number)
        except Refusal as refusal:
            run.tally.erased += refusal.code == "customer_was_erased"
            run.tally.count("conflict" if isinstance(refusal, Conflict) else "rejected", number, refusal)
    complete_customers(taken.completed, now=now, import_run_id=run.pk)
    create_customers(taken.fresh, now=now, import_run_id=run.pk, came=came, values=taken.values)


@dataclass(slots=True)
class Taken:
    """The people of one batch to write: new ones, and by their ids those known by their reference alone.

    values: what is kept of each new one.
    erased: the references, cards, addresses and numbers among theirs by which somebody was erased.
    """

    erased: AbstractSet[tuple[str, str]] = frozenset()
    fresh: list[NewCustomer] = field(default_factory=list)
    values: list[Kept] = field(default_factory=list)
    completed: dict[int, NewCustomer] = field(default_factory=dict)

    def take(self, person: NewCustomer | Refusal, values: Kept | None, known: Known, *, repeated: bool) -> str:
        """Return created or replayed. Raises the Refusal that keeps a row out."""
        if isinstance(person, Refusal):
            raise person
        if self.erased and any(name in self.erased for name in names_of(person)):
            raise Refusal("customer_was_erased")
        is_known = known.has(person)
        customer_id = known.take_nameless(person) if is_known else None
        if customer_id is not None:
            self.completed[customer_id] = person
        elif is_known or (repeated and not (person.reference or person.cards)):
            return "replayed"
        else:
            self.fresh.append(person)
            self.values.append(values or kept(person))
        known.add(person)
        return "created"
