"""Cells of a file read strictly, every refusal naming its column."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from chaland.kernel.errors import Refusal
from chaland.kernel.text import clean

Given = ParamSpec("Given")
Read = TypeVar("Read")


def about(column: str, read: Callable[Given, Read], *args: Given.args, **kwargs: Given.kwargs) -> Read:
    """Return what `read` returns; a Refusal it raises names the column."""
    try:
        return read(*args, **kwargs)
    except Refusal as refusal:
        raise refusal.about(column) from None


def text(column: str, cell: str, limit: int) -> str:
    """Return one line of text, cleaned, of at most `limit` characters."""
    return about(column, clean, cell, limit)


def required(column: str, cell: str, limit: int) -> str:
    """Return a text as `text` does. Raises Refusal `field_missing` for a blank one."""
    read = text(column, cell, limit)
    if not read:
        raise Refusal("field_missing", field=column)
    return read
