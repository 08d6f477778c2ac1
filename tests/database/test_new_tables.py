"""A new shop's tables, made at once, are those that the steps make, and so are the rows that every shop starts with."""

import os
import re
import sqlite3
from contextlib import closing

import psycopg
import pytest

from factories.tables import go_through_steps, make_tables

# When a step was gone through; how far SQLite counted in tables that are empty.
OWN_TO_EACH = {"django_migrations", "sqlite_sequence"}
PARTS = re.compile(r", (?=(?:\"|CONSTRAINT ))")
ON_POSTGRES = (
    """SELECT attrelid::regclass::text, attname, format_type(atttypid, atttypmod), attnotnull::text, attidentity::text,
    attcollation::regcollation::text, pg_get_expr(adbin, adrelid)
    FROM pg_attribute JOIN pg_class ON attrelid = pg_class.oid
    LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
    WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped""",
    """SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace""",
    "SELECT tablename::text, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "SELECT proname::text, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
)


@pytest.fixture
def databases(tmp_path):
    """The addresses of two empty databases: of SQLite, or of PostgreSQL in a run on that."""
    if not (server := os.environ.get("DATABASE_URL")):
        yield [f"sqlite:///{tmp_path / name}.sqlite3" for name in ("new", "grown")]
        return
    names = [f"{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}" for name in ("new", "grown")]
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}")
        yield [f"{server.rpartition('/')[0]}/{name}" for name in names]
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def open_database(address):
    return closing(sqlite3.connect(address[10:]) if address.startswith("sqlite") else psycopg.connect(address))


def shape(base):
    """What the database says of its tables, wherever in its table a column stands."""
    if isinstance(base, sqlite3.Connection):
        found = base.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        return sorted((*of, sorted(PARTS.split(sql[:-1]))) if of[0] == "table" else (*of, sql) for *of, sql in found)
    return [sorted(map(repr, base.execute(question).fetchall())) for question in ON_POSTGRES]


def rows(base):
    """The rows of each table, each row by its columns' names."""
    asked = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if not isinstance(base, sqlite3.Connection):
        asked = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    return {name: named(base, name) for (name,) in base.execute(asked).fetchall() if name not in OWN_TO_EACH}


def named(base, table):
    found = base.execute(f'SELECT * FROM "{table}"')  # noqa: S608
    columns = [one[0] for one in found.description]
    return sorted(repr(sorted(zip(columns, row, strict=True))) for row in found.fetchall())


def steps(base):
    return sorted(base.execute("SELECT app, name FROM django_migrations").fetchall())


def test_a_new_shop_has_what_the_steps_make(databases):
    new, grown = databases
    make_tables(DATABASE_URL=new)
    go_through_steps(DATABASE_URL=grown)
    with open_database(new) as one, open_database(grown) as other:
        assert steps(one) == steps(other)
        assert shape(one) == shape(other)
        assert rows(one) == rows(other)
