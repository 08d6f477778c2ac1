"""Text messages by any of the services that apprise knows."""

import logging
import re
from datetime import datetime
from urllib.parse import quote, urlsplit, urlunsplit

import apprise
from apprise.logger import LogCapture

from chaland.campaigns.ports import TextNotKnown, TextRefused

_REFUSED = re.compile(r"error=(4\d\d)\b")
_LETS_NOBODY = frozenset({"401", "402", "403", "429"})


class AnyService:
    """An address of apprise without its numbers, such as `twilio://SID:TOKEN@FROM`.

    apprise answers yes or no, and a no may be a text that was taken: unless it heard a refusal (HTTP 4xx), nobody
    knows. It has no name of its own for a text, and cannot be asked.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        if apprise.Apprise.instantiate(_to(url, "+33639980123"), suppress_exceptions=True) is None:
            raise ValueError("CHALAND_SMS_URL")

    def send(self, to: str, text: str, reference: str) -> str:  # noqa: ARG002 - has no place for a name
        """Hand one over; its name is unknown. Raises TextRefused, TextNotKnown."""
        service = apprise.Apprise.instantiate(_to(self._url, to), suppress_exceptions=True)
        if service is None:
            raise TextRefused("not a number for this service", at_number=True)
        with LogCapture(level=logging.WARNING) as said:
            taken = service.notify(body=text)
        if taken:
            return ""
        if refused := _REFUSED.search(words := said.getvalue()):
            at_gateway = refused[1] in _LETS_NOBODY
            raise TextRefused(words[-200:].strip(), at_number=not at_gateway, at_gateway=at_gateway)
        raise TextNotKnown(words[-200:].strip())

    def find(self, to: str, reference: str, *, since: datetime) -> str | None:  # noqa: ARG002 - cannot be asked
        """Return nothing: services are not asked through apprise."""
        return None


def _to(url: str, number: str) -> str:
    parts = urlsplit(url)
    query = f"{parts.query}&overflow=upstream".lstrip("&")
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{quote(number)}", query=query))
