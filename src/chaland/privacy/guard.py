"""Triggers by which the database itself refuses to change what must never change."""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSED = {
    "privacy_consententry": ("UPDATE", "DELETE"),
    "privacy_consenttext": ("UPDATE", "DELETE"),
    # What tells who it is may be forgotten, not changed.
    "privacy_consentprivate": ("UPDATE",),
    "privacy_consenttrace": ("UPDATE",),
}
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION privacy_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger of consents only grows'; END $$"
)


def _triggers() -> Iterator[tuple[str, str, str]]:
    return ((f"{table}_no_{deed.lower()}", table, deed) for table, deeds in REFUSED.items() for deed in deeds)


def install(connection: BaseDatabaseWrapper) -> None:
    """Have the database refuse from now on. A migration that alters one of these tables does it again at its end."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            action = "BEGIN SELECT RAISE(ABORT, 'the ledger of consents only grows'); END"
        else:
            cursor.execute(_FUNCTION)
            action = "FOR EACH ROW EXECUTE FUNCTION privacy_refuse()"
        for name, table, deed in _triggers():
            cursor.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON {table} {action}")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for a migration that alters these tables, and for tests."""
    with connection.cursor() as cursor:
        for name, table, _ in _triggers():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if connection.vendor == "sqlite" else f" ON {table}"))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the triggers that are not there."""
    known = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(known)
        there = {name for (name,) in cursor.fetchall()}
    return [name for name, _, _ in _triggers() if name not in there]
