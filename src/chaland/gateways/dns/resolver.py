"""Asks the name servers of the machine, or those of `CHALAND_NAME_SERVERS`."""

import dns.exception
import dns.resolver
from django.conf import settings

from chaland.campaigns.ports import TxtNotAnswered

PATIENCE_SECONDS = 3.0


class Resolver:
    """One question after the other, each within `PATIENCE_SECONDS`."""

    def __init__(self) -> None:
        servers = settings.NAME_SERVERS
        self._resolver = dns.resolver.Resolver(configure=not servers)
        self._resolver.lifetime = PATIENCE_SECONDS
        if servers:
            self._resolver.nameservers = [host for host, _ in servers]
            self._resolver.nameserver_ports = dict(servers)

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name. Raises TxtNotAnswered."""
        try:
            answer = self._resolver.resolve(name, "TXT", raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN:
            return []
        except dns.exception.DNSException as error:
            raise TxtNotAnswered(str(error)) from error
        return [b"".join(one.strings).decode(errors="replace") for one in answer.rrset or ()]
