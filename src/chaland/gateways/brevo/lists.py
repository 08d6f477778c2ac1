"""Lists of contacts at Brevo. Source: its reference, contacts and contacts/lists; limits in its guide “Rate limits”."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import requests

from chaland.campaigns.rules.mailing import (
    LIST_GONE,
    NOT_LET_IN,
    NOT_REACHED,
    REFUSED,
    TOO_MANY,
    Contact,
    Left,
    MailerStopped,
)  # fmt: skip
from chaland.campaigns.rules.news import BOUNCED, COMPLAINED, UNSUBSCRIBED

API = "https://api.brevo.com/v3"
PATIENCE_SECONDS = (5.0, 30.0)
LISTS_A_PAGE, CONTACTS_A_PAGE, TAKEN_OFF_AT_ONCE = 50, 500, 150
"""The most that Brevo takes or gives in one call."""
_GONE, _TOO_MANY, _SERVER = 404, 429, 500
_NOT_LET_IN = frozenset({401, 402, 403})


class Brevo:
    """`brevo://KEY`; with `?api=…` another address than Brevo's."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        key = unquote(parts.netloc.rpartition("@")[0] or parts.netloc)
        if not key:
            raise ValueError("CHALAND_MAILER_URL")
        self._api = parse_qs(parts.query).get("api", [API])[0].rstrip("/")
        self._session = requests.Session()
        self._session.headers["api-key"] = key
        self.calls = 0

    def lists(self) -> list[tuple[int, str]]:
        """Return the lists of the account."""
        found: list[tuple[int, str]] = []
        while True:
            told = self._asked("GET", "/contacts/lists", params={"limit": LISTS_A_PAGE, "offset": len(found)})
            page = told.get("lists") or []
            found += [(int(one["id"]), str(one["name"])) for one in page]
            if len(page) < LISTS_A_PAGE:
                return found

    def prepare(self, fields: Sequence[str]) -> None:
        """Make the attributes that are missing: Brevo leaves out those it does not know."""
        known = {one["name"] for one in self._asked("GET", "/contacts/attributes").get("attributes", [])}
        for name in fields:
            if name not in known:
                self._asked("POST", f"/contacts/attributes/normal/{name}", json={"type": "text"})

    def contacts(self, number: int, *, since: datetime | None) -> Iterator[list[Contact]]:
        """Give those on a list, the first entered first, so that who comes meanwhile moves nobody."""
        asked: dict[str, Any] = {"limit": CONTACTS_A_PAGE, "offset": 0, "sort": "asc"}
        if since:
            asked["modifiedSince"] = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        while True:
            page = self._asked("GET", f"/contacts/lists/{number}/contacts", params=asked).get("contacts") or []
            yield [_contact(one, number) for one in page if one.get("email")]
            if len(page) < CONTACTS_A_PAGE:
                return
            asked["offset"] += CONTACTS_A_PAGE

    def why_out(self, contact: int) -> Left:
        """Tell it from what Brevo counts: a complaint, an unsubscription, a dead address; else a no."""
        told = self._asked("GET", f"/contacts/{contact}", gone_is_done=True)
        counted = told.get("statistics") or {}
        ended = counted.get("unsubscriptions") or {}
        for kind, events in (
            (COMPLAINED, counted.get("complaints")),
            (UNSUBSCRIBED, ended.get("userUnsubscription")),
            (BOUNCED, counted.get("hardBounces")),
        ):
            if events:
                return Left(kind, _moment(events[-1].get("eventTime")))
        return Left(UNSUBSCRIBED, _moment(told.get("modifiedAt")))

    def put(self, number: int, people: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        """Import them; Brevo does it in the background. Whoever unsubscribed there stays so."""
        told = [{"email": address, "attributes": dict(fields)} for address, fields in people]
        self._asked(
            "POST",
            "/contacts/import",
            json={
                "listIds": [number],
                "jsonBody": told,
                "updateExistingContacts": True,
                "emptyContactsAttributes": True,
                "disableNotification": True,
            },
        )

    def take_off(self, number: int, contacts: Sequence[int]) -> None:
        """Take contacts off a list. Brevo refuses the whole call where none of them is on it: that is as well."""
        for start in range(0, len(contacts), TAKEN_OFF_AT_ONCE):
            ids = list(contacts[start : start + TAKEN_OFF_AT_ONCE])
            self._asked("POST", f"/contacts/lists/{number}/contacts/remove", json={"ids": ids}, refused_is_done=True)

    def forget(self, contact: int) -> None:
        """Delete a contact."""
        self._asked("DELETE", f"/contacts/{contact}", gone_is_done=True)

    def _asked(
        self, method: str, path: str, *, gone_is_done: bool = False, refused_is_done: bool = False, **what: Any
    ) -> dict[str, Any]:
        self.calls += 1
        try:
            answer = self._session.request(method, f"{self._api}{path}", timeout=PATIENCE_SECONDS, **what)
        except requests.RequestException as error:
            raise MailerStopped(NOT_REACHED, str(error)) from error
        code = answer.status_code
        if answer.ok or (gone_is_done and code == _GONE) or (refused_is_done and code == requests.codes.bad_request):
            return _body(answer)
        raise MailerStopped(_why(code), f"{code} {answer.text[:150]}")


def _why(code: int) -> str:
    if code in _NOT_LET_IN:
        return NOT_LET_IN
    if code >= _SERVER:
        return NOT_REACHED
    return {_GONE: LIST_GONE, _TOO_MANY: TOO_MANY}.get(code, REFUSED)


def _body(answer: requests.Response) -> dict[str, Any]:
    try:
        told = answer.json() if answer.content else {}
    except ValueError as error:
        raise MailerStopped(NOT_REACHED, "no JSON") from error
    return told if isinstance(told, dict) else {}


def _contact(told: Mapping[str, Any], number: int) -> Contact:
    out = bool(told.get("emailBlacklisted")) or number in (told.get("listUnsubscribed") or ())
    return Contact(int(told["id"]), str(told["email"]), out)


def _moment(said: Any) -> datetime:
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return datetime.now(UTC)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
