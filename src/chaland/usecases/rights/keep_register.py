"""The register of processing: drawn from how the product is set up, with an edition whenever that changes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from chaland.accounts.models import Role, Token, User
from chaland.customers.models import Customer, CustomField, FieldPolicy, Requirement
from chaland.kernel.errors import NotFound
from chaland.privacy.models import Purpose, PurposeChannel, RegisterEdition, RetentionChoice
from chaland.privacy.rules.retention import TABLE
from chaland.privacy.tagged import of_persons
from chaland.stores.models import Merchant
from chaland.stores.queries import the_network
from chaland.usecases.rights.keep_no_longer import days_kept


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two editions. part: of the register. gone, come: its lines before, and since, in codes."""

    part: str
    gone: tuple[Any, ...]
    come: tuple[Any, ...]


def register_now() -> dict[str, Any]:
    """Return the register as the product is set up now, in codes and names. Source: RGPD art. 30(1) and (2).

    Of what is done for merchants only where several share the file: who hosts it then works for each of them.
    """
    return {
        "controllers": list(dict.fromkeys([the_network().name, *_merchants()])),
        "officers": _officers(),
        "purposes": _purposes(),
        "persons": ["customers", "prospects", "staff"],
        "data": categories(),
        "fields": _fields(),
        "recipients": list(Token.objects.filter(revoked_at=None).order_by("name").values_list("name", flat=True)),
        "processors": _processors(),
        "transfers": ["none"],
        "retention": _retention(),
        "measures": _measures(),
        **(_for_merchants() if has_neighbours() else {}),
    }


def _for_merchants() -> dict[str, Any]:
    merchants = Merchant.objects.order_by("name").prefetch_related("stores")
    return {
        "processor": [the_network().name],
        "clients": [
            {"merchant": one.legal_name or one.name, "stores": sorted(store.name for store in one.stores.all())}
            for one in merchants
        ],
        "operations": ["hosting", "loyalty", "consents", "mails", "analysis", "clearing", "rights", "backups"],
    }


def _officers() -> list[str]:
    officers = User.objects.filter(role=Role.DPO, is_active=True).order_by("name")
    return [f"{one.name}, {one.email}" for one in officers]


def _processors() -> list[dict[str, str]]:
    """Return who carries messages for the shop, by the addresses of the settings, without their secrets."""
    mail, texts = urlsplit(settings.EMAIL_URL), urlsplit(settings.SMS_URL)
    carriers = {"email": mail.scheme if settings.MAIL_PROVIDER else mail.hostname, "sms": texts.scheme}
    return [{"channel": channel, "name": name} for channel, name in carriers.items() if name]


def categories() -> list[str]:
    """Return the codes of the kinds of data that are kept about people."""
    return sorted({kind.value for one in of_persons().values() for kind in one.holds.values()})


def how_many() -> int:
    """Return how many people the file holds."""
    return Customer.objects.filter(merged_into=None).count()


def has_neighbours() -> bool:
    """Tell whether several merchants share the file: who is responsible for what is to be arranged."""
    return len(_merchants()) > 1


def _merchants() -> list[str]:
    return [one.legal_name or one.name for one in Merchant.objects.order_by("name")]


def _purposes() -> list[dict[str, str]]:
    active = Purpose.objects.filter(is_active=True)
    rows = PurposeChannel.objects.filter(purpose__in=active).select_related("purpose")
    return [
        {"purpose": row.purpose_id, "name": row.purpose.name, "channel": row.channel, "basis": row.basis}
        for row in rows.order_by("purpose__position", "purpose", "channel")
    ]


def _fields() -> list[dict[str, str]]:
    asked = FieldPolicy.objects.exclude(requirement=Requirement.OFF).order_by("field")
    own = CustomField.objects.exclude(requirement=Requirement.OFF).order_by("position", "pk")
    return [
        *({"field": one.field, "purpose": one.purpose} for one in asked),
        *({"field": one.label, "purpose": one.purpose} for one in own),
    ]


def _retention() -> list[dict[str, Any]]:
    reasons = dict(RetentionChoice.objects.values_list("row", "reason"))
    days = days_kept()
    return [
        {"kind": code, "days": days.get(code), "fate": row.fate, "source": row.source, "reason": reasons.get(code, "")}
        for code, row in TABLE.items()
        if code not in ("shop", "technical")
    ]


def _measures() -> list[str]:
    optional = {"https": settings.HTTPS}
    always = ("roles", "access_log", "mass_reading", "screening", "erasure", "lake", "passwords", "backups")
    return [*always, *(name for name, holds in optional.items() if holds)]


@transaction.atomic
def keep_edition(*, now: datetime) -> RegisterEdition:
    """Return the edition in force; a new one begins where the set-up has changed since. Safe to repeat."""
    content = register_now()
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    last = RegisterEdition.objects.order_by("-pk").first()
    if last is not None and last.digest == digest:
        return last
    return RegisterEdition.objects.create(made_at=now, digest=digest, content=content)


def edition(number: int | None, *, now: datetime) -> RegisterEdition:
    """Return an edition by its number, or the one in force. Raises NotFound `edition_unknown`."""
    in_force = keep_edition(now=now)
    found = RegisterEdition.objects.filter(pk=number).first() if number is not None else in_force
    if found is None:
        raise NotFound("edition_unknown")
    return found


def editions() -> Sequence[tuple[RegisterEdition, Sequence[Change]]]:
    """Return every edition with what changed from the one before, the last first."""
    rows = list(RegisterEdition.objects.order_by("pk"))
    before: list[RegisterEdition | None] = [None, *rows[:-1]]
    pairs = [(row, changes(old.content, row.content) if old else ()) for old, row in zip(before, rows, strict=True)]
    return pairs[::-1]


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return what differs, part by part."""
    found = []
    for part in new:
        before, after = old.get(part, []), new[part]
        gone, come = (
            tuple(one for one in these if one not in those) for these, those in ((before, after), (after, before))
        )
        if gone or come:
            found.append(Change(part, gone, come))
    return tuple(found)
