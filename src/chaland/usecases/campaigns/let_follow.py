"""Of whom it may be noted which links of a mail they follow: of who agreed to it, and of nobody else."""

from collections.abc import Sequence
from datetime import datetime

from chaland.privacy.gate import may_contact_many
from chaland.privacy.queries import not_profiled, said_yes

_PURPOSE, _CHANNEL = "tracking", "email"


def let_follow(customers: Sequence[int], *, merchant_id: int | None, now: datetime) -> frozenset[int]:
    """Return who of these customers agreed that this merchant notes what they open, and lets a profile be made.

    Source: CNIL, draft recommendation of 12 June 2025 on following mails one person at a time; RGPD art. 21.
    """
    asked = said_yes(customers, _PURPOSE, _CHANNEL)
    if not asked:
        return frozenset()
    said = may_contact_many(asked, purpose=_PURPOSE, channel=_CHANNEL, merchant_id=merchant_id, now=now, any_hour=True)
    return frozenset(one for one, decision in said.items() if decision.allowed) - not_profiled(asked)
