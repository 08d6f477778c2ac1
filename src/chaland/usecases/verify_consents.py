"""The ledger of consents is proved whole, as it is at one moment."""

from datetime import datetime

from chaland.database.snapshot import one_state
from chaland.privacy.verifying import Report, verify


def verify_consents(*, now: datetime) -> Report:
    """Return what `privacy.verifying.verify` finds, of one state of the database; nobody waits for it."""
    with one_state():
        return verify(now=now)
