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
}
