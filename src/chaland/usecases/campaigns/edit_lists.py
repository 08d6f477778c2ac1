"""Which lists at another mailer follow customers."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Case, Value, When

from chaland.campaigns.models import MailingList
from chaland.campaigns.rules.mailing import FIELDS
from chaland.database.locks import one_writer
from chaland.kernel.errors import Conflict, NotFound


def add_list(
    *, number: int, name: str, purpose: str, segment_id: int | None = None, fields: Sequence[str] = ()
) -> MailingList:
    """Have a list of the mailer's follow customers from its next run on. Raises Conflict `mailing_list_known`."""
    with one_writer(), transaction.atomic():
        if MailingList.objects.filter(number=number).exists():
            raise Conflict("mailing_list_known", field="number")
        told = [one for one in FIELDS if one in fields]
        return MailingList.objects.create(
            number=number, name=name[:120], purpose=purpose, segment_id=segment_id, fields=told
        )


def switch_list(list_id: int) -> MailingList:
    """Switch a list off, or on again: while it is off nobody is handed over. Raises NotFound `mailing_list_unknown`."""
    return _changed(list_id, is_on=Case(When(is_on=True, then=Value(value=False)), default=Value(value=True)))


def hurry_list(list_id: int) -> MailingList:
    """Have a list brought up to date as soon as the server gets to it. Raises NotFound `mailing_list_unknown`."""
    return _changed(list_id, begun_at=None, error="")


def _changed(list_id: int, **columns: object) -> MailingList:
    with one_writer(), transaction.atomic():
        MailingList.objects.filter(pk=list_id).update(**columns)
        found = MailingList.objects.filter(pk=list_id).first()
        if found is None:
            raise NotFound("mailing_list_unknown")
        return found
