"""A campaign is approved, launched, paused, gone on with, or cancelled."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from chaland.accounts.models import User
from chaland.accounts.rules import APPROVE_CAMPAIGNS, LAUNCH_CAMPAIGNS, Scope, may
from chaland.campaigns import services
from chaland.campaigns.models import Campaign, Message
from chaland.campaigns.rules.states import CANCELLED, DRAFT, PAUSED, PUT_OFF, SCHEDULED, SENDING
from chaland.database.locks import lock_rows, one_writer
from chaland.kernel.errors import Conflict, Forbidden, Refusal
from chaland.usecases.campaigns.check_campaign import check_campaign
from chaland.usecases.campaigns.edit_campaign import own_campaign, own_draft


def approve_campaign(campaign_id: int, *, user: User, scope: Scope, now: datetime) -> Campaign:
    """Note that somebody who may has read a draft through; a change afterwards undoes it.

    Raises Forbidden `campaign_not_yours_to_approve`, and as `own_draft`.
    """
    if not may(user.role, APPROVE_CAMPAIGNS):
        raise Forbidden("campaign_not_yours_to_approve")
    with one_writer(), transaction.atomic():
        campaign = own_draft(campaign_id, scope)
        campaign.approver, campaign.approved_at = user, now
        campaign.save(update_fields=["approver", "approved_at"])
    return campaign


def launch_campaign(
    campaign_id: int, *, user: User | None, scope: Scope, now: datetime, despite_sender: bool = False
) -> Campaign:
    """Have an approved draft leave at its moment. user: none for who works on the machine itself.

    despite_sender: although the sender's domain does not vouch for it; for who may change the settings.
    Raises Forbidden `campaign_not_yours_to_launch`, Conflict `campaign_not_approved` or `campaign_of_journey`, Refusal
    `campaign_not_ready` with the first obstacle, and as `own_draft`.
    """
    if user and not may(user.role, LAUNCH_CAMPAIGNS):
        raise Forbidden("campaign_not_yours_to_launch")
    obstacles = check_campaign(own_campaign(campaign_id, scope), despite_sender=despite_sender).obstacles
    with one_writer(), transaction.atomic():
        campaign = own_draft(campaign_id, scope)
        if campaign.journey_id:
            raise Conflict("campaign_of_journey")
        if user and campaign.approved_at is None:
            raise Conflict("campaign_not_approved")
        if obstacles:
            raise Refusal("campaign_not_ready", reason=obstacles[0])
        services.move(campaign, SCHEDULED, launched_at=now, launcher=user, starts_at=campaign.starts_at or now)
    return campaign


def pause_campaign(campaign_id: int, *, scope: Scope) -> Campaign:
    """Have no more messages leave until somebody says so. Raises as `_held_apart`, Conflict `campaign_state`."""
    with _held_apart(campaign_id, scope) as campaign:
        services.move(campaign, PAUSED)
    return campaign


def resume_campaign(campaign_id: int, *, scope: Scope) -> Campaign:
    """Go on with a paused campaign, from where it was. Raises as `_held_apart`, Conflict `campaign_state`."""
    with _held_apart(campaign_id, scope) as campaign:
        if campaign.state != Campaign.State.PAUSED:
            raise Conflict("campaign_state", state=campaign.state)
        services.move(campaign, SENDING if campaign.frozen_at else SCHEDULED, paused_for="")
    return campaign


def cancel_campaign(campaign_id: int, *, scope: Scope, now: datetime) -> Campaign:
    """Have a campaign send nothing any more; what left, left. Raises as `_held_apart`, Conflict `campaign_state`."""
    with _held_apart(campaign_id, scope) as campaign:
        services.move(campaign, CANCELLED, finished_at=now)
        services.hold_back_all(campaign.pk, "cancelled")
    return campaign


def take_back_launch(campaign_id: int, *, scope: Scope) -> Campaign:
    """Make a draft again of what waits for its moment and whose audience is not drawn. Raises as `cancel_campaign`."""
    with _held_apart(campaign_id, scope) as campaign:
        if Message.objects.filter(campaign=campaign).exists():
            raise Conflict("campaign_has_audience")
        services.move(campaign, DRAFT, launched_at=None, launcher=None)
    return campaign


def send_again(campaign_id: int, *, reason: str, scope: Scope, now: datetime) -> int:
    """Have messages tried again, at somebody's word: those of which nobody knows, or that the server put off (PUT_OFF).

    Returns how many. Some of the unknown may have left: they then arrive twice. Raises as `own_campaign`.
    """
    with _held(campaign_id, scope) as campaign:
        found = services.let_go_again(campaign.pk, now=now, reason=PUT_OFF if reason == PUT_OFF else "")
        if found and campaign.state == Campaign.State.SENT:
            services.move(campaign, SENDING, finished_at=None)
    return found


def let_be(campaign_id: int, *, scope: Scope) -> int:
    """Leave it at that with those of which nobody knows; returns how many. Raises as `own_campaign`."""
    with _held(campaign_id, scope) as campaign:
        return services.let_be(campaign.pk)


@contextmanager
def _held(campaign_id: int, scope: Scope) -> Iterator[Campaign]:
    """Hold a campaign, locked until what is done inside is written down. Raises as `own_campaign`."""
    with one_writer(), transaction.atomic():
        lock_rows(Campaign, [campaign_id])
        yield own_campaign(campaign_id, scope)


@contextmanager
def _held_apart(campaign_id: int, scope: Scope) -> Iterator[Campaign]:
    """Hold a campaign that is moved for itself. Raises as `_held`, Conflict `campaign_of_journey`."""
    with _held(campaign_id, scope) as campaign:
        if campaign.journey_id:
            raise Conflict("campaign_of_journey")
        yield campaign
