"""Hands mails to the provider of the settings."""

import re
from dataclasses import replace
from email.mime.image import MIMEImage
from typing import Any, Self

import requests
from anymail.exceptions import AnymailError, AnymailRecipientsRefused, AnymailUnsupportedFeature
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from chaland.gateways.smtp.wire import envelope_address
from chaland.messages.transport import Attachment, Letter, NotTaken

OUR_NAME = "message_id"
"""Under which the provider keeps our name of a mail, and tells it with its news."""
_WITHIN = re.compile(r"""<img\b[^>]*\bsrc=["']cid:[^>]*>""")
_REFUSED, _SERVER = 554, 500
_OF_ALL = frozenset({401, 402, 403, 429})


class Provider:
    """One connection to the provider of the settings; used with `with`, it is kept between mails."""

    def __init__(self) -> None:
        self._backend = get_connection(f"anymail.backends.{settings.MAIL_PROVIDER}.EmailBackend")

    def __enter__(self) -> Self:
        self._backend.open()
        return self

    def __exit__(self, *error: object) -> None:
        self._backend.close()

    def send(self, letter: Letter) -> None:
        """Hand one mail over. Raises NotTaken."""
        try:
            try:
                self._backend.send_messages([_written(letter)])
            except AnymailUnsupportedFeature:
                # Nothing has left yet. Brevo, among others, carries no picture within a mail: it goes beside.
                self._backend.send_messages([_written(_beside(letter))])
        except AnymailRecipientsRefused as refused:
            raise NotTaken(str(refused), code=_REFUSED, at_recipient=True) from refused
        except (AnymailError, ValueError) as error:
            raise _answer(error) from error


def _written(letter: Letter) -> Any:
    mail: Any = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        f'"{letter.sender_name.replace(chr(34), "")}" <{envelope_address(letter.sender)}>',
        [envelope_address(letter.to)],
        headers={"Message-ID": letter.message_id, **letter.headers},
    )
    mail.metadata = {OUR_NAME: letter.message_id}
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    for one in letter.attachments:
        _attach(mail, one)
    return mail


def _beside(letter: Letter) -> Letter:
    files = tuple(replace(one, content_id="") for one in letter.attachments)
    return replace(letter, html=_WITHIN.sub("", letter.html), attachments=files)


def _attach(mail: Any, one: Attachment) -> None:
    if not one.content_id:
        mail.attach(one.name, one.content, one.content_type)
        return
    picture = MIMEImage(one.content, one.content_type.partition("/")[2])
    picture["Content-ID"] = f"<{one.content_id}>"
    picture["Content-Disposition"] = f'inline; filename="{one.name}"'
    mail.attach(picture)


def _answer(error: Exception) -> NotTaken:
    """Return what its answer means: without one, nobody knows whether it took the mail."""
    said, code = str(error)[:300], getattr(error, "status_code", None)
    if code in _OF_ALL:
        return NotTaken(said, code=code, at_server=True)
    if code:
        return NotTaken(said, code=_REFUSED if code < _SERVER else 0)
    if isinstance(error, requests.RequestException) or getattr(error, "payload", None) is not None:
        return NotTaken(said, at_server=_was_never_reached(error))
    # Refused before it left, such as what the provider cannot carry.
    return NotTaken(said, code=_REFUSED)


def _was_never_reached(error: BaseException | None) -> bool:
    while error is not None:
        why: Any = getattr(error.args[0], "reason", None) if error.args else None
        if isinstance(why, (NewConnectionError, ConnectTimeoutError)):
            return True
        error = error.__cause__
    return False
