"""Triggers by which the database itself refuses to change what must never change."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Guard:
    """What is refused, and in which words. name: of PostgreSQL's function.

    refused: the deeds refused, by table. emptied: of a table whose UPDATE is refused, the columns that may be emptied
    all the same, such as what tells who it is, and by which value.
    """

    name: str
    says: str
    refused: Mapping[str, tuple[str, ...]]
    emptied: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Have the database refuse from now on. A migration that alters such a table does it again at its end."""
        with connection.cursor() as cursor:
            if connection.vendor != "sqlite":
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN RAISE EXCEPTION '{self.says}'; END $$"
                )
            for name, table, deed in self._triggers():
                action = f"BEGIN SELECT RAISE(ABORT, '{self.says}'); END"
                if connection.vendor != "sqlite":
                    action = f"EXECUTE FUNCTION {self.name}()"
                for mark, which in self._which(connection, table, deed):
                    cursor.execute(f"CREATE TRIGGER {name}{mark} BEFORE {deed}{which} {action}")

    def _which(self, connection: BaseDatabaseWrapper, table: str, deed: str) -> Iterator[tuple[str, str]]:
        """Give which rows and columns the deed is refused for, with what marks the trigger's name."""
        emptied = self.emptied.get(table, {}) if deed == "UPDATE" else {}
        if not emptied:
            yield "", f" ON {table} FOR EACH ROW"
            return
        kept = ", ".join(f'"{name}"' for name in columns(connection, table) if name not in emptied)
        filled = " OR ".join(f"NEW.{name} IS DISTINCT FROM {value}" for name, value in emptied.items())
        if connection.vendor == "sqlite":
            filled = filled.replace("IS DISTINCT FROM", "IS NOT")
        yield "", f" OF {kept} ON {table} FOR EACH ROW"
        yield "_but_empty", f" OF {', '.join(emptied)} ON {table} FOR EACH ROW WHEN ({filled})"

    def _triggers(self) -> Iterator[tuple[str, str, str]]:
        return ((f"{table}_no_{deed.lower()}", table, deed) for table, deeds in self.refused.items() for deed in deeds)

    def _names(self) -> Iterator[tuple[str, str]]:
        for name, table, deed in self._triggers():
            yield name, table
            if deed == "UPDATE" and table in self.emptied:
                yield f"{name}_but_empty", table

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Take the triggers away: for a migration that alters these tables, and for tests."""
        with connection.cursor() as cursor:
            for name, table in self._names():
                where = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """Return the triggers that are not there."""
        known = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            if connection.vendor == "sqlite"
            else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
        )
        with connection.cursor() as cursor:
            cursor.execute(known)
            there = {name for (name,) in cursor.fetchall()}
        return [name for name, _ in self._names() if name not in there]


def columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """Return the columns of a table as it stands."""
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]
