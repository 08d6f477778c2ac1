"""What people refused, kept in a journal apart from the database: a restore must not bring a yes back after a no.

Like that of erasures it lies beside the database and holds keyed hashes alone. What is noted counts even where the
transaction that wrote it failed after: of two errors, a no too many harms nobody.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from chaland.customers.models import Customer
from chaland.privacy.erasures import append_to, file_digest, lines_of
from chaland.privacy.rules import Act, NewConsent

NAME = "refusals.jsonl"
_NOES = frozenset({Act.REFUSED, Act.WITHDRAWN})


def path() -> Path:
    """Return where the journal lies: beside that of erasures."""
    return Path(settings.ERASURES).with_name(NAME)


def note_consents(rows: Iterable[NewConsent], *, now: datetime) -> None:
    """Note the noes among these acts."""
    noes = [row for row in rows if row.act in _NOES]
    files = _files({row.customer_id for row in noes})
    _write(
        {
            "file": files[row.customer_id],
            "purpose": row.purpose,
            "channel": row.channel,
            "merchant": row.merchant_id,
            "act": row.act.value,
            "at": (row.given_at or now).isoformat(),
        }
        for row in noes
        if row.customer_id in files
    )


def note_objection(kind: str, digest: str, *, now: datetime) -> None:
    """Note an address of the objection list, by its hash."""
    _write([{"objection": kind, "digest": digest, "at": now.isoformat()}])


def note_stance(customer_id: int, kind: str, *, holds: bool, now: datetime | None = None) -> None:
    """Note that a customer restricts all use or refuses profiling, or does so no longer."""
    moment = now.isoformat() if now else ""
    files = _files({customer_id})
    _write({"file": one, "stance": kind, "holds": holds, "at": moment} for one in files.values())


def _files(customer_ids: Iterable[int]) -> dict[int, str]:
    found = Customer.objects.filter(pk__in=list(customer_ids)).values_list("pk", "created_at")
    return {pk: file_digest(pk, created_at) for pk, created_at in found}


def _write(told: Iterable[dict[str, Any]]) -> None:
    append_to(path(), (json.dumps(one, separators=(",", ":")) for one in told))


def read(journals: Sequence[Path]) -> Iterator[dict[str, Any]]:
    """Give what these journals hold, in the order written; what stands in several comes once."""
    seen: set[str] = set()
    for journal in journals:
        for told in lines_of(journal):
            key = json.dumps(told, sort_keys=True)
            if key not in seen:
                seen.add(key)
                yield told
