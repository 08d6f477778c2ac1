"""What campaigns need of the outside world, as the settings choose it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol, Self

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from chaland.campaigns.rules.mailing import Contact, Left
from chaland.campaigns.rules.news import News


class SmsGateway(Protocol):
    """Takes text messages one by one."""

    def send(self, to: str, text: str, reference: str) -> str:
        """Hand one over to a number (E.164), under a name of ours; return the gateway's own, empty where it has none.

        Raises NotTaken: without a code nobody knows whether it was taken, so that it is never sent again by itself.
        """

    def find(self, to: str, reference: str, *, since: datetime) -> str | None:
        """Return the gateway's own name for a text handed over under ours; none where it does not know or tell.

        Raises NotTaken where it cannot be asked.
        """


class TxtNotAnswered(Exception):  # noqa: N818 - what happened, told to who asks
    """The name servers could not be asked."""


class NameServer(Protocol):
    """Reads what a domain publishes."""

    def texts(self, name: str) -> Sequence[str]:
        """Return the TXT records of a name, none where it has none. Raises TxtNotAnswered."""


class MailboxClosed(Exception):  # noqa: N818 - what happened
    """The mailbox cannot be reached, or lets nobody in."""


class Mailbox(Protocol):
    """The mailbox that mails come back to; used with `with`. Everything raises MailboxClosed."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """Give the mails nobody has read, each with its number; they stay unread."""

    def mark_read(self, number: str) -> None:
        """Note that a mail was read."""


def mailbox() -> Mailbox | None:
    """Return the mailbox of the settings, or None where none was named."""
    if not settings.BOUNCES_URL:
        return None
    found: Mailbox = import_string(settings.MAILBOX)(settings.BOUNCES_URL)
    return found


class NewsReader(Protocol):
    """Reads what a provider tells of mails."""

    def __call__(self, provider: str, request: HttpRequest) -> Sequence[News]:
        """Return what it tells, none of what is not wanted.

        Raises NewsNotSigned where its signature is wrong, ValueError where it cannot be read, LookupError where the
        provider is not known.
        """


class NewsNotSigned(Exception):  # noqa: N818 - what happened
    """It does not come from the provider."""


def news_reader() -> NewsReader:
    """Return what reads the news of providers."""
    reader: NewsReader = import_string(settings.NEWS_READER)
    return reader


def sms_gateway() -> SmsGateway | None:
    """Return the gateway of the settings, or None where none was named: texts then wait."""
    if not settings.SMS_URL:
        return None
    gateway: SmsGateway = import_string(settings.SMS_GATEWAY)(settings.SMS_URL)
    return gateway


class ListService(Protocol):
    """Keeps lists of addresses at another mailer. Everything raises MailerStopped. calls: how many were made."""

    calls: int

    def lists(self) -> Sequence[tuple[int, str]]:
        """Return the lists there are, by number and name."""

    def prepare(self, fields: Sequence[str]) -> None:
        """Have the mailer know these fields."""

    def contacts(self, number: int, *, since: datetime | None) -> Iterator[Sequence[Contact]]:
        """Give those on a list who changed since a moment, or everybody, some at a time."""

    def why_out(self, contact: int) -> Left:
        """Tell why somebody gets no more."""

    def put(self, number: int, people: Sequence[tuple[str, Mapping[str, str]]]) -> None:
        """Have people on a list, by address and fields; those it knows are brought up to date, never let in again."""

    def take_off(self, number: int, contacts: Sequence[int]) -> None:
        """Take contacts off a list, which stay otherwise."""

    def forget(self, contact: int) -> None:
        """Delete a contact everywhere; one that is gone is as well."""


def list_service() -> ListService | None:
    """Return the mailer of the settings, or None where no key was given."""
    if not settings.MAILER_URL:
        return None
    service: ListService = import_string(settings.LIST_SERVICE)(settings.MAILER_URL)
    return service


def name_server() -> NameServer:
    """Return the name server of the settings."""
    server: NameServer = import_string(settings.NAME_SERVER)()
    return server


def page_finder() -> Callable[[str], bool]:
    """Return what tells whether a page of the web is there, by its address."""
    finder: Callable[[str], bool] = import_string(settings.PAGE_FINDER)
    return finder
