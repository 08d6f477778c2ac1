"""What a campaign says is written, by variant and language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.campaigns.content.body import Body, parse, parse_subject, plain
from chaland.campaigns.content.layout import asks_to_renew, digests_of
from chaland.campaigns.models import Campaign, Content, Picture
from chaland.campaigns.queries import may_ask_to_renew
from chaland.database.locks import one_writer
from chaland.kernel.errors import NotFound, Refusal
from chaland.usecases.campaigns.edit_campaign import own_draft

VARIANTS = "abcde"


def write_content(
    campaign_id: int,
    *,
    variant: str,
    language: str,
    subject: str,
    body: Mapping[str, Any],
    scope: Scope,
    now: datetime,
) -> Content:
    """Keep what a draft says in one variant and language. Raises as `read_content` and `own_draft`."""
    with one_writer(), transaction.atomic():
        campaign = own_draft(campaign_id, scope)
        read = read_content(campaign, variant=variant, language=language, subject=subject, body=body)
        if variant != VARIANTS[0] and not campaign.contents.filter(variant=_before(variant)).exists():
            raise Refusal("variant_unknown", field="variant")
        content, _is_new = Content.objects.update_or_create(
            campaign=campaign,
            variant=variant,
            language=language,
            defaults={"subject": read[0], "body": plain(read[1]), "changed_at": now},
        )
        _touch(campaign, now)
    return content


def read_content(
    campaign: Campaign, *, variant: str, language: str, subject: str, body: Mapping[str, Any]
) -> tuple[str, Body]:
    """Read a content without keeping it.

    Raises Refusal `variant_unknown`, `language_unknown`, `picture_unknown`, `renewal_elsewhere`; as
    `content.body.parse` and `parse_subject`.
    """
    if variant not in tuple(VARIANTS):
        raise Refusal("variant_unknown", field="variant")
    if language not in dict(settings.LANGUAGES):
        raise Refusal("language_unknown", field="language")
    read = parse(campaign.channel, body)
    if asks_to_renew(read) and not may_ask_to_renew(campaign):
        raise Refusal("renewal_elsewhere", field="blocks")
    shown = digests_of(read)
    if shown and Picture.objects.filter(digest__in=shown).count() != len(shown):
        raise Refusal("picture_unknown", field="blocks")
    return parse_subject(subject) if campaign.channel == "email" else "", read


def remove_content(campaign_id: int, *, variant: str, language: str = "", scope: Scope, now: datetime) -> None:
    """Take a variant, or one language of it, out of a draft; of variants, the last alone, for they have no gaps.

    Raises NotFound `content_unknown`, Refusal `variant_not_last`, and as `own_draft`.
    """
    with one_writer(), transaction.atomic():
        campaign = own_draft(campaign_id, scope)
        own = campaign.contents.filter(variant=variant)
        meant = own.filter(language=language) if language else own
        if not meant.exists():
            raise NotFound("content_unknown")
        if meant.count() == own.count() and campaign.contents.filter(variant__gt=variant).exists():
            raise Refusal("variant_not_last")
        meant.delete()
        _touch(campaign, now)


def add_variant(campaign_id: int, *, scope: Scope, now: datetime) -> str:
    """Begin another variant as a copy of the first, in every language; returns its letter.

    Raises Refusal `variants_too_many`, NotFound `content_unknown` before anything was written; as `own_draft`.
    """
    with one_writer(), transaction.atomic():
        campaign = own_draft(campaign_id, scope)
        known = list(campaign.contents.all())
        if not known:
            raise NotFound("content_unknown")
        letters = sorted({one.variant for one in known})
        if len(letters) == len(VARIANTS):
            raise Refusal("variants_too_many", most=len(VARIANTS))
        letter = VARIANTS[len(letters)]
        Content.objects.bulk_create(
            Content(
                campaign=campaign,
                variant=letter,
                language=one.language,
                subject=one.subject,
                body=one.body,
                changed_at=now,
            )
            for one in known
            if one.variant == VARIANTS[0]
        )
        _touch(campaign, now)
    return letter


def _before(variant: str) -> str:
    return VARIANTS[VARIANTS.index(variant) - 1]


def _touch(campaign: Campaign, now: datetime) -> None:
    """What was approved has to be approved again."""
    campaign.changed_at, campaign.approver, campaign.approved_at = now, None, None
    campaign.save(update_fields=["changed_at", "approver", "approved_at"])
