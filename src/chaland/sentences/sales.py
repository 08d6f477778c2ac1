"""Sentences about receipts, carts and wishes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "receipt_number_not_understood": _(
        "“%(text)s” is not a receipt number. Give 1 to 64 letters, digits, spaces or . _ / # : + -"
    ),
    "receipt_without_lines": _("This receipt has no line. Send at least one."),
    "receipt_too_long": _("This receipt has more than %(most)s lines. Split it."),
    "negative_total_without_return": _(
        "The total is negative but no line is. Give what comes back as lines with a negative amount."
    ),
    "till_unknown": _(
        "There is no till “%(till)s” in a store “%(store)s”. Create it in the settings, or correct the code."
    ),
    "till_not_yours": _("This token may not post for the till “%(till)s” of the store “%(store)s”."),
    "receipt_differs": _(
        "Receipt %(number)s is already recorded with another content. Both are kept: compare them in the settings."
    ),
    "conflict_not_found": _("Somebody has already looked at this receipt."),
    "receipt_not_found": _("There is no such receipt."),
    "receipt_for_nobody": _("Nobody is known for this receipt: scan a card that has a file, or open one first."),
    "receipt_not_in_yet": _("Receipt %(number)s has not come in from the till yet: type its amount too."),
    "receipt_total_differs": _(
        "Receipt %(number)s is recorded with %(kept_cents)s, not %(said_cents)s. Check its number."
    ),
    "operation_not_understood": _("This operation of the till cannot be read."),
    "operation_of_another_till": _("This was kept by another till. Enrol this browser as that till to send it."),
    "receipt_has_customer": _("This receipt already belongs to another customer."),
    "cart_differs": _("The reference “%(reference)s” already names another cart of this store."),
    "cart_not_found": _("This cart is no longer open."),
    "purchases_elsewhere": _("This store or this seller is not among those you are looking at."),
    "store_not_yours": _("There is no store “%(store)s”, or it is not yours."),
    "wish_is_empty": _("Say what the customer would like: an article, a family or a few words."),
    "wish_not_found": _("This wish no longer exists or was already settled."),
}
