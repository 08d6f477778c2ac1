"""Why two files may be one person, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "first:same": _("same first name"),
    "first:swapped": _("first and last name swapped"),
    "first:part": _("first name in part"),
    "first:near": _("first names alike"),
    "first:differs": _("another first name"),
    "last:same": _("same last name"),
    "last:part": _("last name in part"),
    "last:near": _("last names alike"),
    "last:differs": _("another last name"),
    "birth:same": _("same birthday"),
    "birth:near": _("birthdays alike"),
    "birth:differs": _("another birthday"),
    "email:same": _("same e-mail"),
    "email:near": _("e-mails alike"),
    "email:differs": _("another e-mail"),
    "phone:same": _("same telephone"),
    "phone:near": _("telephones alike"),
    "phone:differs": _("another telephone"),
    "street:same": _("same address"),
    "street:near": _("addresses alike"),
    "street:differs": _("another address"),
    "town:same": _("same town"),
    "town:near": _("towns alike"),
    "town:differs": _("another town"),
}


def reasons_told(codes: str) -> str:
    """Return reasons in words, those that speak against it last, from their codes one after the other."""
    known = sorted((code for code in codes.split() if code in REASONS), key=lambda code: code.endswith(":differs"))
    return ", ".join(str(REASONS[code]) for code in known)


SENTENCES: dict[str, Promise] = {
    "threshold_too_low": _("Accept many at once from %(percent)s%% on only."),
}
