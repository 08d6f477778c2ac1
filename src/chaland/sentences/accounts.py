"""Sentences about users, login links and tokens."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "email_taken": _("%(email)s already has an account."),
    "last_owner": _("This is the last owner. Make somebody else an owner first."),
    "login_link_refused": _("This link no longer works. Ask the owner for a new one."),
    "pin_closed": _("Too many wrong PINs. This till takes the next one from %(until)s on."),
    "pin_not_understood": _("A PIN is four to six digits."),
    "pin_too_simple": _("This PIN is too easy to guess. Choose digits that do not follow each other."),
    "pin_wrong": _("This is not the right PIN. Try again."),
    "token_unknown": _("This token does not exist."),
    "user_unknown": _("This user does not exist."),
}
