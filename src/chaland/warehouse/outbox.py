"""Telling the lake that rows changed, in the transaction that changes them."""

from collections.abc import Iterable

from chaland.warehouse.models import Change

MOST_IDS = 10_000


def changed(topic: str, ids: Iterable[int]) -> None:
    """Note that these rows were changed or deleted."""
    _note(topic, ids, is_new=False)


def created(topic: str, ids: Iterable[int]) -> None:
    """Note that these rows are new."""
    _note(topic, ids, is_new=True)


def _note(topic: str, ids: Iterable[int], *, is_new: bool) -> None:
    every = sorted(set(ids))
    Change.objects.bulk_create(
        Change(topic=topic, ids=every[start : start + MOST_IDS], is_new=is_new)
        for start in range(0, len(every), MOST_IDS)
    )
