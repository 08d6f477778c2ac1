"""Column types that behave alike on both databases."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    _CharField = models.CharField[str, str]
else:
    _CharField = models.CharField

_BYTEWISE = {"sqlite": "BINARY", "postgresql": "C"}


class FoldedField(_CharField):
    """Text already folded by `kernel.text.fold`, compared byte by byte.

    A bytewise collation lets an ordinary index answer a prefix search as a range
    (`gte=prefix`, `lt=prefix + MAX_CHARACTER`), whatever the server's locale.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Add the bytewise collation of this database to the column."""
        return {**super().db_parameters(connection), "collation": _BYTEWISE[connection.vendor]}


MAX_CHARACTER = "\U0010ffff"
