"""Exports read back: what the file holds is what the screen shows."""

import csv
import io
import re
import tracemalloc
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.test import Client
from python_calamine import CalamineWorkbook

from chaland.customers.models import CustomField
from chaland.journal.models import Access
from chaland.kernel.dates import Birthday
from chaland.usecases.rights import watch_accesses
from chaland.usecases.rights.erase_customer import erase_customer
from chaland.web.desk.customers_files import FORMATS, Euros, Share, harmless
from factories.customers import NOW, ago, at_home, enter, marketer_of, owner

pytestmark = pytest.mark.django_db

COLUMNS = "city,birthday,revenue,visits,interval,interval_change,rhythm,last_visit,mobile,card,custom.size,custom.vip"
HEADINGS = [
    "Name", "Town", "Birthday", "Revenue", "Visits", "Interval", "Interval change", "Rhythm", "Last visit", "Mobile",
    "Card", "Size", "VIP",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def file(shops):
    lyon, nantes = shops
    CustomField.objects.create(code="size", label="Size", kind="number")
    CustomField.objects.create(code="vip", label="VIP", kind="yes_no")
    return {
        "bonnet": enter(
            "Bonnet",
            "Ada",
            store=lyon,
            birthday=Birthday(24, 11, 1984),
            addresses=at_home("34200", "Sète"),
            mobiles=("06 39 98 01 23",),
            cards=("000123",),
            custom={"size": 38.5, "vip": True},
            figures={
                "revenue_cents": 123456,
                "visits": 12,
                "visit_interval_days": 34.6,
                "interval_change": -0.364,
                "last_visit_at": ago(2),
            },
        ),
        "formula": enter("=HYPERLINK(1)", "@Bob", store=nantes, birthday=Birthday(2, 1), mobiles=("+32 470 12 34 56",)),
    }


def visitor(user, language="en") -> Client:
    user.language = language
    user.save()
    client = Client()
    client.force_login(user)
    return client


def exported(client: Client, form: str, query: str = f"columns={COLUMNS}") -> bytes:
    response = client.get(f"/customers/export/?format={form}&{query}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment;")
    return b"".join(response.streaming_content)


def sheet(content: bytes) -> list[list]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_workbook_has_the_rows_of_the_screen_with_real_types(shops, file, form):
    rows = sheet(exported(visitor(owner()), form))
    assert rows == [
        HEADINGS,
        [
            "Bonnet Ada", "Sète", date(1984, 11, 24), 1234.56, 12.0, 35.0, -0.36, "No habit yet", date(2026, 11, 20),
            "06 39 98 01 23", "000123", 38.5, "Yes",
        ],
        ["=HYPERLINK(1) @Bob", "", "02/01", 0.0, 0.0, "", "", "No habit yet", "", "0032 470 12 34 56", "", "", ""],
    ]  # fmt: skip


def test_a_french_csv_opens_by_a_double_click(shops, file):
    content = exported(visitor(owner(), "fr"), "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:4] == ["Nom", "Commune", "Anniversaire", "CA"]
    assert rows[1:] == [
        [
            "Bonnet Ada", "Sète", "24/11/1984", "1234,56", "12", "35", "-36%", "Sans habitude", "20/11/2026",
            "06 39 98 01 23", "000123", "38,5", "Oui",
        ],
        ["'=HYPERLINK(1) @Bob", "", "02/01", "0,00", "0", "", "", "Sans habitude", "", "0032 470 12 34 56", "", "", ""],
    ]  # fmt: skip


def test_a_text_file_is_apart_by_tabs(shops, file):
    rows = exported(visitor(owner()), "txt").decode("utf-8-sig").splitlines()
    assert rows[0].split("\t") == HEADINGS
    assert rows[1].split("\t")[:5] == ["Bonnet Ada", "Sète", "1984-11-24", "1234.56", "12"]


def test_the_export_has_the_filters_and_the_order_of_the_screen(shops, file):
    client = visitor(owner())
    query = "columns=visits&sort=-visits&name=b"
    page = client.get(f"/customers/?{query}").content.decode()
    screen = re.findall(r'<a class="who" href="[^"]+">(.*?)</a>', page)
    rows = sheet(exported(client, "xlsx", query))
    assert [row[0] for row in rows[1:]] == screen == ["Bonnet Ada", "=HYPERLINK(1) @Bob"]
    assert [row[0] for row in sheet(exported(client, "xlsx", "columns=visits&visits=%3E5"))[1:]] == ["Bonnet Ada"]


def erased_while_written(monkeypatch, customer_id):
    """Have a customer erased when the file is written, before it is sent."""
    known = FORMATS["csv"]

    def write(file, headings, rows, language):
        known.write(file, headings, rows, language)
        erase_customer(customer_id, now=NOW, waits=False)

    monkeypatch.setitem(FORMATS, "csv", replace(known, write=write))


@pytest.mark.fault("F25")
def test_who_is_erased_while_a_file_is_written_is_not_in_it(shops, file, monkeypatch):
    erased_while_written(monkeypatch, file["bonnet"])
    content = exported(visitor(owner()), "csv").decode()
    assert [name in content for name in ("Bonnet", "@Bob")] == [False, True]
    [noted] = Access.objects.filter(act=Access.Act.EXPORTED)
    assert noted.customer_ids == [file["formula"]]


def test_file_that_is_not_written_again_holds_who_was_erased(shops, file, monkeypatch):
    """The twin without the guard, else the test above could not fail."""
    erased_while_written(monkeypatch, file["bonnet"])
    monkeypatch.setattr(watch_accesses, "erasures_so_far", lambda: 0)
    assert "Bonnet" in exported(visitor(owner()), "csv").decode()


def test_ticked_rows_are_exported_alone(shops, file):
    client = visitor(owner())
    rows = sheet(exported(client, "ods", f"columns=visits&id={file['bonnet']}&id=nonsense"))
    assert [row[0] for row in rows] == ["Name", "Bonnet Ada"]


def test_a_store_exports_its_own_only(shops, file):
    client = visitor(marketer_of(shops[1]))
    everyone = sheet(exported(client, "xlsx", "columns=visits"))
    ticked = sheet(exported(client, "xlsx", f"columns=visits&id={file['bonnet']}"))
    assert [row[0] for row in everyone] == ["Name", "=HYPERLINK(1) @Bob"]
    assert [row[0] for row in ticked] == ["Name"]


def test_an_unknown_format_does_not_exist(shops, file):
    assert visitor(owner()).get("/customers/export/?format=exe").status_code == 404


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0"])
def test_a_text_that_would_start_a_formula_is_made_harmless(start):
    assert harmless(f"{start}1") == f"'{start}1"


def test_a_negative_amount_stays_a_number(shops):
    file = io.BytesIO()
    FORMATS["csv"].write(file, ["A", "B"], [[Euros(-1250), Share(-36)]], "fr")
    assert file.getvalue().decode("utf-8-sig") == "A;B\r\n-12,50;-36%\r\n"


@pytest.mark.parametrize("form", ["csv", "xlsx", "ods"])
def test_writing_many_rows_keeps_memory_flat(form):
    def peak(count: int) -> int:
        rows = ([f"Person {n}", Euros(n), n, date(2026, 1, 1), None] for n in range(count))
        tracemalloc.start()
        with open("/dev/null", "r+b") if form == "csv" else io.BytesIO() as file:  # noqa: PTH123
            FORMATS[form].write(file, list("ABCDE"), rows, "fr")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    small, large = peak(200), peak(2000)
    assert large < small + 2_000_000
