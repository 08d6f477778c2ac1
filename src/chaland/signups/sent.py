"""What one person sent through a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chaland.customers.rules import NewCustomer


@dataclass(frozen=True, slots=True)
class Sent:
    """What one person sent.

    key: of this one form filled in; sent twice, it counts once. version_id: what the form showed.
    told: as typed. texts: by purpose and channel, the text beside each box shown. ticked: those that were ticked.
    takes_part: whether the box of the contest was ticked. method: as in `privacy.rules.Proof`.
    sent_at: when a tablet took it in, where that was before it could be sent. store_code: of the till beside which the
    form was shown; a form of one store goes by its own. referred_by: the card of who brought them, as typed.
    """

    key: UUID
    form_code: str
    version_id: int
    told: NewCustomer
    texts: Mapping[tuple[str, str], int]
    ticked: frozenset[tuple[str, str]]
    language: str
    takes_part: bool = False
    method: str = "box"
    ip: str = ""
    user_agent: str = ""
    sent_at: datetime | None = None
    store_code: str = ""
    referred_by: str = ""
