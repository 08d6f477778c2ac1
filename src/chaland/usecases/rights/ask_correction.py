"""A customer is sent a link by which they put their own file right: they asked for it, or the shop sends it."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from chaland.accounts.rules import Scope
from chaland.customers.merging import head_of
from chaland.database.locks import lock_words, one_writer
from chaland.kernel.errors import Conflict
from chaland.messages import confirmations, services
from chaland.messages.letters import Button, Part, write
from chaland.messages.links import address_of, read_footer
from chaland.messages.models import Confirmation
from chaland.messages.queries import last_to
from chaland.messages.rules import LINK_LASTS, ONE_MAIL_EVERY
from chaland.stores.queries import the_network
from chaland.usecases.consents.record_consent import main_address
from chaland.usecases.consents.unsubscribe import address_in
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.customers.speak_to import language_of, link_ends

KIND = Confirmation.Kind.DETAILS
PAGE, ADDRESS_PAGE = "public-details", "public-address"


def send_correction_link(customer_id: int, *, scope: Scope, now: datetime) -> None:
    """Send it to a customer's main e-mail; the link before is void.

    Raises NotFound `customer_unknown` beyond the scope; Conflict `correction_without_address`, `correction_sent_today`.
    """
    with one_writer(), transaction.atomic():
        open_customer(customer_id, scope)
        address = main_address(customer_id, "email")
        if not address:
            raise Conflict("correction_without_address")
        if not _send(customer_id, address, now):
            raise Conflict("correction_sent_today")


def ask_correction(token: str, *, now: datetime) -> bool:
    """Send it to the address that the link at the foot of a mail went to; tells whether that link is good.

    An address gets one such mail a day, however often it is asked for.
    """
    with one_writer(), transaction.atomic():
        footer = read_footer(token, now=now)
        customer_id = head_of(footer.customer_id) if footer else None
        address = address_in(footer, customer_id) if footer and customer_id else ""
        if customer_id and address:
            _send(customer_id, address, now)
        return bool(address)


def _send(customer_id: int, address: str, now: datetime) -> bool:
    """Queue the mail; False where one left within a day."""
    lock_words([f"details:{address}"])
    last = last_to(address, KIND)
    if last and now - last < ONE_MAIL_EVERY:
        return False
    language = language_of(customer_id)
    confirmations.unanswered(customer_id, KIND).delete()
    token = confirmations.make(customer_id, kind=KIND, address=address, items=[], language=language, now=now)
    with translation.override(language):
        asked = _("By this page you see what {shop} keeps of you, and put it right:")
        words = (_("Put your details right: {shop}"), asked, _("See and correct"))
        queue_link(customer_id, KIND, address, words, address_of(PAGE, token), now=now)
    return True


def queue_link(
    customer_id: int, kind: str, address: str, words: tuple[str, str, str], url: str, *, now: datetime
) -> None:
    """Have a mail leave that holds one link. words: its subject and what it asks, with `{shop}`; the button."""
    subject, asked, button = (one.format(shop=the_network().name) for one in words)
    language = translation.get_language() or "fr"
    until = link_ends(now, language)
    end = _("The link is good until {day}, once. If it was not you, do nothing: nothing changes.").format(day=until)
    parts: list[Part] = [_("Hello,"), asked, Button(button, url), end]
    letter = subject, write(subject, parts, language=language)
    services.queue_letter(customer_id, kind, address, letter, now=now, good_until=now + LINK_LASTS)
