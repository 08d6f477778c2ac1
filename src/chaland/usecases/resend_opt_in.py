"""A customer did not find the mail that asks them to confirm: it is sent once more."""

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
from chaland.usecases.ask_opt_in import ask_opt_in
from chaland.usecases.open_customer import open_customer
from chaland.usecases.record_consent import main_address

_KIND = Confirmation.Kind.OPT_IN


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
        told = (one.address for one in waiting if one.channel == "email" and one.address)
        address = next(told, "") or main_address(customer_id, "email")
        if reason := _why_not(customer_id, address, now):
            raise Conflict(reason)
        ask_opt_in(customer_id, address=address, asked=[(one.purpose, one.channel) for one in waiting], now=now)


def _why_not(customer_id: int, address: str, now: datetime) -> str:
    if not address:
        return "opt_in_without_address"
    last = last_to(address, _KIND)
    if last and now - last < ONE_MAIL_EVERY:
        return "opt_in_sent_today"
    links = confirmations.unanswered(customer_id, _KIND).filter(address=address, expires_at__gt=now)
    return "opt_in_asked_twice" if links.filter(mails__gte=MOST_MAILS).exists() else ""
