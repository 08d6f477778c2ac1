"""Sentences about erasure, backups, requests and what the shop may write."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "backup_needs_sqlite": _(
        "The database is PostgreSQL: save it with pg_dump, put it back with pg_restore, then run "
        "“chaland restore --erasures .”."
    ),
    "backup_is_bad": _("This backup cannot be relied on: %(text)s is damaged or not whole. Nothing was changed."),
    "backup_not_found": _("There is no backup in %(text)s."),
    "request_kind_unknown": _("Choose which right it is about."),
    "recipient_unknown": _("This file is not among those to be put right."),
    "request_unknown": _("This request does not exist."),
    "edition_unknown": _("This edition of the register does not exist."),
    "request_closed": _("This request is already closed."),
    "outcome_missing": _("Choose how the request ended."),
    "day_in_future": _("This day has not come yet."),
    "too_many_customer_pages": _(
        "You have opened %(limit)s customer pages within the hour. Ask the person in charge of data protection."
    ),
    "retention_unknown": _("“%(text)s” is no kind of data that is kept here."),
    "retention_fixed": _("How long this is kept is not chosen here."),
    "retention_too_short": _("Enter at least one day."),
    "retention_needs_reason": _("Say why this is kept for longer than proposed: the reason stands in the register."),
    "breach_unknown": _("This breach is not in the log."),
    "breach_facts_missing": _("Say what happened."),
    "breach_in_future": _("This moment has not come yet."),
    "breach_period_backwards": _("The end is before the beginning."),
}
