"""What campaigns need of the outside world, as the settings choose it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

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


def name_server() -> NameServer:
    """Return the name server of the settings."""
    server: NameServer = import_string(settings.NAME_SERVER)()
    return server
