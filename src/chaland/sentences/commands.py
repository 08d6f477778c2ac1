"""Sentences about what the commands name: stores, tills and roles."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "store_code_unknown": _("There is no store with the code %(store)s."),
    "till_code_unknown": _("Store %(store)s has no till with the code %(till)s."),
    "role_unknown": _("There is no role %(role)s; choose one of %(roles)s."),
}
