"""Before a campaign leaves: whether the domain it is sent from says that it may be."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from chaland.campaigns.ports import TxtNotAnswered, name_server
from chaland.campaigns.rules import sender
from chaland.campaigns.rules.sender import Published


@dataclass(frozen=True, slots=True)
class SenderReport:
    """What a domain publishes. Unknown: the name servers could not be asked, which is said and keeps nothing back."""

    domain: str
    spf: Published
    dkim: Published
    dmarc: Published

    @property
    def each(self) -> tuple[tuple[str, Published], ...]:
        """The three, by name."""
        return ("SPF", self.spf), ("DKIM", self.dkim), ("DMARC", self.dmarc)

    @property
    def is_ready(self) -> bool:
        """Nothing is known to be missing or wrong."""
        return not self.wrongs

    @property
    def is_unknown(self) -> bool:
        """The name servers did not answer about one of them at least."""
        return any(one.state == "unknown" for _, one in self.each)

    @property
    def wrongs(self) -> tuple[str, ...]:
        """The codes of what is missing or wrong."""
        return tuple(one.why for one in (self.spf, self.dkim, self.dmarc) if one.state in {"missing", "wrong"})


def check_sender(domain: str) -> SenderReport:
    """Return what a domain publishes; an address does as well. Takes seconds where name servers are slow."""
    name = domain.rpartition("@")[2].strip().rstrip(".").lower().encode("idna").decode()
    texts = name_server().texts
    selectors = (*settings.DKIM_SELECTORS, *sender.SELECTORS)
    return SenderReport(
        name,
        _read(lambda: sender.spf(name, texts)),
        _read(lambda: sender.dkim(name, texts, selectors)),
        _read(lambda: sender.dmarc(name, texts)),
    )


def _read(look: Callable[[], Published]) -> Published:
    try:
        return look()
    except TxtNotAnswered:
        return Published("unknown", why="not_asked")
