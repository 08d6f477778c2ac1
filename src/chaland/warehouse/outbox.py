"""Telling the lake that rows changed, in the transaction that changes them."""

from collections.abc import Iterable

import orjson

from chaland.database.rows import insert_rows
from chaland.warehouse.models import Change

MOST_IDS = 10_000
EVERYTHING = "everything"
"""The topic of a change that no list of rows tells: the lake is built anew."""


def changed(topic: str, ids: Iterable[int]) -> None:
    """Note that these rows were created, changed or deleted."""
    every = sorted(set(ids))
    parts = (every[start : start + MOST_IDS] for start in range(0, len(every), MOST_IDS))
    insert_rows(Change, ("topic", "ids"), [(topic, orjson.dumps(part).decode()) for part in parts])


def everything_changed() -> None:
    """Note that rows of the lake are made otherwise now, such as the hours of a store whose time zone changed."""
    insert_rows(Change, ("topic", "ids"), [(EVERYTHING, "[]")])
