import pytest

from chaland.sales import customer_list as lists
from factories.customer_list import four_people, listed, one_row, question
from factories.customers import enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(shops):
    return four_people(*shops)


@pytest.mark.parametrize("key", list(lists.COLUMNS))
def test_every_column_sorts_both_ways_with_the_empty_ones_last(file, key):
    up = listed(file, question(sort=key))
    down = listed(file, question(sort=key, descending=True))
    assert sorted(up) == sorted(down) == ["ada", "bob", "cleo", "dan"]
    values = {name: dict(one_row(file[name], key).values)[key] for name in file}
    empty = {name for name, value in values.items() if value is None and lists.COLUMNS[key].may_be_null}
    assert set(up[len(up) - len(empty) :]) == set(down[len(down) - len(empty) :]) == empty


@pytest.mark.parametrize(
    ("key", "descending", "names"),
    [
        ("name", False, ["ada", "cleo", "bob", "dan"]),
        ("revenue", True, ["ada", "bob", "cleo", "dan"]),
        ("age", False, ["cleo", "ada"]),
        ("recency", False, ["ada", "bob", "dan"]),
        ("recency", True, ["dan", "bob", "ada"]),
        ("birthday", False, ["bob", "cleo", "ada"]),
        ("email", True, ["bob", "ada"]),
        ("wish", False, ["ada", "bob"]),
        ("store", False, ["ada", "cleo", "bob", "dan"]),
        ("custom.size", True, ["bob", "ada"]),
    ],
)
def test_the_order_is_that_of_the_column(file, key, descending, names):
    assert listed(file, question(sort=key, descending=descending))[: len(names)] == names


@pytest.mark.parametrize("key", ["name", "visits", "email", "basket", "created_at"])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_of_equal_rows_show_everybody_once(shops, key, descending):
    ids = [enter("Same", store=shops[0]) for _ in range(lists.PAGE_SIZE + 3)]
    asked = question(sort=key, descending=descending)
    pages = [lists.page(asked, [], number, len(ids)) for number in (1, 2)]
    shown = [row.customer_id for page in pages for row in page.rows]
    assert sorted(shown) == ids
    assert [(page.first, page.last, page.pages) for page in pages] == [(1, 50, 2), (51, 53, 2)]


def test_a_page_beyond_the_end_is_the_last_one(file):
    page = lists.page(question(), [], 99, 4)
    assert (page.number, len(page.rows)) == (1, 4)
