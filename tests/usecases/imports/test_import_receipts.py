"""A file of receipts: put together, taken in once, gone on with, taken back."""

import random

import duckdb
import pytest

from chaland.customers.models import Customer
from chaland.journal.models import ImportRun
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.sales.models import Receipt, ReceiptConflict, ReceiptLine
from chaland.stores.models import Product, Store
from chaland.usecases.imports import import_receipts as module
from chaland.usecases.imports.import_receipts import import_receipts
from chaland.usecases.imports.undo_import import Undone, foresee_undo, undo_import
from chaland.usecases.sales.record_receipts import record_receipt
from factories.files import row, stopping_after, unwatched, write_csv
from factories.sales import NOON, days, line, open_shops, receipt, snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shops():
    return open_shops("lyon", "nantes")


def take_in(path, **options):
    return import_receipts(path, now=NOON, watch=unwatched, **options)


def counts(imported):
    tally = imported.tally
    return tally.rows, tally.created, tally.replayed, tally.conflicts, tally.rejected


def errors(imported):
    return [(error.row, error.refusal.code, error.refusal.field) for error in imported.tally.errors]


def many(count):
    """Receipts of four customers and of nobody, two lines each, one of them a return."""
    return [
        row(
            str(number),
            sku=sku,
            customer=f"x:{number % 5}" if number % 5 else "",
            sold_at=f"2026-0{1 + number % 3}-{10 + number % 17} 13:00",
            amount="-5" if number % 7 == 6 and sku == "A" else f"{number},50",
        )
        for number in range(1, count + 1)
        for sku in ("A", "B")
    ]


def shuffled(rows, seed):
    """The rows in any order, the lines of each receipt still one after the other."""
    mixed = random.Random(seed).sample(rows, len(rows))
    waiting = {one["number"]: iter([line for line in rows if line["number"] == one["number"]]) for one in rows}
    return [next(waiting[one["number"]]) for one in mixed]


def test_import_puts_the_lines_of_a_receipt_together(tmp_path):
    rows = [row("1", "A", "10,00"), row("2", "B", "1.5"), row("1", "C", "-2")]

    imported = take_in(write_csv(tmp_path / "f.csv", rows))

    assert counts(imported) == (3, 2, 0, 0, 0)
    recorded = Receipt.objects.order_by("number").values_list("number", "total_cents", "source", "import_run")
    assert list(recorded) == [("1", 800, "file", imported.import_id), ("2", 150, "file", imported.import_id)]
    lines = ReceiptLine.objects.filter(receipt__number="1").order_by("position")
    assert list(lines.values_list("product__sku", "amount_cents")) == [("A", 1000), ("C", -200)]


def test_import_equals_the_same_receipts_one_by_one(tmp_path):
    rows = [row("1", "A", "10"), row("2", "A", "20", customer="x:2"), row("3", "B", "-5", customer="x:2")]
    for number, sku, cents, customer in (("1", "A", 1000, "x:1"), ("2", "A", 2000, "x:2"), ("3", "B", -500, "x:2")):
        record_receipt(receipt(number, lines=[line(sku, cents, size="")], customer=customer), now=NOON)
    one_by_one = snapshot()
    undone = write_csv(tmp_path / "f.csv", rows)

    replay = take_in(undone)

    assert counts(replay) == (3, 0, 3, 0, 0)
    assert snapshot() == one_by_one


@pytest.mark.parametrize("seed", range(3))
def test_import_does_not_depend_on_the_order_of_rows(tmp_path, seed):
    rows = many(12)
    take_in(write_csv(tmp_path / "ordered.csv", rows))
    ordered = snapshot()

    replay = take_in(write_csv(tmp_path / "shuffled.csv", shuffled(rows, seed)))

    assert counts(replay) == (24, 0, 12, 0, 0)
    undo_import(ImportRun.objects.earliest("pk").pk, now=NOON)
    take_in(tmp_path / "shuffled.csv")
    assert snapshot() == ordered


def test_import_twice_brings_nothing_new(tmp_path):
    path = write_csv(tmp_path / "f.csv", many(6))
    take_in(path)
    before = snapshot()

    again = take_in(path)

    assert counts(again) == (12, 0, 6, 0, 0)
    assert again.repeated
    assert snapshot() == before


def test_import_keeps_a_changed_receipt_aside(tmp_path):
    take_in(write_csv(tmp_path / "f.csv", [row(amount="10")]))

    changed = take_in(write_csv(tmp_path / "g.csv", [row(amount="11")]))

    assert counts(changed) == (1, 0, 0, 1, 0)
    assert errors(changed) == [(2, "receipt_differs", None)]
    assert ReceiptConflict.objects.count() == 1
    assert Receipt.objects.get().total_cents == 1000


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"amount": "12,345"}, "amount_too_precise", "amount"),
        ({"amount": "abc"}, "amount_not_understood", "amount"),
        ({"quantity": ""}, "quantity_not_understood", "quantity"),
        ({"sold_at": "31/02/2026 10:00"}, "moment_not_understood", "sold_at"),
        ({"store": " "}, "field_missing", "store"),
        ({"number": ""}, "field_missing", "number"),
        ({"card": "3,70E+12"}, "card_damaged_by_spreadsheet", "card"),
        ({"sku": "", "label": "", "category": ""}, "line_without_article", "sku"),
        ({"category": "A > > B"}, "category_path_not_understood", "category"),
        ({"label": "x" * 201}, "text_too_long", "label"),
    ],
)
def test_import_rejects_the_receipt_of_a_bad_row_alone(tmp_path, cells, code, column):
    rows = [row("1"), {**row("2"), **cells}, row("3")]

    imported = take_in(write_csv(tmp_path / "f.csv", rows))

    assert counts(imported) == (3, 2, 0, 0, 1)
    assert errors(imported) == [(3, code, column)]
    assert set(Receipt.objects.values_list("number", flat=True)) == {"1", "3"}


def test_import_rejects_rows_that_do_not_agree_on_the_customer(tmp_path):
    rows = [row("1", customer="x:1"), row("1", customer="x:2"), row("2", customer=""), row("2", customer="x:3")]

    imported = take_in(write_csv(tmp_path / "f.csv", rows))

    assert errors(imported) == [(2, "receipt_lines_differ", "customer")]
    assert Receipt.objects.get().customer == Customer.objects.get(reference="x:3")


def test_import_rejects_a_ragged_row(tmp_path):
    path = write_csv(tmp_path / "f.csv", [row("1")])
    path.write_text(path.read_text() + "lyon,1\n")

    imported = take_in(path)

    assert counts(imported) == (2, 1, 0, 0, 1)
    assert errors(imported) == [(3, "row_ragged", None)]


def test_import_creates_the_store_the_file_brings(tmp_path):
    take_in(write_csv(tmp_path / "f.csv", [row(store="brest", till="7")]))

    assert Store.objects.get(code="brest").tills.get().code == "7"


def test_import_reads_moments_in_the_zone_of_the_store(tmp_path):
    Store.objects.filter(code="lyon").update(time_zone="Indian/Reunion")

    take_in(write_csv(tmp_path / "f.csv", [row(sold_at="2026-03-02T01:00")]))

    recorded = Receipt.objects.get()
    assert (recorded.sold_at.isoformat(), str(recorded.business_on)) == ("2026-03-01T21:00:00+00:00", "2026-03-02")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_import_finds_the_delimiter(tmp_path, delimiter):
    assert counts(take_in(write_csv(tmp_path / "f.csv", many(2), delimiter=delimiter))) == (4, 2, 0, 0, 0)


def test_import_renames_columns_and_sets_constants(tmp_path):
    cells = {key: value for key, value in row().items() if key not in ("store", "till", "number")}
    path = write_csv(tmp_path / "f.csv", [{"N° Ticket": "9", **cells}])
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nnumber = "n° ticket"\n[constants]\ntill = "3"\n')

    imported = take_in(path, mapping=mapping, store="nantes")

    assert counts(imported) == (1, 1, 0, 0, 0)
    recorded = Receipt.objects.get()
    assert (recorded.number, recorded.till.code, recorded.store.code) == ("9", "3", "nantes")


def test_import_says_which_columns_it_did_not_read(tmp_path):
    assert take_in(write_csv(tmp_path / "f.csv", [{**row(), "Météo": "pluie"}])).ignored == ("Météo",)


def test_import_reads_parquet(tmp_path):
    source = write_csv(tmp_path / "f.csv", many(3))
    target = tmp_path / "f.parquet"
    query = "SELECT * REPLACE (CAST(replace(amount, ',', '.') AS DOUBLE) AS amount, CAST(quantity AS INT) AS quantity)"
    duckdb.sql(f"COPY ({query} FROM read_csv('{source}', all_varchar = true)) TO '{target}'")

    assert counts(take_in(target)) == (6, 3, 0, 0, 0)
    assert counts(take_in(source)) == (6, 0, 3, 0, 0)


def test_dry_run_writes_nothing(tmp_path):
    imported = take_in(write_csv(tmp_path / "f.csv", [*many(3), row("9", amount="x")]), dry_run=True)

    assert counts(imported) == (7, 3, 0, 0, 1)
    assert imported.import_id is None
    left = (Receipt, Product, Customer, ImportRun)
    assert [model.objects.count() for model in left] == [0, 0, 0, 0]


@pytest.mark.parametrize("most", [1, 7, 15])
def test_import_goes_on_where_it_stopped(tmp_path, monkeypatch, most):
    monkeypatch.setattr(module, "BATCH", 2)
    path = write_csv(tmp_path / "f.csv", many(12))
    with pytest.raises(KeyboardInterrupt):
        import_receipts(path, now=NOON, watch=stopping_after(most))
    stopped_at = ImportRun.objects.get().rows_done

    resumed = take_in(path)

    assert 0 < stopped_at < 24
    assert counts(resumed) == (24, 12, 0, 0, 0)
    assert list(ImportRun.objects.values_list("status", "rows_done")) == [("done", 24)]
    resumed_figures = snapshot()
    undo_import(resumed.import_id, now=NOON)
    take_in(path)
    assert snapshot() == resumed_figures


def test_undo_leaves_what_was_there_before(tmp_path):
    record_receipt(receipt("before", customer="x:1"), now=NOON)
    before = snapshot()
    imported = take_in(write_csv(tmp_path / "f.csv", many(6)))

    brought = Customer.objects.exclude(reference="x:1").count()
    foreseen = foresee_undo(imported.import_id)
    undone = undo_import(imported.import_id, now=NOON)
    assert foreseen == undone

    assert undone == Undone(receipts=6, customers=brought, interactions=0, kept=0)
    assert snapshot() == before
    assert list(Customer.objects.values_list("reference", flat=True)) == ["x:1"]
    assert ImportRun.objects.get().status == "undone"


def test_undo_keeps_the_customers_it_brought_who_were_named_since(tmp_path):
    imported = take_in(write_csv(tmp_path / "f.csv", many(6)))
    named = Customer.objects.order_by("pk").first()
    Customer.objects.filter(pk=named.pk).update(last_name="Inventé", updated_at=NOON + days(1))

    assert undo_import(imported.import_id, now=NOON).kept == 1
    assert list(Customer.objects.values_list("last_name", flat=True)) == ["Inventé"]


def test_undone_import_can_be_taken_in_again(tmp_path):
    path = write_csv(tmp_path / "f.csv", many(3))
    undo_import(take_in(path).import_id, now=NOON)

    again = take_in(path)

    assert counts(again) == (6, 3, 0, 0, 0)
    assert not again.repeated


def test_undo_refuses_what_is_undone_or_unknown(tmp_path):
    imported = take_in(write_csv(tmp_path / "f.csv", many(1)))
    undo_import(imported.import_id, now=NOON)

    with pytest.raises(Conflict, match="import_already_undone"):
        undo_import(imported.import_id, now=NOON)
    with pytest.raises(NotFound, match="import_unknown"):
        undo_import(987654, now=NOON)


HEAD = b"store,till,number,sold_at,quantity,amount,label\n"
GOOD = b"lyon,1,1,2026-03-02,1,2,x\n"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n \n", "file_empty"),
        (HEAD, "file_without_rows"),
        (HEAD + GOOD.replace(b"x", b"\xe9t\xe9"), "file_not_utf8"),
        ("store;till".encode("utf-16"), "file_not_utf8"),
        (HEAD + GOOD.replace(b"x", b"\x00"), "file_has_nul"),
        (HEAD + GOOD.replace(b",x", b',"x'), "file_quote_unclosed"),
        (HEAD + GOOD.replace(b",x", b',"x"y'), "file_quote_unclosed"),
        (HEAD + GOOD.replace(b"x", b"x" * 200_000), "file_quote_unclosed"),
        (b"PK\x03\x04 and more", "file_is_spreadsheet"),
        (b"\x1f\x8b and more", "file_is_compressed"),
        (b"PAR1 and no more", "file_not_parquet"),
        (b"store,till\nlyon,1\n", "columns_missing"),
        (HEAD.replace(b"label", b"Store ") + GOOD, "columns_twice"),
        (b",".join(b"c%d" % place for place in range(501)) + b"\n1\n", "file_too_wide"),
    ],
)
def test_bad_file_is_refused_whole(tmp_path, content, code):
    path = tmp_path / "f.csv"
    path.write_bytes(content)

    with pytest.raises(Refusal, match=code):
        take_in(path)

    assert Receipt.objects.count() == ImportRun.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[columns", "mapping_not_understood"),
        ("columns = 3", "mapping_not_understood"),
        ('[columns]\nnombre = "x"', "mapping_name_unknown"),
        ('[columns]\nnumber = "absent"', "columns_missing"),
    ],
)
def test_bad_mapping_is_refused(tmp_path, text, code):
    mapping = tmp_path / "m.toml"
    mapping.write_text(text)

    with pytest.raises(Refusal, match=code):
        take_in(write_csv(tmp_path / "f.csv", many(1)), mapping=mapping)


def test_file_with_byte_order_mark_and_old_line_ends_is_read(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + GOOD + b"\n").replace(b"\n", b"\r"))

    assert counts(take_in(path)) == (1, 1, 0, 0, 0)
