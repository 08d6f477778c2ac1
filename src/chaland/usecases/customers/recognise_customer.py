"""Somebody tells who they are, without a card: are they in the file already?"""

from chaland.accounts.rules import Scope
from chaland.customers import queries as customers
from chaland.customers.rules import NewCustomer
from chaland.signups.queries import sharing
from chaland.signups.rules import agree


def recognise_customer(told: NewCustomer, scope: Scope) -> int | None:
    """Return the customer that a checked `told` names, None for somebody new.

    The e-mail address tells, or without one the telephone; the names must not say otherwise, as a family may share
    either. Of several who share it, the first in the file. Only by contact points that the scope sees: what is told to
    one merchant of a street does not enter the file that another keeps.
    """
    if told.emails:
        found = sharing(("email",), told.emails, scope)
    else:
        found = sharing(("mobile", "phone"), (*told.mobiles, *told.phones), scope)
    return next((one for one in found if agree(customers.as_known(one, scope), told)), None)
