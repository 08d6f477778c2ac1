"""A CSV file of products, read row by row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.errors import Refusal
from chaland.stores.catalogue_file import ProductRow, RowError, read_products


def read(text, encoding="utf-8"):
    return list(read_products(text.encode(encoding)))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separator_is_seen_from_the_first_line(separator):
    assert read(f"sku{separator}name\nA{separator}Bottine\n") == [ProductRow(2, "A", {"name": "Bottine"})]


def test_columns_come_in_any_order_and_case_and_others_are_passed_over():
    rows = read("Price level,remarks,SKU\nhaut,à voir,A\n", "utf-8-sig")
    assert rows == [ProductRow(2, "A", {"price_level": "haut"})]


def test_empty_cells_and_rows_say_nothing():
    assert read("sku,name,brand\nA,,Marque\n\n,,\nB,b,\n") == [
        ProductRow(2, "A", {"brand": "Marque"}),
        ProductRow(5, "B", {"name": "b"}),
    ]


def test_category_is_a_path_of_names():
    (row,) = read("sku,category\nA, Chaussures>Femme >  Bottes > \n")
    assert row.values == {"category": "Chaussures > Femme > Bottes"}


@pytest.mark.parametrize(("typed", "kind"), [("Article", "article"), ("PRESTATION", "service"), ("travaux", "work")])
def test_kind_is_understood_in_both_languages(typed, kind):
    assert read(f"sku,kind\nA,{typed}\n")[0].values == {"kind": kind}


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        (",x,,", "sku_missing", "sku"),
        ("A,x,,", "sku_twice", "sku"),
        ("B,x,12,", "ean_not_understood", "ean"),
        ("B,x,３７６０００００,", "ean_not_understood", "ean"),
        ("B,x,,truc", "kind_unknown", "kind"),
        (f"B,{'x' * 201},,", "text_too_long", "name"),
    ],
)
def test_row_with_an_error_is_reported_and_the_others_taken(row, code, field):
    rows = read(f"sku,name,ean,kind\nA,a,,\n{row}\nC,c,,\n")
    error = rows[1]
    assert isinstance(error, RowError)
    assert (error.row, error.refusal.code, error.refusal.field) == (3, code, field)
    assert [one.sku for one in (rows[0], rows[2])] == ["A", "C"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "column_missing"),
        (b"name\nA\n", "column_missing"),
        (b"sku\n\xff\xfe\n", "file_not_text"),
        (b"sku\nA\x00\n", "file_not_text"),
        (b"PK\x03\x04 a spreadsheet", "column_missing"),
        (b"sku\n" + b"x" * (31 * 1024 * 1024), "file_too_large"),
        (b'sku\n"' + b"x" * 200_000, "file_not_text"),
    ],
)
def test_file_that_is_no_product_file_is_refused(content, code):
    with pytest.raises(Refusal) as refused:
        list(read_products(content))
    assert refused.value.code == code


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    try:
        rows = list(read_products(b"sku,name,kind,ean\n" + content))
    except Refusal as refusal:
        assert refusal.code == "file_not_text"  # noqa: PT017 - both ends are right
    else:
        assert len({row.sku for row in rows if isinstance(row, ProductRow)}) == sum(
            isinstance(row, ProductRow) for row in rows
        )


def test_price_picture_and_link_are_read_under_everyday_names():
    head = "Référence;Désignation;Prix TTC;Photo;Lien produit;Prix HT"
    (row,) = read(f"{head}\nA;Bottine;1 290,50 €;https://boutique.example/a é.jpg;https://boutique.example/a;1 000\n")
    assert isinstance(row, RowError)
    assert row.refusal.field == "picture"
    (row,) = read(f"{head}\nA;Bottine;1 290,50 €;https://boutique.example/é.jpg;https://boutique.example/a;1 000\n")
    assert row.values == {
        "name": "Bottine",
        "price": 129050,
        "picture": "https://boutique.example/%C3%A9.jpg",
        "link": "https://boutique.example/a",
    }


def test_of_two_columns_that_mean_the_same_the_one_of_that_name_counts():
    assert read("sku,prix,price\nA,1,2\n")[0].values == {"price": 200}
    assert read("sku,tarif,prix\nA,1,2\n")[0].values == {"price": 100}
    assert read("sku,price\nA,0\n")[0].values == {"price": 0}


@pytest.mark.parametrize(
    ("cell", "code"),
    [("-1", "price_negative"), ("12,345", "amount_too_precise"), ("gratuit", "amount_not_understood")],
)
def test_price_that_is_none_is_refused(cell, code):
    (error,) = read(f"sku;price\nA;{cell}\n")
    assert (error.refusal.code, error.refusal.field) == (code, "price")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "http://boutique.example/a",
        "//boutique.example/a",
        "https://localhost/a",
        "https://192.0.2.1/a",
        "https://moi:secret@boutique.example/a",
        "https://boutique.example:99999/a",
        'https://boutique.example/"onload=',
        "https://boutique.example/{prenom}",
        "https:boutique.example",
        "data:image/png;base64,AAAA",
        "a" * 64,
    ],
)
@pytest.mark.parametrize("column", ["picture", "link"])
def test_address_that_leads_elsewhere_is_refused(column, address):
    (error,) = read(f"sku\t{column}\nA\t{address}\n".replace('"', '""'))
    assert (error.refusal.code, error.refusal.field) == ("address_not_https", column)


def test_address_too_long_is_refused():
    (error,) = read(f"sku,link\nA,https://boutique.example/{'é' * 200}\n")
    assert error.refusal.code == "text_too_long"
