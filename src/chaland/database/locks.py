"""Row locks, where the database needs them."""

from collections.abc import Iterable

from django.db import connection, models


def lock_rows(model: type[models.Model], ids: Iterable[int]) -> None:
    """Lock the rows of `model` with these primary keys until the transaction ends.

    They are taken in ascending order, so that two callers never wait for each other.
    SQLite locks the whole file when the IMMEDIATE transaction begins: nothing to do there.
    """
    if connection.vendor == "sqlite":
        return
    rows = model._default_manager.select_for_update().filter(pk__in=list(ids)).order_by("pk")
    list(rows.values_list("pk", flat=True))
