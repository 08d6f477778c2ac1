"""A file of customers from any program is taken in: understood first, then read as its recipe says."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from subprocess import Popen

from chaland.customers import queries
from chaland.customers.duplicates import keeping
from chaland.customers.duplicates.rules import is_plain
from chaland.customers.kept import Kept
from chaland.customers.models import Customer, Likeness
from chaland.customers.rules import NewCustomer
from chaland.database.cache import wide_cache
from chaland.database.copying import log_copied_beside
from chaland.kernel.errors import Conflict, Refusal
from chaland.kernel.phone import is_placeholder
from chaland.reading.understanding import Understanding
from chaland.signups.services import Came
from chaland.stores.models import Store
from chaland.usecases.customers.create_customer import complete_customers, create_customers
from chaland.usecases.imports.import_ahead import Coming, Read, called, read_ahead
from chaland.usecases.imports.import_alike import Alike, Alikes
from chaland.usecases.imports.import_consents import Consents, erased_among, names_of
from chaland.usecases.imports.import_customers import KIND, Taken
from chaland.usecases.imports.import_headings import Mapping
from chaland.usecases.imports.import_known import Known, agree
from chaland.usecases.imports.import_matching import Matches
from chaland.usecases.imports.import_reader import RecipeReader
from chaland.usecases.imports.import_recipe import CREATE, UPDATE, Recipe, check_recipe
from chaland.usecases.imports.import_remarks import Remark, remarks
from chaland.usecases.imports.import_report import Line, Report
from chaland.usecases.imports.import_run import Imported, Run, Watch, begin
from chaland.usecases.imports.import_table import open_table
from chaland.usecases.imports.import_updating import Updating
from chaland.usecases.sales.record_receipts import today_of_network

# The database is held for a third of a second at a time, and for less than one among a million customers.
BATCH = 5000
_REACHING = frozenset({"email", "mobile"})


@dataclass(frozen=True, slots=True)
class Understood:
    """A file that was read: its clean copy, what was understood of it, how to take it in.

    name: of the file itself. report: where to tell what became of each row; none when None. process: is ready to read.
    """

    copy: Path
    understanding: Understanding
    recipe: Recipe
    name: str
    report: Path | None = None
    process: Popen[bytes] | None = None


def import_any_customers(file: Understood, *, now: datetime, watch: Watch, dry_run: bool = False) -> Imported:
    """Take in a file of customers as its recipe says: create, complete or both, with the consents that it proves.

    People erased here stay out. A dry run writes nothing and remarks on every row. Safe to repeat and to stop at any
    moment. Raises Refusal as `import_recipe.check_recipe`, before anything is written.
    """
    recipe, understanding = file.recipe, file.understanding
    shows_cells = dry_run or bool(recipe.consents)
    reader = replace(reader_of(recipe, understanding, now=now), shows_cells=shows_cells)
    check_recipe(recipe, understanding, reader.policy)
    names = [str(place) for place in range(len(understanding.columns))]
    table = open_table(file.copy, names, (), Mapping(), rows=understanding.rows)
    run = begin(table, kind=KIND, mapping_digest=recipe.digest, now=now, dry_run=dry_run, file_name=file.name)
    batches = read_ahead(table, reader, skip=run.done, size=BATCH, process=file.process)
    alikes = Alikes(writes=not dry_run)
    with watch(table.rows) as advance, wide_cache(), log_copied_beside() as beside, called(batches) as coming:
        taking = _Taking(reader, run, Report(file.report), alikes, file.name, now, coming)
        advance(run.done)
        for batch in coming:
            alike = beside(partial(taking.alike, batch))
            run.batch(partial(taking.write, batch, alike), len(batch))
            taking.remember(batch)
            advance(len(batch))
            del batch
    ended = run.end(table, now=now)
    return Imported(ended.import_id, ended.tally, ended.repeated, tuple(_ignored(recipe, understanding)))


def reader_of(recipe: Recipe, understanding: Understanding, *, now: datetime) -> RecipeReader:
    """Return what reads the rows of a file as its recipe says."""
    stores = dict(Store.objects.values_list("code", "id"))
    policy, communes, today = queries.policy(), queries.communes(), today_of_network(now)
    return RecipeReader(recipe, understanding.headings, policy, stores, communes, today)


def _ignored(recipe: Recipe, understanding: Understanding) -> Iterator[str]:
    told = {
        *recipe.places.values(),
        *(one.place for one in recipe.consents),
        *(one.day_place for one in recipe.consents),
    }
    for place, heading in enumerate(understanding.headings):
        if place not in told and understanding.columns[place]["filled"]:
            yield heading or f"#{place + 1}"


@dataclass(slots=True)
class _Taking:
    """The taking in of one file, batch by batch."""

    reader: RecipeReader
    run: Run
    report: Report
    alikes: Alikes
    file_name: str
    now: datetime
    coming: Coming
    created: dict[int, int] = field(default_factory=dict)
    changed: Collection[int] = ()

    def alike(self, rows: Sequence[Read]) -> dict[int, Alike]:
        """Return whom the strangers of a batch probably are; nobody need be kept from writing meanwhile."""
        known = Known.among(_people(rows))
        told = ((one, asked) for _, _, one, asked, _ in rows if isinstance(one, NewCustomer) and asked)
        return self.alikes.among(
            [asked for one, asked in told if not (known.names(one) or (self.run.repeated and _is_bare(one)))]
        )

    def write(self, rows: Sequence[Read], alike: dict[int, Alike]) -> None:
        """Write one batch. The caller holds the transaction, and may call again after a race was lost."""
        self.report.lines.clear()
        told = _Batch.of(_people(rows), self.reader.recipe, _still_there(alike), self.run, self.now)
        for row in rows:
            self._row(row, told)
        self.created = told.write(self.now, Came("import", source=self.reader.recipe.source or self.file_name))
        self.changed = {*told.changed, *told.taken.completed}
        self.report.write()
        # To commit takes the database as long as to take the next batch over takes Python.
        self.coming.call()

    def remember(self, rows: Sequence[Read]) -> None:
        """Remember who is in the file since a batch was written."""
        if self.run.record:
            created = self.created
            told = ((created[row], asked.brief) for row, _, _, asked, _ in rows if asked and row in created)
            self.alikes.written(told, self.changed)

    def _row(self, row: Read, told: "_Batch") -> None:
        number, cells, person, _, values = row
        if isinstance(cells, Refusal):
            self._kept_out(number, cells)
            return
        if isinstance(person, Refusal):
            self._kept_out(number, person)
            return
        try:
            status = told.take(number, person, values, cells)
        except Refusal as refusal:
            self._kept_out(number, refusal)
            return
        self.run.tally.count(status, number)
        if self.run.record is None:
            alike = told.alike.get(number) if status == "created" else None
            self.report.add(Line(number, status, None, self._remarks(cells, person, alike)))

    def _kept_out(self, number: int, refusal: Refusal) -> None:
        status = "conflict" if isinstance(refusal, Conflict) else "rejected"
        self.run.tally.erased += refusal.code == "customer_was_erased"
        self.run.tally.count(status, number, refusal)
        self.report.add(Line(number, status, refusal))

    def _remarks(self, cells: Sequence[str], person: NewCustomer, alike: Alike | None) -> tuple[Remark, ...]:
        made = tuple(remarks(self.reader.raw(cells), person, today=self.reader.today))
        counted = self.run.tally.remarks
        for one in made:
            counted[one.code] = counted.get(one.code, 0) + 1
        return (*made, alike.remark()) if alike else made


def _people(rows: Sequence[Read]) -> list[NewCustomer]:
    return [person for _, _, person, _, _ in rows if isinstance(person, NewCustomer)]


def _still_there(alike: dict[int, Alike]) -> dict[int, Alike]:
    """Leave out who is like somebody erased or merged since they were looked up."""
    owners = {one.customer_id for one in alike.values() if one.customer_id}
    gone = owners - set(Customer.objects.filter(pk__in=owners, merged_into=None).values_list("pk", flat=True))
    return {row: one for row, one in alike.items() if one.customer_id not in gone}


@dataclass(slots=True)
class _Batch:
    """The people of one batch: whom the file knows of them, whom to write, what they agree to.

    alike: whom rows probably are, by their numbers. fresh_rows: number and cells of those to be created.
    changed: keys of those who were completed.
    """

    recipe: Recipe
    run: Run
    known: Known
    matches: Matches
    erased: set[tuple[str, str]]
    consents: Consents
    updating: Updating
    alike: dict[int, Alike]
    taken: Taken = field(default_factory=Taken)
    seen: dict[tuple[str, str], NewCustomer] = field(default_factory=dict)
    fresh_rows: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)

    @classmethod
    def of(
        cls, people: Sequence[NewCustomer], recipe: Recipe, alike: dict[int, Alike], run: Run, now: datetime
    ) -> "_Batch":
        """Look everybody of a batch up."""
        # Whom nothing changes, `Known` finds by reference and card.
        keys = (
            recipe.keys if recipe.mode != CREATE else [key for key in recipe.keys if key not in ("reference", "card")]
        )
        known, matches = Known.among(people), Matches(people, keys)
        changing = matches.everybody if recipe.mode != CREATE else set()
        if recipe.alike == UPDATE:
            changing |= {one.customer_id for one in alike.values() if one.customer_id and one.is_sure}
        updating = Updating(changing, now=now, run_id=run.pk)
        return cls(recipe, run, known, matches, erased_among(people), Consents(recipe, now, run.pk), updating, alike)

    def take(self, row: int, person: NewCustomer, values: Kept | None, cells: Sequence[str]) -> str:
        """Return created, updated or replayed. Raises the Refusal that keeps a row out."""
        if self.erased and not self.erased.isdisjoint(names_of(person)):
            raise Refusal("customer_was_erased")
        customer_id = self.matches.find(person)
        if self.recipe.mode != CREATE and customer_id is not None:
            return self._update(customer_id, person, cells)
        if self.recipe.mode == UPDATE:
            raise Refusal("customer_not_in_the_file")
        if (customer_id is not None and not self.known.has(person)) or self._came_before(person):
            return "replayed"
        if row in self.alike:
            return self._take_alike(row, self.alike[row], person, values, cells)
        return self._create(row, person, values, cells)

    def _update(self, customer_id: int, person: NewCustomer, cells: Sequence[str]) -> str:
        changed = self.updating.update(customer_id, person)
        self.changed.add(customer_id)
        self.consents.read(customer_id, person, cells)
        return "updated" if changed else "replayed"

    def _take_alike(
        self, row: int, alike: Alike, person: NewCustomer, values: Kept | None, cells: Sequence[str]
    ) -> str:
        """Take in, as was decided, somebody who is probably in the file already; only who is so for sure is completed.

        Raises the Conflict that keeps all others out for a person to look at, unless they are to be created.
        """
        self.run.tally.count_alike(alike.as_json(row))
        if self.recipe.alike == CREATE:
            return self._create(row, person, values, cells)
        if self.recipe.alike == UPDATE and alike.customer_id and alike.is_sure:
            return self._update(alike.customer_id, person, cells)
        raise alike.conflict()

    def _create(self, row: int, person: NewCustomer, values: Kept | None, cells: Sequence[str]) -> str:
        fresh = len(self.taken.fresh)
        status = self.taken.take(person, values, self.known, repeated=self.run.repeated)
        if len(self.taken.fresh) > fresh:
            self.fresh_rows.append((row, cells))
        elif status == "created":
            # One whom a receipt had opened: the last that was completed.
            self.consents.read(next(reversed(self.taken.completed)), person, cells)
        return status

    def _came_before(self, person: NewCustomer) -> bool:
        """Tell whether a row above, of the same batch, is the same person by their address or number."""
        if _REACHING.isdisjoint(self.recipe.keys):
            return False
        keys = [
            *(("email", address) for address in person.emails if "email" in self.recipe.keys),
            *(
                ("mobile", number)
                for number in person.mobiles
                if "mobile" in self.recipe.keys and not is_placeholder(number)
            ),
        ]
        others = [self.seen.setdefault(key, person) for key in keys]
        return any(other is not person and agree(other, person) for other in others)

    def write(self, now: datetime, came: Came) -> dict[int, int]:
        """Write everybody, then what they agree to, then whom they are like; return by rows' numbers who is new.

        Consents come last, and are counted.
        """
        ids = self._write(now, came)
        if self.recipe.consents:
            for customer_id, person, (_, cells) in zip(ids, self.taken.fresh, self.fresh_rows, strict=True):
                self.consents.read(customer_id, person, cells)
        by_row = {row: customer_id for customer_id, (row, _) in zip(ids, self.fresh_rows, strict=True)}
        if self.alike and self.run.record:
            keeping.add(Likeness.Kind.PERSON, self._pairs(by_row), now=now)
        tally = self.run.tally
        tally.consents += self.consents.write(dry_run=self.run.record is None)
        tally.undated += self.consents.undated
        tally.objected += self.consents.objected
        return by_row

    def _write(self, now: datetime, came: Came) -> Sequence[int]:
        """Write everybody and return the keys of the new ones; in a dry run nobody is, and keys are nobody's."""
        if self.run.record is None:
            return range(-len(self.taken.fresh), 0)
        complete_customers(self.taken.completed, now=now, import_run_id=self.run.pk)
        people, values = self.taken.fresh, self.taken.values
        return create_customers(people, now=now, import_run_id=self.run.pk, came=came, values=values)

    def _pairs(self, by_row: dict[int, int]) -> Iterator[keeping.Pair]:
        """Give the pairs to look at later: those who were created, and whom they are like."""
        for row, customer_id in by_row.items():
            alike = self.alike.get(row)
            other = alike and (alike.customer_id or by_row.get(alike.row or 0))
            if alike and other:
                pair = sorted((customer_id, other))
                yield pair[0], pair[1], alike.score, alike.reasons, is_plain(alike.reasons)


def _is_bare(person: NewCustomer) -> bool:
    return not (person.reference or person.cards)
