"""What a voucher gives, in words."""

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.kernel.money import format_euros
from chaland.loyalty.rules.programme import EVERYTHING
from chaland.loyalty.rules.vouchers import Terms

STATES: dict[str, Promise] = {
    "issued": _("To use"),
    "reserved": _("Reserved"),
    "redeemed": _("Used"),
    "cancelled": _("Cancelled"),
    "expired": _("Expired"),
}


def gives(terms: Terms) -> str:
    """Return what it gives, such as “5,00 € off”, with the least that must be bought."""
    said = _gives(terms)
    if not terms.least_cents:
        return said
    least = format_euros(terms.least_cents, get_language() or "fr")
    return gettext("{what} from {amount}").format(what=said, amount=least)


def _gives(terms: Terms) -> str:
    if terms.kind == "amount":
        return gettext("{amount} off").format(amount=format_euros(terms.value, get_language() or "fr"))
    if terms.kind == "percent":
        return gettext("{percent}% off").format(percent=terms.value)
    if terms.kind == "item":
        return gettext("one item free")
    # Only a coupon of an outside system is for some articles and tells no amount.
    return gettext("early access") if terms.what == EVERYTHING else gettext("an offer on some articles")
