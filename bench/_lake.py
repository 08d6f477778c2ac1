"""A made-up lake of any size for the benches: DuckDB makes the rows, the product's own code writes its Delta tables.

The catalogue and the stores come from a small database beside it; customers exist in the lake alone. Whoever has a
small number buys more: the first tenth of the customers has about a quarter of the receipts.
"""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from _shop import NOW, PRODUCTS, STORES, open_shop

RECEIPTS_EACH, LINES_EACH = 20, 3
DAYS = 1825
ROWS_AT_ONCE = 100_000
TODAY = NOW.date()
# A multiplicative congruence: the same numbers on every machine and version.
CHANCE = """
CREATE MACRO chance(i, salt) AS
(((i % 2147483647) * 1583458089 + salt::bigint * 784588716) % 2147483647 * 784588716 % 2147483647) / 2147483647.0
"""

MADE: dict[str, str] = {
    "customers": """
        SELECT i AS customer_id, CASE WHEN chance(i, 1) < .6 THEN 'mme' WHEN chance(i, 1) < .9 THEN 'm' ELSE '' END
        AS civility, CASE WHEN chance(i, 2) < .7 THEN 1 + (chance(i, 3) * 28)::int END AS birth_day,
        CASE WHEN chance(i, 2) < .7 THEN 1 + (chance(i, 4) * 11)::int END AS birth_month,
        CASE WHEN chance(i, 2) < .5 THEN 1936 + (chance(i, 5) * 70)::int END AS birth_year,
        CASE WHEN chance(i, 6) < .9 THEN 'fr' ELSE 'en' END AS language, '' AS profession, '' AS hobbies,
        '' AS marital_status, NULL AS household_id, NULL AS household_size, 1 + i % {stores} AS home_store_id,
        NULL AS home_seller_id, printf('%05d', (1000 + chance(i, 7) * 95000)::int) AS postcode,
        printf('%05d', 1001 + (chance(i, 7) * 30000)::int) AS commune,
        TIMESTAMP '{now}' - to_days((chance(i, 8) * {days})::int) AS created_at, chance(i, 9) < .6 AS has_email,
        chance(i, 10) < .7 AS has_mobile, chance(i, 11) < .2 AS has_phone, chance(i, 12) < .8 AS has_address,
        chance(i, 13) < .03 AS has_bounced
        FROM range(1, {size} + 1) t(i)""",
    "children": """
        SELECT i AS customer_id, 0 AS position, 2005 + (chance(i, 21) * 20)::int AS birth_year
        FROM range(1, {size} + 1) t(i) WHERE chance(i, 20) < .3""",
    "custom_values": """
        SELECT i AS customer_id, 'taste' AS code, CASE WHEN chance(i, 31) < .5 THEN 'jazz' ELSE 'rock' END AS text,
        NULL AS number, NULL AS day FROM range(1, {size} + 1) t(i) WHERE chance(i, 30) < .2""",
    "receipts": """
        SELECT i AS receipt_id, customer AS customer_id,
        1 + CASE WHEN chance(i, 41) < .9 THEN customer % {stores} ELSE (chance(i, 42) * {stores})::int % {stores} END
        AS store_id, NULL AS seller_id, sold AS sold_at, sold::date AS business_on,
        CASE WHEN chance(i, 44) < .7 THEN 'card' ELSE 'cash' END AS payment_method,
        CASE WHEN chance(i, 45) < .03 THEN -1 ELSE 1 END * (500 + (chance(i, 46) * 15000)::int) AS total_cents,
        hour(sold) AS hour
        FROM (SELECT i, 1 + floor({size} * pow(chance(i, 40), 1.7))::bigint AS customer,
              TIMESTAMP '{now}' - to_seconds(86400 * {days} * (1 - i / ({size} * {each} + 1.0)))
              + to_hours((chance(i, 43) * 4)::int) AS sold FROM range(1, {size} * {each} + 1) t(i))""",
    "lines": """
        SELECT receipt_id, position, customer_id, store_id, business_on,
        1 + floor({products} * pow(chance(receipt_id * 8 + position, 50), 2))::bigint AS product_id,
        CASE WHEN total_cents < 0 THEN -1000 ELSE 1000 END AS quantity_milli,
        total_cents // {lines} AS amount_cents, hour
        FROM receipts, range({lines}) t(position)""",
    "figures": """
        SELECT customer_id, store_id, count(*) AS receipts, sum(total_cents) AS revenue_cents,
        count(*) FILTER (total_cents >= 0) AS visits,
        floor((2 * sum(total_cents) + count(*) FILTER (total_cents >= 0))
              / nullif(2 * count(*) FILTER (total_cents >= 0), 0)) AS average_basket_cents,
        (epoch(max(sold_at) FILTER (total_cents >= 0)) - epoch(min(sold_at) FILTER (total_cents >= 0))) / 86400
        / nullif(count(*) FILTER (total_cents >= 0) - 1, 0) AS visit_interval_days,
        min(sold_at) FILTER (total_cents >= 0) AS first_visit_at,
        max(sold_at) FILTER (total_cents >= 0) AS last_visit_at,
        CASE WHEN count(*) > 4 THEN visit_interval_days END AS usual_interval_days,
        usual_interval_days * (.5 + chance(customer_id, 60)) AS recent_interval_days,
        chance(customer_id, 60) - .5 AS interval_change,
        last_visit_at::date + (2 * usual_interval_days)::int + 1 AS late_on,
        last_visit_at::date + (3 * usual_interval_days)::int + 1 AS very_late_on, least(count(*), 20) AS categories,
        first_visit_at::date AS first_visit_on, last_visit_at::date AS last_visit_on
        FROM receipts GROUP BY GROUPING SETS ((customer_id), (customer_id, store_id)) ORDER BY customer_id""",
    "carts": """
        SELECT i AS cart_id, i AS customer_id, 1 + i % {stores} AS store_id, 'quote' AS kind,
        TIMESTAMP '{now}' - to_days((chance(i, 71) * 300)::int) AS made_at, 9900 AS total_cents, NULL AS receipt_id,
        chance(i, 72) < .2 AS is_cancelled FROM range(1, {size} + 1) t(i) WHERE chance(i, 70) < .05""",
    "interactions": """
        SELECT i AS interaction_id, 1 + floor({size} * chance(i, 80))::bigint AS customer_id, 'call' AS kind,
        'phone' AS channel, CASE WHEN chance(i, 81) < .5 THEN 'interested' ELSE 'no_answer' END AS outcome,
        TIMESTAMP '{now}' - to_days((chance(i, 82) * 700)::int) AS occurred_at, NULL AS due_at, true AS is_done,
        1 + i % {stores} AS store_id, NULL AS score FROM range(1, {size} + 1) t(i)""",
    "campaign_messages": """
        SELECT i AS message_id, 1 AS campaign_id, i AS customer_id, CASE WHEN chance(i, 90) < .5 THEN 'a' ELSE 'b' END
        AS variant, (chance(i, 91) * 5)::int AS stratum,
        CASE WHEN chance(i, 99) < .3 THEN 'Argent' ELSE '' END AS tier, (chance(i, 92) * 7)::int AS parts,
        CASE WHEN i % 10 = 3 THEN 'alone' ELSE 'sent' END
        AS state, CASE WHEN i % 10 <> 3 THEN TIMESTAMP '{now}' - to_days(30) END AS sent_at,
        CASE WHEN chance(i, 93) < .02 THEN TIMESTAMP '{now}' END AS bounced_at,
        CASE WHEN chance(i, 94) < .05 THEN TIMESTAMP '{now}' END AS clicked_at, chance(i, 95) < .9 AS is_delivered,
        false AS is_complained, chance(i, 96) < .03 AS is_scanned, chance(i, 97) < .003 AS is_unsubscribed
        FROM range(1, {size} + 1) t(i) WHERE chance(i, 98) < .6""",
    "campaign_uses": """
        SELECT customer_id AS use_id, customer_id, campaign_id, sent_at, sent_at + to_days(5) AS used_at,
        500 AS discount_cents FROM campaign_messages WHERE sent_at IS NOT NULL AND chance(customer_id, 99) < .04""",
}


def open_lake(folder: Path, size: int) -> None:
    """Load the product on a data folder that holds a lake of `size` customers, made now if it does not."""
    open_shop(folder, 1)
    from chaland.warehouse import sync
    from chaland.warehouse.fact import shape
    from chaland.warehouse.models import Change

    state = sync.current()
    if state is None or state.shape != shape() or _rows("customers") != size:
        _make(folder, size)
    Change.objects.all().delete()


def _rows(name: str) -> int:
    from chaland.warehouse.engine import run, table

    return int(run(table(name).count().name("n"), fresh=False)["n"][0].as_py())


def _make(folder: Path, size: int) -> None:
    from chaland.warehouse import sync
    from chaland.warehouse.fact import facts, shape
    from chaland.warehouse.models import LakeState
    from chaland.warehouse.reading import all_rows
    from chaland.warehouse.tables import Tables, drop_other_generations

    tables = Tables(uuid.uuid4().hex)
    database = duckdb.connect()
    database.execute(f"SET memory_limit = '4GB'; SET temp_directory = '{folder / 'overflow'}'")
    database.execute("SET enable_progress_bar = false")
    database.execute(CHANCE)
    sizes = {"size": size, "each": RECEIPTS_EACH, "lines": LINES_EACH, "stores": STORES, "products": PRODUCTS,
             "days": DAYS, "now": NOW.replace(tzinfo=None)}  # fmt: skip
    for name, sql in MADE.items():
        fact = facts()[name]
        tables.create(fact, _parts(database, fact.schema, sql.format(**sizes)))
        if files := ", ".join(f"'{one}'" for one in tables.files(fact, tables.open(fact).version())):
            database.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{files}])")  # noqa: S608
    for name in facts().keys() - MADE.keys():
        tables.create(facts()[name], all_rows(facts()[name]))
    state = sync.current() or LakeState()
    state.generation, state.shape = tables.generation, shape()
    state.versions = {fact.name: tables.open(fact).version() for fact in facts().values()}
    state.save()
    drop_other_generations(tables.generation)


def _parts(database: Any, schema: pa.Schema, sql: str) -> Iterator[pa.Table]:
    """Give the rows in parts; columns that are not made are unknown."""
    made = set(database.sql(sql).columns)
    columns = ", ".join(name if name in made else f"NULL AS {name}" for name in schema.names)
    for batch in database.sql(f"SELECT {columns} FROM ({sql})").to_arrow_reader(ROWS_AT_ONCE):  # noqa: S608
        yield pa.Table.from_batches([batch]).cast(schema)
