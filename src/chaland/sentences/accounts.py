"""Sentences about users, login links and tokens."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "email_taken": _("%(email)s already has an account."),
    "last_owner": _("This is the last owner. Make somebody else an owner first."),
    "login_link_refused": _("This link no longer works. Ask the owner for a new one."),
    "token_unknown": _("This token does not exist."),
    "user_unknown": _("This user does not exist."),
}
