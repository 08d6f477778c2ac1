"""A campaign by mail is tried out: somebody of the shop gets it first, as a made-up person would."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from chaland.accounts.models import User
from chaland.accounts.rules import Scope
from chaland.campaigns.models import Campaign, Content
from chaland.kernel.errors import Refusal
from chaland.messages.transport import Letter, NotTaken, configured
from chaland.usecases.campaigns.edit_campaign import own_campaign
from chaland.usecases.campaigns.mail_campaign import message_id, sender_name
from chaland.usecases.campaigns.preview_message import preview_message


def try_campaign(campaign_id: int, *, user: User, scope: Scope, now: datetime) -> int:
    """Send every variant in every language to one who prepares it, at their own address; returns how many.

    Nobody's data stands in it, and its way out leads nowhere. Raises Refusal `campaign_cannot_be_tried` for another
    channel than e-mail or without a mail server, `campaign_content_missing`, `campaign_test_not_taken`; what reading
    its content raises; and as `own_campaign`.
    """
    campaign = own_campaign(campaign_id, scope)
    transport = configured() if campaign.channel == Campaign.Channel.EMAIL else None
    if transport is None:
        raise Refusal("campaign_cannot_be_tried")
    letters = [_letter(campaign, one, user, scope, now) for one in campaign.contents.order_by("variant", "language")]
    if not letters:
        raise Refusal("campaign_content_missing")
    with transport:
        for letter in letters:
            try:
                transport.send(letter)
            except NotTaken as answer:
                raise Refusal("campaign_test_not_taken", said=answer.said[:200]) from answer
    return len(letters)


def _letter(campaign: Campaign, one: Content, user: User, scope: Scope, now: datetime) -> Letter:
    said = preview_message(
        campaign,
        variant=one.variant,
        language=one.language,
        subject=one.subject,
        body=one.body,
        scope=scope,
        now=now,
    )
    with translation.override(one.language):
        subject = _("[Trial] {subject}").format(subject=said.subject)
    return Letter(
        to=user.email,
        subject=subject,
        text=said.text,
        html=said.html,
        message_id=message_id(uuid4()),
        sender=settings.MAIL_FROM,
        sender_name=sender_name(campaign),
        written_at=now,
        attachments=said.attachments,
    )
