"""What the server does by itself in processes of their own, which end and let the tills go first.

The columnar libraries would stay in the server's memory otherwise. See ADR 0017.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.utils import timezone

from chaland.campaigns import journey_list
from chaland.customers.duplicates import keeping
from chaland.usecases.campaigns import carry_campaigns, follow_lists
from chaland.usecases.consents import renew_consents
from chaland.usecases.insight import mail_month, refresh_findings
from chaland.usecases.loyalty import tend_points
from chaland.usecases.rights import clean_erased, keep_no_longer, watch_notes
from chaland.usecases.segments import follow_segments
from chaland.warehouse.models import Change, LakeState

NICENESS = 10
REST_SECONDS = 600.0
ENOUGH_CHANGES = 500
"""Changes that wait: taking in fewer costs a question less than half a second."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do whenever it is needed. command: the words after `chaland`. every_seconds: between two looks."""

    name: str
    command: tuple[str, ...]
    is_needed: Callable[[], bool]
    every_seconds: float

    def do(self) -> None:
        """Do it and wait for its end; what stays undone is tried again after a rest, and nothing is lost meanwhile."""
        command = (sys.executable, "-P", "-m", "chaland.cli", *self.command, "--json")
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        os.setpriority(os.PRIO_PROCESS, child.pid, NICENESS)
        if child.wait() or self.is_needed():
            log.warning("%s: not all was done, exit code %s", self.name, child.returncode)
            time.sleep(REST_SECONDS)


def lake_is_needed() -> bool:
    """Tell whether much waits, or there is no lake yet."""
    return Change.objects.count() >= (ENOUGH_CHANGES if LakeState.objects.exists() else 1)


LAKE = Chore("lake", ("lake", "sync"), lake_is_needed, 60.0)
FINDINGS = Chore("findings", ("report", "refresh"), lambda: refresh_findings.is_due(now=timezone.now()), 15.0)
MEMBERSHIPS = Chore("memberships", ("segment", "refresh"), lambda: bool(follow_segments.due(now=timezone.now())), 60.0)
DUPLICATES = Chore("duplicates", ("duplicates", "find"), keeping.is_wanted, 15.0)
RETENTION = Chore("retention", ("retention", "run"), lambda: keep_no_longer.is_due(now=timezone.now()), 300.0)
ERASURES = Chore("erasures", ("customer", "clean"), clean_erased.is_needed, 5.0)

TIERS = tend_points.Watch()
POINTS = Chore("points", ("ledger", "tend"), lambda: tend_points.is_due(now=timezone.now(), watch=TIERS), 60.0)
RENEWALS = Chore("renewals", ("consent", "renew"), lambda: renew_consents.is_due(now=timezone.now()), 600.0)

MONTHS = Chore("months", ("report", "mail"), lambda: mail_month.is_due(now=timezone.now()), 300.0)
NOTES = Chore("notes", ("report", "notes"), lambda: watch_notes.is_due(now=timezone.now()), 600.0)
CAMPAIGNS = Chore("campaigns", ("campaign", "send"), lambda: carry_campaigns.is_due(now=timezone.now()), 2.0)
JOURNEYS = Chore("journeys", ("journey", "run"), lambda: journey_list.is_due(now=timezone.now()), 60.0)
LISTS = Chore("lists", ("campaign", "lists"), lambda: follow_lists.is_due(now=timezone.now()), 60.0)
CHORES = (
    LAKE, FINDINGS, MEMBERSHIPS, DUPLICATES, ERASURES, RETENTION, RENEWALS, POINTS, MONTHS, NOTES, CAMPAIGNS, JOURNEYS,
    LISTS,
)  # fmt: skip


def start() -> None:
    """Begin in the background; the threads end with their process. Several processes may do it at once."""
    for chore in CHORES:
        threading.Thread(target=_run, args=(chore,), name=chore.name, daemon=True).start()


def _run(chore: Chore) -> None:
    while True:
        time.sleep(chore.every_seconds)
        try:
            if chore.is_needed():
                chore.do()
        except (DatabaseError, OSError):
            log.warning("%s: waits for the database", chore.name, exc_info=True)
        finally:
            connection.close()
