"""Text messages by Brevo. Source: its reference, POST transactionalSMS/send, GET transactionalSMS/statistics/events."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from chaland.campaigns.content.texting import count
from chaland.messages.transport import NotTaken

API = "https://api.brevo.com/v3"
PATIENCE_SECONDS = (5.0, 20.0)
"""To be connected, and for an answer."""
_MOST_SENDER = 11
_OF_ALL = frozenset({401, 402, 403, 429})
"""Answers that any other text would get: nobody is let in, no credit, too many at once."""
REFUSED = 550
"""As mail servers say that they will never take it."""
_SERVER = 500
_NOT_TAKEN = frozenset({"rejected", "blocked"})


class Brevo:
    """`brevo://KEY@SENDER?api=…&back=…`: api is another address than Brevo's, back where its news go."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        self._sender = unquote(parts.netloc.rpartition("@")[2])[:_MOST_SENDER]
        self._api = asked.get("api", [API])[0].rstrip("/")
        self._back = asked.get("back", [""])[0]
        if not (parts.username and self._sender):
            raise ValueError("CHALAND_SMS_URL")
        self._session = requests.Session()
        self._session.headers["api-key"] = unquote(parts.username)

    def send(self, to: str, text: str, reference: str) -> str:
        """Hand one over and return Brevo's number for it. Raises NotTaken."""
        body = {
            "sender": self._sender,
            "recipient": to.removeprefix("+"),
            "content": text,
            "type": "marketing",
            "tag": reference,
            "unicodeEnabled": not count(text).is_basic,
        } | ({"webUrl": self._back} if self._back else {})
        answer = self._asked("POST", "/transactionalSMS/send", json=body)
        try:
            return str(answer.json()["messageId"])
        except (ValueError, KeyError, TypeError) as error:
            raise NotTaken("no number in the answer") from error

    def find(self, to: str, reference: str, *, since: datetime) -> str | None:
        """Return Brevo's number for a text that it took under our name."""
        asked = {
            "phoneNumber": to.removeprefix("+"),
            "tags": json.dumps([reference]),
            "startDate": since.astimezone(UTC).date().isoformat(),
            "endDate": datetime.now(UTC).date().isoformat(),
        }
        try:
            events: list[dict[str, Any]] = (
                self._asked("GET", "/transactionalSMS/statistics/events", params=asked).json().get("events", [])
            )
        except (ValueError, AttributeError) as error:
            raise NotTaken(str(error)) from error
        own = (one for one in events if one.get("tag") == reference and one.get("event") not in _NOT_TAKEN)
        return next((str(one["messageId"]) for one in own), None)

    def _asked(self, method: str, path: str, **what: Any) -> requests.Response:
        try:
            answer = self._session.request(method, f"{self._api}{path}", timeout=PATIENCE_SECONDS, **what)
        except requests.RequestException as error:
            if _was_never_reached(error):
                raise NotTaken(f"no connection: {error}", at_server=True) from error
            # It may have been taken all the same.
            raise NotTaken(f"no answer: {error}") from error
        if answer.status_code >= _SERVER:
            raise NotTaken(_said(answer))
        if not answer.ok:
            raise _refusal(answer)
        return answer


def _was_never_reached(error: requests.RequestException) -> bool:
    why = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(why, (NewConnectionError, ConnectTimeoutError))


def _refusal(answer: requests.Response) -> NotTaken:
    if answer.status_code in _OF_ALL:
        return NotTaken(_said(answer), code=answer.status_code, at_server=True)
    return NotTaken(_said(answer), code=REFUSED)


def _said(answer: requests.Response) -> str:
    return f"{answer.status_code} {answer.text[:200]}"
