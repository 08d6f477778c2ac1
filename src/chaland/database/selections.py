"""Reading several selections of rows that are mostly empty."""

from typing import Any

from django.db.models import QuerySet

from chaland.database.lookups import fetch


def read_present(*selections: QuerySet[Any]) -> list[list[Any]]:
    """Return the rows of each selection: one statement tells which have any, and only those are read."""
    firsts = [selection.values("pk")[:1].query.sql_with_params() for selection in selections]
    exists = ", ".join(f"EXISTS ({sql})" for sql, _ in firsts)
    (present,) = fetch(f"SELECT {exists}", [value for _, values in firsts for value in values])
    return [list(selection) if has else [] for selection, has in zip(selections, present, strict=True)]
