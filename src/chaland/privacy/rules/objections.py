"""What ends an objection: a later yes of the person themselves, for one purpose on one channel alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from chaland.privacy.rules.acts import Act

_NO = frozenset({Act.REFUSED, Act.WITHDRAWN})
_BY_LINK = frozenset({Act.CONFIRMED, Act.RENEWED, Act.GRANTED})
_SIGNED, _AT_THE_COUNTER = frozenset({"paper", "tablet"}), frozenset({"till", "desk"})


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the ledger about one purpose, channel and merchant. address: what it was given for."""

    act: str
    method: str
    point: str
    given_at: datetime
    address: str = ""

    @property
    def is_their_own_yes(self) -> bool:
        """Tell whether they said it themselves and left a proof: a link and a button, or signed at the counter.

        A file, a form nobody confirmed, software or what a seller heard is none.
        """
        if self.method == "link":
            return self.act in _BY_LINK
        return self.act == Act.GRANTED and self.method in _SIGNED and self.point in _AT_THE_COUNTER


def is_answered(listed: Mapping[str, datetime], lines: Iterable[Said]) -> bool:
    """Tell whether somebody said yes themselves after objecting, for each address of theirs that is listed.

    listed: since when each is on the objection list. lines: in the order of the ledger; a no ends the yeses before it.
    A yes of the same second does not count.
    """
    yes_at: dict[str, datetime] = {}
    for line in lines:
        if line.act in _NO:
            yes_at.clear()
        elif line.is_their_own_yes:
            yes_at[line.address] = line.given_at
    return all(address in yes_at and yes_at[address] > since for address, since in listed.items())
