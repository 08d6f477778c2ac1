"""Whom the shop has erased: known again by keyed hashes alone, in the database and in a journal apart from it.

The journal is a file that a backup does not take back: after a restore it tells which erasures to do again.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

from chaland.customers.models import Card, ContactPoint, Customer
from chaland.database.locks import lock_words
from chaland.database.lookups import fetch, values_source
from chaland.privacy.models import ErasedKey, Erasure

_ONE_AT_A_TIME = "erasures"
_PHONES = ("mobile", "phone")


@dataclass(frozen=True, slots=True)
class Noted:
    """One line of the journal. digests: of everything by which the person would be known again."""

    key: UUID
    erased_at: datetime
    digests: tuple[str, ...]


def digest(kind: str, value: str) -> str:
    """Return what stands for a value: HMAC-SHA-256 with the key of this installation."""
    return salted_hmac(f"chaland.erased.{kind}", value, algorithm="sha256").hexdigest()


def file_digest(customer_id: int, created_at: datetime) -> str:
    """Return what stands for one file in the database: numbers come again after a restore, moments do not."""
    return digest("file", f"{customer_id} {created_at.timestamp():.6f}")


def digests_of(customer: Customer) -> list[str]:
    """Return what stands for a customer: their file, its number, reference, cards, e-mail addresses and telephones."""
    points = ContactPoint.objects.filter(customer=customer).values_list("kind", "normalised")
    reached = {(_kind(kind), value) for kind, value in points if kind != ContactPoint.Kind.ADDRESS}
    cards = {("card", number) for number in Card.objects.filter(customer=customer).values_list("number", flat=True)}
    told = {("number", str(customer.pk)), *reached, *cards}
    if customer.reference:
        told.add(("reference", customer.reference))
    return [*digests_of_file(customer), *sorted(digest(kind, value) for kind, value in told)]


def digests_of_file(customer: Customer) -> list[str]:
    """Return what stands for their file alone: by it nobody is known again, but in a restored backup."""
    return [file_digest(customer.pk, customer.created_at)]


def _kind(kind: str) -> str:
    return "phone" if kind in _PHONES else kind


def hold_back() -> None:
    """Have erasures, and files that would bring somebody back, wait for each other until the transaction ends."""
    lock_words([_ONE_AT_A_TIME])


def is_erased(kind: str, value: str) -> bool:
    """Tell whether an erased customer went by this number, reference, card, email or phone."""
    return ErasedKey.objects.filter(digest=digest(kind, value)).exists()


def known_as_erased(values: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return which of these kinds and values an erased customer went by, in one query."""
    if not ErasedKey.objects.exists():
        return set()
    told = {digest(kind, value): (kind, value) for kind, value in values}
    source, parameters = values_source(["text"], [(one,) for one in told])
    rows = fetch(
        f"SELECT DISTINCT k.digest FROM privacy_erasedkey k JOIN {source} ON k.digest = v.c0",  # noqa: S608
        parameters,
    )
    return {told[found] for (found,) in rows}


def path() -> Path:
    """Return where the journal lies."""
    return Path(settings.ERASURES)


def note(noted: Noted) -> None:
    """Write a line at the end of the journal; it is on disk when this returns."""
    line = json.dumps({"key": str(noted.key), "at": noted.erased_at.isoformat(), "digests": noted.digests})
    append_to(path(), [line])


def append_to(journal: Path, lines: Iterable[str]) -> None:
    """Write lines at the end of a journal; they are on disk when this returns."""
    text = "".join(f"{line}\n" for line in lines)
    if not text:
        return
    journal.parent.mkdir(parents=True, exist_ok=True)
    with journal.open("a", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def read(files: Sequence[Path]) -> Mapping[UUID, Noted]:
    """Return what these journals hold together; a last line that a crash cut short is left out."""
    return {noted.key: noted for file in files for noted in map(_noted, lines_of(file))}


def _noted(told: Mapping[str, Any]) -> Noted:
    return Noted(UUID(told["key"]), datetime.fromisoformat(told["at"]), tuple(told["digests"]))


def lines_of(journal: Path) -> Iterator[dict[str, Any]]:
    """Give the lines of a journal, without those that a crash cut short; none where there is no journal."""
    if not journal.exists():
        return
    for line in journal.read_text(encoding="ascii", errors="replace").splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue


def keep(noted: Noted, *, receipts: int, user_id: int | None) -> Erasure:
    """Note an erasure in the database. Safe to repeat."""
    defaults = {"erased_at": noted.erased_at, "receipts": receipts, "user_id": user_id}
    erasure, is_new = Erasure.objects.get_or_create(key=noted.key, defaults=defaults)
    if is_new:
        ErasedKey.objects.bulk_create(ErasedKey(erasure=erasure, digest=one) for one in noted.digests)
    return erasure
