"""A customer puts their own file right by the link they were sent; another e-mail replaces theirs once confirmed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chaland.accounts.rules import EVERYWHERE
from chaland.customers import queries
from chaland.customers.merging import head_of
from chaland.customers.models import Customer
from chaland.customers.rules import Address, NewCustomer
from chaland.database.locks import lock_rows, one_writer
from chaland.kernel.dates import Birthday
from chaland.kernel.email import normalise_email
from chaland.messages import confirmations
from chaland.messages.links import address_of
from chaland.messages.models import Confirmation
from chaland.privacy.models import DataRequest
from chaland.privacy.queries import is_own_address
from chaland.usecases.customers.correct_customer import correct_customer
from chaland.usecases.rights.ask_correction import ADDRESS_PAGE, queue_link
from chaland.usecases.rights.handle_requests import LONGEST_NOTE, close_request, open_request
from chaland.usecases.sales.record_receipts import today_of_network

_KIND = Confirmation.Kind
_WAYS = ("mobiles", "phones", "addresses")
"""What somebody has several of; they see and correct the main one."""


@dataclass(frozen=True, slots=True)
class Own:
    """Whose file a link opens, as it stands. address: where the link was sent."""

    customer_id: int
    known: NewCustomer
    address: str
    language: str


def look_at_own_details(token: str, *, now: datetime) -> Own | None:
    """Return the file that a link opens; None where it is not good, or the address is theirs no longer.

    Changes nothing.
    """
    return _opened(confirmations.good(token, now=now), _KIND.DETAILS)


def _opened(found: Confirmation | None, kind: str) -> Own | None:
    if found is None or found.kind != kind:
        return None
    customer_id = head_of(found.customer_id)
    if customer_id is None or not is_own_address(customer_id, found.replaces or found.address):
        return None
    return Own(customer_id, queries.as_known(customer_id, EVERYWHERE), found.address, found.language)


def correct_own_details(
    token: str, change: Callable[[NewCustomer], NewCustomer], *, email: str = "", now: datetime
) -> Own | None:
    """Make somebody's file what `change` returns of it, and spend the link; None where it is not good.

    email: as they typed it, none for the same; another one than the link was sent to is written to, and replaces that
    one once it is confirmed. What was corrected stands in the register of requests, with what it was before, and who
    holds a file with them in it is to be told. Raises as `update_customer`, and nothing is written or spent then.
    """
    with one_writer(), transaction.atomic():
        found = confirmations.good(token, now=now)
        own = _opened(found, _KIND.DETAILS)
        if found is None or own is None or not confirmations.use(found, now=now):
            return None
        lock_rows(Customer, [own.customer_id])
        correct_customer(own.customer_id, lambda known: _beside(known, change(known)), scope=EVERYWHERE, now=now)
        after = queries.as_known(own.customer_id, EVERYWHERE)
        _note(own.customer_id, own.known, after, now)
        _ask_about(own, email, now)
        return replace(own, known=after)


def _beside(known: NewCustomer, told: NewCustomer) -> NewCustomer:
    """Return what somebody told of themselves, beside what they were not shown; the e-mail waits to be confirmed."""
    ways: dict[str, Any] = {
        name: tuple(filter(None, [*getattr(told, name)[:1], *getattr(known, name)[1:]])) for name in _WAYS
    }
    return replace(told, emails=known.emails, **ways)


def _ask_about(own: Own, email: str, now: datetime) -> None:
    """Ask the owner of another address whether it is theirs."""
    asked = normalise_email(email) if email.strip() else own.address
    if asked == own.address:
        return
    confirmations.unanswered(own.customer_id, _KIND.ADDRESS).delete()
    token = confirmations.make(
        own.customer_id,
        kind=_KIND.ADDRESS,
        address=asked,
        replaces=own.address,
        items=[],
        language=own.language,
        now=now,
    )
    with translation.override(own.language):
        told = _("Somebody, you we think, asked {shop} to write to this address from now on:")
        words = (_("Is this your address? {shop}"), told, _("See and confirm"))
        queue_link(own.customer_id, _KIND.ADDRESS, asked, words, address_of(ADDRESS_PAGE, token), now=now)


def look_at_address(token: str, *, now: datetime) -> Own | None:
    """Return whose address is to be confirmed; None where the link is not good. Changes nothing."""
    return _opened(confirmations.good(token, now=now), _KIND.ADDRESS)


def confirm_address(token: str, *, now: datetime) -> Own | None:
    """Put the address that the link went to in the place of the one before, once; None where it is not good."""
    with one_writer(), transaction.atomic():
        found = confirmations.good(token, now=now)
        own = _opened(found, _KIND.ADDRESS)
        if found is None or own is None or not confirmations.use(found, now=now):
            return None

        def change(known: NewCustomer) -> NewCustomer:
            emails = [found.address if normalise_email(one) == found.replaces else one for one in known.emails]
            return replace(known, emails=tuple(dict.fromkeys(emails)))

        correct_customer(own.customer_id, change, scope=EVERYWHERE, now=now)
        _note(own.customer_id, own.known, queries.as_known(own.customer_id, EVERYWHERE), now)
        return own


def _note(customer_id: int, before: NewCustomer, after: NewCustomer, now: datetime) -> None:
    """Write what was corrected into the register of requests, as asked and done at once."""
    today = today_of_network(now)
    for note in _notes(list(_changes(before, after))):
        row = open_request(
            kind=DataRequest.Kind.RECTIFICATION,
            customer_id=customer_id,
            received_on=today,
            note=note,
            author_id=None,
            now=now,
            today=today,
        )
        close_request(row.pk, outcome=DataRequest.Outcome.DONE, note=note, user_id=None, now=now)


_NAMES = {
    "civility": gettext_lazy("Civility"),
    "last_name": gettext_lazy("Last name"),
    "first_name": gettext_lazy("First name"),
    "birthday": gettext_lazy("Birthday"),
    "language": gettext_lazy("Language"),
    "emails": gettext_lazy("E-mail"),
    "mobiles": gettext_lazy("Mobile"),
    "phones": gettext_lazy("Other telephone"),
    "addresses": gettext_lazy("Address"),
    "profession": gettext_lazy("Profession"),
    "hobbies": gettext_lazy("Hobbies"),
    "marital_status": gettext_lazy("Marital status"),
}


def _changes(before: NewCustomer, after: NewCustomer) -> Iterator[str]:
    """Give what differs, in the shop's language: the name of each part, what it was, what it is."""
    with translation.override(settings.LANGUAGE_CODE):
        for name, label in _NAMES.items():
            was, now_is = (_shown(getattr(one, name)) for one in (before, after))
            if was != now_is:
                yield _("{what}: {before} → {after}").format(what=label, before=was or "—", after=now_is or "—")


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, Address):
        return value.line
    return value.format(settings.LANGUAGE_CODE) if isinstance(value, Birthday) else str(value or "")


def _notes(changes: Sequence[str]) -> Iterator[str]:
    """Give the changes in as few notes as hold them."""
    note = ""
    for change in changes:
        longer = f"{note} ; {change}" if note else change
        if note and len(longer) > LONGEST_NOTE:
            yield note
            longer = change
        note = longer[:LONGEST_NOTE]
    if note:
        yield note
