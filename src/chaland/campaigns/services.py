"""Writes of campaigns. The caller opens the transaction, by which SQLite already holds its one write lock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from chaland.campaigns.models import Campaign, Message, Policy
from chaland.campaigns.rules.states import LEASE, PUT_OFF, RESTORED, may_follow, most_now
from chaland.database.locks import lock_rows
from chaland.database.lookups import execute, fetch, values_source
from chaland.database.rows import run_many, stored
from chaland.kernel.errors import Conflict
from chaland.warehouse import outbox

_State = Message.State
_REASON = 300
_MOMENT_OF = {
    "delivered": "delivered_at",
    "bounced": "bounced_at",
    "complained": "complained_at",
    "clicked": "clicked_at",
    "scanned": "scanned_at",
    "unsubscribed": "unsubscribed_at",
}


@dataclass(frozen=True, slots=True)
class NewMessage:
    """One person of an audience. is_alone: the draw leaves them alone. entered_on: of a journey, see `Message`."""

    customer_id: int
    key: UUID
    is_alone: bool
    variant: str = "a"
    stratum: int = 0
    tier: str | None = None
    parts: int = 0
    case: int | None = None
    voucher_id: int | None = None
    occasion: str = ""
    entered_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewEvent:
    """What was told of a message. external: the teller's name for it, told twice is once."""

    message_id: int
    kind: str
    at: datetime
    external: str
    detail: str = ""


def policy() -> Policy:
    """Return what holds for every campaign, as it is by default before anybody chose."""
    return Policy.objects.filter(pk=1).first() or Policy(pk=1, hold_out_seed="")


def move(campaign: Campaign, state: str, **columns: Any) -> None:
    """Bring a campaign to another state. Raises Conflict `campaign_state` where it may not follow from its own."""
    lock_rows(Campaign, [campaign.pk])
    campaign.refresh_from_db(fields=["state"])
    if not may_follow(campaign.state, state):
        raise Conflict("campaign_state", state=campaign.state)
    for name, value in {"state": state, **columns}.items():
        setattr(campaign, name, value)
    campaign.save(update_fields=["state", *columns])


def add_messages(campaign: Campaign, every: Sequence[NewMessage], *, now: datetime) -> None:
    """Add people to the audience, each once; those who are in it already stay as they are."""
    columns = (
        "campaign_id", "customer_id", "occasion", "variant", "stratum", "tier", "parts", "case", "voucher_id", "key",
        "state", "reason", "attempts", "next_try_at", "provider_id", "entered_on",
    )  # fmt: skip
    names = ", ".join(f'"{name}"' for name in columns)
    run_many(
        f'INSERT INTO "campaigns_message" ({names}) VALUES ({", ".join(["%s"] * len(columns))}) '  # noqa: S608
        "ON CONFLICT DO NOTHING",
        [_row(campaign.pk, one, now) for one in every],
    )
    people = [one.customer_id for one in every]
    outbox.changed(
        "message", Message.objects.filter(campaign=campaign, customer__in=people).values_list("pk", flat=True)
    )


def _row(campaign_id: int, one: NewMessage, now: datetime) -> tuple[Any, ...]:
    state, due = (_State.ALONE, None) if one.is_alone else (_State.WAITING, stored(now))
    return (
        campaign_id, one.customer_id, one.occasion, one.variant, one.stratum, one.tier, one.parts, one.case,
        one.voucher_id, stored(one.key), str(state), "", 0, due, "", stored(one.entered_on),
    )  # fmt: skip


def claim(campaign: Campaign, *, limit: int, now: datetime) -> list[Message]:
    """Take messages that wait, at most `limit` and as many as the campaign's rate lets go, for LEASE.

    None while it is not being sent. Commit before anything leaves. Those whose claim ended without a word are from
    now on not known.
    """
    lock_rows(Campaign, [campaign.pk])
    campaign.refresh_from_db(fields=["state", "ends_at"])
    lapse(campaign.pk, now=now)
    if campaign.state != Campaign.State.SENDING:
        return []
    if campaign.ends_at and campaign.ends_at <= now:
        hold_back_all(campaign.pk, "too_late")
        return []
    room = most_now(limit, campaign.per_hour, **_left_lately(campaign, now))
    taken = list(_locked(_waiting(campaign.pk, now)).order_by("next_try_at", "pk")[:room])
    for one in taken:
        one.next_try_at = now + LEASE
    ids = [one.pk for one in taken]
    Message.objects.filter(pk__in=ids).update(state=_State.SENDING, next_try_at=now + LEASE)
    return taken


def _waiting(campaign_id: int, now: datetime) -> Any:
    return Message.objects.filter(campaign=campaign_id, state=_State.WAITING, next_try_at__lte=now)


def _locked(rows: Any) -> Any:
    return rows if connection.vendor == "sqlite" else rows.select_for_update(skip_locked=True)


def _left_lately(campaign: Campaign, now: datetime) -> dict[str, int]:
    if campaign.per_hour is None:
        return {"last_hour": 0, "last_minute": 0}
    own = Message.objects.filter(campaign=campaign)
    under_way = own.filter(state=_State.SENDING).count()
    return {
        "last_hour": under_way + own.filter(sent_at__gt=now - timedelta(hours=1)).count(),
        "last_minute": under_way + own.filter(sent_at__gt=now - timedelta(minutes=1)).count(),
    }


def lapse(campaign_id: int, *, now: datetime) -> int:
    """Note of which messages nobody knows whether they left; returns how many."""
    over = Message.objects.filter(campaign=campaign_id, state=_State.SENDING, next_try_at__lte=now)
    return _change(over, state=_State.UNKNOWN, reason="lease_over")


def note_sent(taken: Mapping[int, tuple[str, int | None]], *, now: datetime) -> None:
    """Note that messages left: by id, what the server calls each and the line of the ledger that let it."""
    source, parameters = values_source(
        ["bigint", "text", "bigint"], [(pk, name[:200], entry) for pk, (name, entry) in taken.items()]
    )
    execute(
        "UPDATE campaigns_message SET state = %s, sent_at = %s, reason = '', attempts = attempts + 1, "  # noqa: S608
        f"next_try_at = NULL, provider_id = v.c1, consent_entry_id = v.c2 FROM {source} WHERE id = v.c0",
        [str(_State.SENT), stored(now), *parameters],
    )
    outbox.changed("message", taken)


def note_held_back(ids: Iterable[int], reason: str) -> None:
    """Note that messages do not leave, and why."""
    _change(_own(ids), state=_State.HELD_BACK, reason=reason[:_REASON], next_try_at=None)


def note_failed(message_id: int, reason: str) -> None:
    """Note that a message was refused for good, in the words of who refused it."""
    _change(_own([message_id]), state=_State.FAILED, reason=reason[:_REASON], next_try_at=None)


def note_unknown(message_id: int, reason: str) -> None:
    """Note that nobody knows whether a message left; it is not sent again by itself."""
    _change(_own([message_id]), state=_State.UNKNOWN, reason=reason[:_REASON], next_try_at=None)


def give_back(ids: Iterable[int], *, at: datetime) -> None:
    """Have messages wait again until a moment: those that were claimed and surely did not leave."""
    _change(_own(ids), state=_State.WAITING, next_try_at=at)


def let_go_again(campaign_id: int, *, now: datetime, reason: str = "") -> int:
    """Have messages tried again: those not known, or those held back as the server put them off; returns how many."""
    own = Message.objects.filter(campaign=campaign_id)
    meant = (
        own.filter(state=_State.HELD_BACK, reason=PUT_OFF) if reason == PUT_OFF else own.filter(state=_State.UNKNOWN)
    )
    return _change(meant, state=_State.WAITING, next_try_at=now, reason="")


def let_be(campaign_id: int) -> int:
    """Take it that messages of which nobody knows did not leave, and leave it at that; returns how many."""
    own = Message.objects.filter(campaign=campaign_id, state=_State.UNKNOWN)
    return _change(own, state=_State.HELD_BACK, reason="let_be")


def hold_back_all(campaign_id: int, reason: str) -> int:
    """Hold back every message that waits; returns how many."""
    return hold_back(Message.objects.filter(campaign=campaign_id, state=_State.WAITING), reason)


def hold_back(messages: QuerySet[Message], reason: str) -> int:
    """Hold these messages back; returns how many."""
    return _change(messages, state=_State.HELD_BACK, reason=reason, next_try_at=None)


def pause_all() -> int:
    """Pause every campaign that is under way and of no journey, as a backup was put back; returns how many."""
    states = [Campaign.State.SCHEDULED, Campaign.State.SENDING]
    under_way = Campaign.objects.filter(state__in=states, journey=None)
    return under_way.update(state=Campaign.State.PAUSED, paused_for=RESTORED)


def note_events(events: Sequence[NewEvent]) -> list[NewEvent]:
    """Note what was told of messages; returns what was not known yet. Safe to repeat."""
    told = {one.external: one for one in events}
    # Providers tell one by one, thousands of times: Django takes longer to write the question than to be answered.
    source, parameters = values_source(["text"], [(external,) for external in told])
    rows = fetch(f"SELECT e.external FROM {source} JOIN campaigns_messageevent e ON e.external = v.c0", parameters)  # noqa: S608
    known = {external for (external,) in rows}
    new = [one for external, one in told.items() if external not in known]
    run_many(
        'INSERT INTO "campaigns_messageevent" ("message_id", "kind", "at", "external", "detail") '
        "VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        [(one.message_id, one.kind, stored(one.at), one.external[:200], one.detail[:_REASON]) for one in new],
    )
    for kind, column in _MOMENT_OF.items():
        if moments := [(one.message_id, stored(one.at)) for one in new if one.kind == kind]:
            _note_moments(column, moments)
    outbox.changed("message", [one.message_id for one in new])
    return new


def _note_moments(column: str, rows: Sequence[tuple[int, Any]]) -> None:
    run_many(
        f'UPDATE campaigns_message SET "{column}" = %s WHERE id = %s AND ("{column}" IS NULL OR "{column}" > %s)',  # noqa: S608
        [(at, pk, at) for pk, at in rows],
    )


def _own(ids: Iterable[int]) -> Any:
    return Message.objects.filter(Q(pk__in=list(ids)))


def _change(rows: Any, **columns: Any) -> int:
    ids = list(rows.values_list("pk", flat=True))
    for start in range(0, len(ids), outbox.MOST_IDS):
        Message.objects.filter(pk__in=ids[start : start + outbox.MOST_IDS]).update(**columns)
    outbox.changed("message", ids)
    return len(ids)
