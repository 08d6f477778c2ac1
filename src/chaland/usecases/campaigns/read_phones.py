"""The telephone by which to call each of some people."""

from collections.abc import Sequence

from chaland.accounts.rules import Scope
from chaland.customers.models import ContactPoint
from chaland.customers.street import contacts_seen_by


def main_phones(ids: Sequence[int], scope: Scope) -> dict[int, str]:
    """Return the main number of each that works and that the scope sees, a mobile rather than a telephone."""
    kinds = (ContactPoint.Kind.MOBILE, ContactPoint.Kind.PHONE)
    points = contacts_seen_by(scope).filter(customer_id__in=ids, kind__in=kinds, is_main=True)
    good = points.filter(status=ContactPoint.Status.VALID)
    # A mobile comes after a phone here, so that it is the one kept.
    return dict(good.order_by("-kind").values_list("customer_id", "normalised"))
