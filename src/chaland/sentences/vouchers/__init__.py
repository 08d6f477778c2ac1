"""Sentences about vouchers; the words for what one gives stand in `words`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "voucher_unknown": _("There is no such voucher. Check the code."),
    "voucher_reserved": _("This voucher is reserved by another till."),
    "voucher_redeemed": _("This voucher was already used on %(at)s, %(store)s."),
    "voucher_cancelled": _("This voucher was cancelled."),
    "voucher_expired": _("This voucher ended on %(until)s."),
    "voucher_not_yet": _("This voucher is valid from %(from)s."),
    "voucher_elsewhere": _("This voucher is not valid in this store."),
    "voucher_of_another": _("This voucher is personal. Identify the customer it belongs to."),
    "voucher_alone": _("This voucher cannot be combined with another."),
    "voucher_other_articles": _("None of these articles is covered by this voucher."),
    "voucher_too_little": _("This voucher needs a purchase of at least %(least_cents)s."),
    "voucher_use_over": _("This use of the voucher was given back. Start again with another key."),
    "voucher_use_unknown": _("This voucher was neither reserved nor used under this key."),
    "voucher_busy": _("Several tills want this voucher at once. Try again."),
    "voucher_needs_customer": _("“%(name)s” is personal. Say whose it is."),
    "voucher_kind_closed": _("“%(name)s” is no longer given."),
    "voucher_kind_unknown": _("There is no such kind of voucher."),
    "voucher_key_used": _("This key gave a voucher to somebody else. Use another key."),
    "voucher_name_missing": _("Give it a name."),
    "voucher_value_missing": _("Say how much it takes off."),
    "voucher_percent_too_large": _("At most 100%%."),
    "voucher_points_missing": _("Say how many points it costs."),
    "voucher_programme_missing": _("There is no loyalty programme yet, so no points. Leave 0."),
    "voucher_reason_missing": _("Say why."),
    "too_many_wrong_codes": _("Too many wrong codes. Wait a minute."),
}
