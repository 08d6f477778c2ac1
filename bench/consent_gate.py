"""Decisions of the gate in bulk, and consents written by an import: rows a second of processor time.

Usage: chaland bench consent_gate [--people N]. It makes a file of made-up people in a folder of its own.
The floor is the same rows of consents read by plain SQL.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
PART = 5_000


def people(count: int) -> list[int]:
    """Make people with an e-mail and a mobile each; return their ids."""
    from django.db import transaction

    from chaland.customers.rules import NewCustomer
    from chaland.customers.services import create_customers

    ids = []
    for start in range(0, count, PART):
        rows = [
            NewCustomer(
                reference=f"b:{n}", last_name="Inventée", emails=(f"p{n}@example.com",), mobiles=(f"+3363998{n:05d}",)
            )
            for n in range(start, min(start + PART, count))
        ]
        with transaction.atomic():
            ids += create_customers(rows, now=NOW)
    return ids


def processor(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what the work gave, and the seconds of processor it took."""
    start = time.process_time()
    return work(), time.process_time() - start


def grant(ids: list[int]) -> None:
    """Write two consents of each down as an import does."""
    from django.db import transaction

    from chaland.privacy import services
    from chaland.privacy.rules import Act, NewConsent, Proof

    proof = Proof("import:1", "file", reference="banc d’essai")
    for start in range(0, len(ids), PART):
        rows = [
            NewConsent(
                one, "offers", channel, Act.GRANTED if one % 3 else Act.REFUSED, proof, given_at=NOW - timedelta(9)
            )
            for one in ids[start : start + PART]
            for channel in ("email", "sms")
        ]
        with transaction.atomic():
            services.record_many(rows, now=NOW)


def measure(count: int) -> dict[str, Any]:
    """Return the figures."""
    from django.core.management import call_command
    from django.db import connection

    from chaland.privacy.gate import may_contact_many
    from chaland.privacy.verifying import verify

    call_command("migrate", verbosity=0)
    ids = people(count)
    _, writing = processor(lambda: grant(ids))
    figures = {"people": count, "consents_per_s": round(2 * count / writing)}
    for channel in ("email", "sms"):
        decisions, seconds = processor(lambda: may_contact_many(ids, purpose="offers", channel=channel, now=NOW))  # noqa: B023
        figures[f"decisions_per_s_{channel}"] = round(count / seconds)
        figures[f"allowed_{channel}"] = sum(one.allowed for one in decisions.values())
    report, seconds = processor(verify)
    figures |= {"verified_lines_per_s": round(report.lines / seconds), "problem": report.problem}
    with connection.cursor() as cursor:
        sql = "SELECT customer_id, state, since, expires_at FROM privacy_currentconsent WHERE channel = 'email'"
        _, seconds = processor(lambda: cursor.execute(sql).fetchall())
    return figures | {"floor_rows_per_s": round(count / seconds), "load": os.getloadavg()[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHALAND_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaland.config.settings")
        import django

        django.setup()
        print(json.dumps(measure(options.people)))


if __name__ == "__main__":
    main()
