"""Links by which people go on with agreements that are about to end, for a message that tells them so."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from chaland.database.locks import one_writer
from chaland.messages.links import address_of
from chaland.usecases.consents.ask_opt_in import PAGE
from chaland.usecases.consents.renew_consents import expiring, renewal_token


def renewal_links(people: Sequence[tuple[int, str, str]], *, within: timedelta, now: datetime) -> dict[int, str]:
    """Return the page at which each says so: customer, address as kept, language; none where nothing ends in that time.

    It is that of the yearly mail: for this person, this address, these purposes in these words. To open it changes
    nothing, its button does.
    """
    with one_writer(), transaction.atomic():
        ending = expiring([one for one, _, _ in people], now=now, until=now + within)
        return {
            one: address_of(PAGE, renewal_token(one, address, ending[one], language=language, now=now))
            for one, address, language in people
            if one in ending
        }
