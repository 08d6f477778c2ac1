"""The month of a shop in words: what a page, a printed sheet and a command say alike."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "month_not_understood": _("The month “%(text)s” cannot be read. Write it as 2026-10."),
}
