"""Somebody takes the people of a segment elsewhere."""

from collections.abc import Sequence
from typing import Any

from chaland.customers.models import Customer


def identities(customer_ids: Sequence[int], *, with_names: bool = False) -> list[tuple[Any, ...]]:
    """Return the number and the outside reference of customers, and their last and first names when asked for.

    In the order of numbers; who is gone meanwhile is left out.
    """
    columns = ("pk", "reference", *(("last_name", "first_name") if with_names else ()))
    rows = Customer.objects.filter(pk__in=customer_ids).order_by("pk").values_list(*columns)
    return [tuple("" if value is None else value for value in row) for row in rows]
