"""Sentences about mails that leave."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "mail_header_unsafe": _("A heading of a mail stands on one line, without control characters."),
}
