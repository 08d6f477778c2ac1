"""Text messages by any of the services that apprise knows."""

import logging
import re
from datetime import datetime
from urllib.parse import quote, urlsplit, urlunsplit

from chaland.gateways.sms.brevo import REFUSED
from chaland.messages.transport import NotTaken

_REFUSED = re.compile(r"error=(4\d\d)\b")
_OF_ALL = frozenset({"401", "402", "403", "429"})


class AnyService:
    """An address of apprise without its numbers, such as `twilio://SID:TOKEN@FROM`.

    apprise answers yes or no, and a no may be a text that was taken: unless it heard a refusal (HTTP 4xx), nobody
    knows. It has no name of its own for a text, and cannot be asked.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def send(self, to: str, text: str, reference: str) -> str:  # noqa: ARG002 - has no place for a name
        """Hand one over; its name is unknown. Raises NotTaken."""
        # With its hundred services it is loaded by the first text alone.
        import apprise
        from apprise.logger import LogCapture

        service = apprise.Apprise.instantiate(_to(self._url, to), suppress_exceptions=True)
        if service is None:
            raise NotTaken("CHALAND_SMS_URL names no service", at_server=True)
        with LogCapture(level=logging.WARNING) as heard:  # type: ignore[no-untyped-call]
            taken = service.notify(body=text)
        if not taken:
            raise _answer(heard.getvalue()[-200:].strip())
        return ""

    def find(self, to: str, reference: str, *, since: datetime) -> str | None:  # noqa: ARG002 - cannot be asked
        """Return nothing: services are not asked through apprise."""
        return None


def _to(url: str, number: str) -> str:
    parts = urlsplit(url)
    query = f"{parts.query}&overflow=upstream".lstrip("&")
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{quote(number)}", query=query))


def _answer(said: str) -> NotTaken:
    refused = _REFUSED.search(said)
    if refused is None:
        return NotTaken(said)
    if refused[1] in _OF_ALL:
        return NotTaken(said, code=int(refused[1]), at_server=True)
    return NotTaken(said, code=REFUSED)
