"""A customer did not find the mail that asks them to confirm: it is sent once more."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.database.locks import one_writer
from chaland.kernel.errors import Conflict
from chaland.messages import confirmations
from chaland.messages.models import Confirmation
from chaland.messages.queries import last_to
from chaland.messages.rules import MOST_MAILS, ONE_MAIL_EVERY
from chaland.privacy.queries import consents_of
from chaland.privacy.rules import Consent
from chaland.privacy.rules.acts import parent_address
from chaland.usecases.consents.ask_opt_in import ask_opt_in
from chaland.usecases.consents.record_consent import main_address
from chaland.usecases.customers.open_customer import open_customer

_KIND = Confirmation.Kind


def resend_opt_in(customer_id: int, *, scope: Scope, now: datetime) -> None:
    """Send it, under a new link: the one before is void. Twice is once, as an address gets one such mail a day.

    Raises NotFound `customer_unknown` beyond the scope; Conflict `opt_in_nothing_waits`, `opt_in_without_address`,
    `opt_in_sent_today`, `opt_in_asked_twice`.
    """
    with one_writer(), transaction.atomic():
        open_customer(customer_id, scope)
        waiting = [one for one in consents_of(customer_id, now=now) if one.state == "pending"]
        if not waiting:
            raise Conflict("opt_in_nothing_waits")
        kind, address = _who_answers(customer_id, waiting)
        if reason := _why_not(customer_id, address, kind, now):
            raise Conflict(reason)
        asked = [(one.purpose, one.channel) for one in waiting]
        ask_opt_in(customer_id, address=address, asked=asked, kind=kind, now=now)


def _who_answers(customer_id: int, waiting: Sequence[Consent]) -> tuple[Confirmation.Kind, str]:
    """Return who is asked, and where: the parent of a child, else the owner of the address."""
    if parent := next((one.parent for one in waiting if one.parent), ""):
        return _KIND.PARENT, parent_address(parent)
    told = (one.address for one in waiting if one.channel == "email" and one.address)
    return _KIND.OPT_IN, next(told, "") or main_address(customer_id, "email")


def _why_not(customer_id: int, address: str, kind: Confirmation.Kind, now: datetime) -> str:
    if not address:
        return "opt_in_without_address"
    last = last_to(address, kind)
    if last and now - last < ONE_MAIL_EVERY:
        return "opt_in_sent_today"
    links = confirmations.unanswered(customer_id, kind).filter(address=address, expires_at__gt=now)
    return "opt_in_asked_twice" if links.filter(mails__gte=MOST_MAILS).exists() else ""
