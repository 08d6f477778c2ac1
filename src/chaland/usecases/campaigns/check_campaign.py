"""The last look before a campaign leaves: what stands in its way, and what had better be looked at."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from chaland.campaigns.content.body import parse
from chaland.campaigns.content.checks import STOPS, WARNS, Remark, check
from chaland.campaigns.content.layout import gaps_of
from chaland.campaigns.models import Campaign
from chaland.kernel.errors import Refusal
from chaland.loyalty.models.vouchers import VoucherKind
from chaland.usecases.campaigns.check_sender import SenderReport, check_sender
from chaland.usecases.campaigns.know_recipients import referral_page
from chaland.usecases.campaigns.look_at_audience import AudienceLook, look_at_audience

NOBODY, ALL_LEFT_OUT, CONTENT, KIND_CLOSED, SENDER, NO_SERVER, NO_GATEWAY = (
    "nobody", "all_left_out", "content_not_ready", "voucher_kind_closed", "sender_not_ready", "no_server", "no_gateway",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found. obstacles: codes of what must be put right first, the gravest first.

    sender: of e-mails only, once a server sends them.
    remarks: about what it says, see `campaigns.content.checks`.
    """

    look: AudienceLook
    obstacles: tuple[str, ...]
    remarks: tuple[Remark, ...]
    sender: SenderReport | None = None


def check_campaign(campaign: Campaign, *, despite_sender: bool = False, now: datetime | None = None) -> Checked:
    """Return what stands in the way of a campaign. despite_sender: that of the sender's domain is no obstacle."""
    now = now or timezone.now()
    look = look_at_audience(campaign, now=now)
    is_mailed = campaign.channel == Campaign.Channel.EMAIL and settings.EMAIL_URL
    sender = check_sender(settings.MAIL_FROM) if is_mailed else None
    remarks = [*check(campaign), *_about_referral(campaign, now)]
    found = [
        *_about_audience(look),
        *([CONTENT] if any(one.weight == STOPS for one in remarks) else []),
        *([KIND_CLOSED] if _is_a_kind_closed(campaign) else []),
        *_about_channel(campaign),
        *([SENDER] if sender and not sender.is_ready and not despite_sender else []),
    ]
    return Checked(look, tuple(found), tuple(remarks), sender)


def _about_referral(campaign: Campaign, now: datetime) -> list[Remark]:
    """Tell where a link is handed on to a page that there is not: what stands after its bar is read instead."""
    bodies = []
    for one in campaign.contents.order_by("variant", "language"):
        with suppress(Refusal):
            bodies.append(parse(campaign.channel, one.body))
    uses = any(gap.code == "referral_link" for body in bodies for gap in gaps_of(body))
    return [Remark("referral_without_page", WARNS)] if uses and not referral_page(now=now) else []


def _about_audience(look: AudienceLook) -> list[str]:
    if not look.meant:
        return [NOBODY]
    return [] if look.reached else [ALL_LEFT_OUT]


def _about_channel(campaign: Campaign) -> list[str]:
    if campaign.channel == Campaign.Channel.EMAIL:
        return [] if settings.EMAIL_URL else [NO_SERVER]
    return [NO_GATEWAY] if campaign.channel == Campaign.Channel.SMS and not settings.SMS_URL else []


def _is_a_kind_closed(campaign: Campaign) -> bool:
    kinds = {case["kind_id"] for case in campaign.cases if case.get("kind_id")}
    return VoucherKind.objects.filter(pk__in=kinds, is_active=True).count() != len(kinds)
