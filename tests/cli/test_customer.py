"""`chaland customer`: the contract that scripts rely on."""

import json
import re
import zlib

import pytest

from chaland.cli.main import main
from chaland.customers.models import Customer
from chaland.customers.rules import NewCustomer
from chaland.journal.models import Access
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.sales.record_receipts import record_receipts
from factories.sales import NOON, days, line, open_shops, receipt

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def claire():
    open_shops("lyon", "nantes")
    new = NewCustomer(reference="cj:900", last_name="Bonnet", first_name="Claire", cards=("000123",))
    customer_id = create_customer(new, now=NOON)
    sales = [
        receipt("1", customer="cj:900", lines=[line(amount_cents=1000)]),
        receipt("2", customer="cj:900", lines=[line(amount_cents=2000)], sold_at=NOON + days(10), store="nantes"),
    ]
    record_receipts(sales, now=NOON + days(10))
    return customer_id


def run(capsys, *arguments):
    code = main([*map(str, arguments), "--language", "en"])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_figures_keep_their_contract(capsys):
    code, out, _ = run(capsys, "customer", "figures", "cj:900", "--json")

    once = {"visits": 1, "visit_interval_days": None}
    first, last = "2026-03-02T12:00:00Z", "2026-03-12T12:00:00Z"
    assert code == 0
    assert json.loads(out) == {
        "customer": "cj:900",
        "overall": {
            "revenue_cents": 3000,
            "visits": 2,
            "average_basket_cents": 1500,
            "visit_interval_days": 10.0,
            "first_visit_at": first,
            "last_visit_at": last,
        },
        "stores": [
            {
                "store": "lyon",
                "revenue_cents": 1000,
                "average_basket_cents": 1000,
                "first_visit_at": first,
                "last_visit_at": first,
                **once,
            },
            {
                "store": "nantes",
                "revenue_cents": 2000,
                "average_basket_cents": 2000,
                "first_visit_at": last,
                "last_visit_at": last,
                **once,
            },
        ],
    }


def test_figures_of_one_store(capsys):
    _, out, _ = run(capsys, "customer", "figures", "cj:900", "--store", "nantes", "--json")

    told = json.loads(out)
    assert (told["overall"]["revenue_cents"], [store["store"] for store in told["stores"]]) == (2000, ["nantes"])


def test_figures_by_card_or_number(capsys, claire):
    answers = {run(capsys, "customer", "figures", ref, "--json")[1] for ref in ("cj:900", "000 123", claire)}

    assert len(answers) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("nobody",), "customer_ref_unknown"), (("cj:900", "--store", "brest"), "store_code_unknown")],
)
def test_figures_of_nobody_are_told_in_one_sentence(capsys, arguments, code):
    exit_code, out, err = run(capsys, "customer", "figures", *arguments, "--json")

    assert (exit_code, json.loads(out)["error"], len(err.splitlines())) == (1, code, 1)


def test_find_by_the_beginning_of_a_name(capsys, claire):
    _, out, _ = run(capsys, "customer", "find", "bonn", "--json")

    assert [(one["customer_id"], one["by"]) for one in json.loads(out)["customers"]] == [(claire, "name")]


def test_find_tells_a_person(capsys):
    assert run(capsys, "customer", "find", "000123")[1].split()[1:] == ["Bonnet", "Claire", "cj:900"]
    assert run(capsys, "customer", "find", "zzz")[1] == "Nobody was found.\n"
    assert Customer.objects.count() == 1


@pytest.mark.rule("access")
def test_a_person_is_told_by_a_file_with_the_hours_of_the_shop(capsys, tmp_path):
    file = tmp_path / "claire.pdf"
    assert run(capsys, "customer", "access", "cj:900", "--output", file)[0] == 0
    pages = b"".join(
        zlib.decompress(one) for one in re.findall(rb"stream\n(.*?)\nendstream", file.read_bytes(), re.DOTALL)
    )
    # Noon in Greenwich.
    assert (b"2 Mar 2026 13:00" in pages, b"2 Mar 2026 12:00" in pages) == (True, False)
    assert list(Access.objects.filter(act="told").values_list("detail", flat=True)) == ["pdf"]
    code, _, err = run(capsys, "customer", "access", "cj:900", "--output", tmp_path / "claire.doc")
    assert (code, ".pdf, .json or .zip" in err) == (1, True)
