"""Somebody agreed in a form or at the counter: a mail asks the owner of the address, or a parent, to confirm."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from chaland.database.locks import lock_words
from chaland.messages import confirmations, services
from chaland.messages.letters import Button, Part, Written, write
from chaland.messages.links import address_of
from chaland.messages.models import Confirmation
from chaland.messages.queries import last_to
from chaland.messages.rules import LINK_LASTS, MOST_MAILS, ONE_MAIL_EVERY, Item, read
from chaland.privacy.queries import consents_of
from chaland.privacy.rules import Consent
from chaland.privacy.rules.acts import parent_address
from chaland.stores.queries import the_network
from chaland.usecases.customers.speak_to import language_of, link_ends, wordings

OPT_IN, PARENT = Confirmation.Kind.OPT_IN, Confirmation.Kind.PARENT
PAGE = "public-confirm"


@transaction.atomic
def ask_opt_in(
    customer_id: int,
    *,
    address: str,
    asked: Collection[tuple[str, str]],
    language: str = "",
    kind: Confirmation.Kind = OPT_IN,
    now: datetime,
) -> bool:
    """Have the owner of an address, as kept, confirm what waits among these purposes and channels.

    kind: PARENT where it is that of the parent who agrees for a child.

    Call it once the consents were written down as asked; what was given before is not asked again. Tells whether a
    mail leaves, or one sent within a day and not answered yet covers it: an address gets one such mail a day, whoever
    asks, and the same question twice at most.
    """
    lock_words([f"opt-in:{address}"])
    reader = _Reader(customer_id, address, language_of(customer_id, language), kind)
    items = _waiting(reader, asked, now)
    if not items:
        return False
    last = last_to(address, kind)
    sent = confirmations.unanswered(customer_id, kind).filter(address=address, expires_at__gt=now).first()
    if last and now - last < ONE_MAIL_EVERY:
        if sent:
            confirmations.add_items(sent, items)
        return sent is not None
    every = list(dict.fromkeys([*(read(sent.items) if sent else []), *items]))
    token = _token(reader, sent, every, now)
    if token:
        _queue(reader, token, every, now)
    return bool(token)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Whom the mail is for."""

    customer_id: int
    address: str
    language: str
    kind: Confirmation.Kind


def _waiting(reader: _Reader, asked: Collection[tuple[str, str]], now: datetime) -> list[Item]:
    """Return what a customer has still to confirm; what a form told of other ways was told from its address too."""
    return [
        Item(one.purpose, one.channel, one.merchant_id, one.text_id)
        for one in consents_of(reader.customer_id, now=now)
        if one.state == "pending"
        and (one.purpose, one.channel) in asked
        and is_asked_of(one, reader.address, is_parent=reader.kind == PARENT)
    ]


def is_asked_of(one: Consent, address: str, *, is_parent: bool) -> bool:
    """Tell whether the owner of this address is who answers: the parent who was named, else the person themselves."""
    if one.parent is not None or is_parent:
        return is_parent and parent_address(one.parent or "") == address
    return one.channel != "email" or one.address in ("", address)


def _token(reader: _Reader, sent: Confirmation | None, items: list[Item], now: datetime) -> str:
    """Return the secret of the link to send, none where the same was asked often enough."""
    if sent is None or len(items) > len(sent.items):
        confirmations.unanswered(reader.customer_id, reader.kind).filter(address=reader.address).delete()
        return confirmations.make(
            reader.customer_id, kind=reader.kind, address=reader.address, items=items, language=reader.language, now=now
        )
    return confirmations.send_again(sent, now=now) if sent.mails < MOST_MAILS else ""


def _queue(reader: _Reader, token: str, items: Sequence[Item], now: datetime) -> None:
    letter = _written(reader, items, address_of(PAGE, token), now)
    services.queue_letter(reader.customer_id, reader.kind, reader.address, letter, now=now, good_until=now + LINK_LASTS)


def _written(reader: _Reader, items: Sequence[Item], url: str, now: datetime) -> tuple[str, Written]:
    """Return the subject and the mail. It says nothing that was typed: whoever did may have typed anything."""
    shop, language = the_network().name, reader.language
    until = link_ends(now, language)
    with translation.override(language):
        words = _to_parent() if reader.kind == PARENT else _to_owner()
        subject, asked, ask, end = (one.format(shop=shop, day=until) for one in words)
        agreed = [one.text for one in wordings(items, language)]
        parts: list[Part] = [_("Hello,"), asked, agreed, ask, Button(_("See and confirm"), url), end]
    return subject, write(subject, parts, language=language)


def _to_owner() -> tuple[str, str, str, str]:
    return (
        _("Confirm what you asked for: {shop}"),
        _("Somebody, you we think, agreed with {shop} to this:"),
        _("If it was you, open this page and press its button:"),
        _("The link is good until {day}, once. If it was not you, do nothing: nothing will be sent to you."),
    )


def _to_parent() -> tuple[str, str, str, str]:
    return (
        _("Do you agree for your child? {shop}"),
        _("A child under 15, yours we were told, would like this of {shop}:"),
        _("If you are the parent and agree, open this page and press its button:"),
        _("The link is good until {day}, once. If you do nothing, nothing will be sent to the child."),
    )
