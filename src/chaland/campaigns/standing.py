"""Writes of journeys. The caller opens the transaction, by which SQLite already holds its one write lock."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from chaland.campaigns import services
from chaland.campaigns.models import Campaign, Journey, Message, Passage
from chaland.campaigns.rules.journeys import LATE_DAYS, Step, due_at, due_on, read_steps
from chaland.campaigns.rules.states import CANCELLED, DRAFT, PAUSED, RESTORED, SCHEDULED, SENDING
from chaland.customers.models import Customer
from chaland.database.locks import lock_rows
from chaland.stores.queries import network_zone

SWITCHED_OFF, TOO_LATE, MERGED = "switched_off", "too_late", "merged"
_STATE = Passage.State


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why one person enters a journey: what it is called, and its day."""

    customer_id: int
    name: str
    on: date


def start(journey: Journey, *, since: date, now: datetime, launcher_id: int | None) -> None:
    """Switch a journey on: what happens from a day on counts. Its campaigns send what comes along."""
    end_all(journey.pk, SWITCHED_OFF)
    for campaign in journey.campaigns.filter(state=DRAFT):
        services.move(campaign, SCHEDULED, launched_at=now, launcher_id=launcher_id, starts_at=None)
        services.move(campaign, SENDING, frozen_at=campaign.frozen_at or now, paused_for="")
    _save(journey, is_on=True, since_on=since, looked_at=None, stopped_for="", launched_at=now, launcher_id=launcher_id)


def stop(journey: Journey, *, reason: str = "") -> None:
    """Switch a journey off: nobody enters or goes on, and what waits does not leave. Its campaigns are drafts again."""
    end_all(journey.pk, SWITCHED_OFF)
    for campaign in journey.campaigns.exclude(state__in=(DRAFT, CANCELLED)):
        services.hold_back_all(campaign.pk, SWITCHED_OFF)
        for state in (PAUSED, SCHEDULED, DRAFT):
            if campaign.state != state:
                services.move(campaign, state)
    _save(journey, is_on=False, stopped_for=reason)


def stop_all() -> int:
    """Switch every journey off, as a backup was put back; returns how many."""
    found = list(Journey.objects.filter(is_on=True).order_by("pk"))
    for journey in found:
        stop(journey, reason=RESTORED)
    return len(found)


def end_all(journey_id: int, reason: str) -> int:
    """End every passage that is on its way; returns how many."""
    return Passage.objects.filter(journey=journey_id, state=_STATE.GOING).update(state=_STATE.LEFT, reason=reason)


def enter(journey: Journey, found: Sequence[Occasion], *, now: datetime) -> int:
    """Have people enter, each once for each occasion; returns how many are new. Safe to repeat, also at once.

    What a file entered for that was merged into another is not entered for again by that one.
    """
    steps, zone = read_steps(journey.steps), ZoneInfo(network_zone())
    # Whoever was erased since the lake was read is not there any more.
    wanted = {one.customer_id for one in found}
    there = set(Customer.objects.filter(pk__in=wanted, merged_into=None).values_list("pk", flat=True))
    own = Passage.objects.filter(journey=journey, occasion__in={one.name for one in found})
    known = set(own.filter(customer__in=there).values_list("customer", "occasion"))
    merged = own.filter(customer__merged_into__in=there).values_list("customer__merged_into", "occasion")
    known |= {(head, name) for head, name in merged if head}
    new = {(one.customer_id, one.name): one for one in found if one.customer_id in there}
    Passage.objects.bulk_create(
        [
            Passage(
                journey=journey,
                customer_id=one.customer_id,
                occasion=one.name,
                on=one.on,
                due_at=due_at(due_on(steps, 0, one.on), journey.hour, zone),
                entered_at=now,
            )
            for key, one in new.items()
            if key not in known
        ],
        ignore_conflicts=True,
    )
    return len(new.keys() - known)


def leave_merged(journey_id: int) -> int:
    """Have those leave whose file was merged into another; returns how many."""
    going = Passage.objects.filter(journey=journey_id, state=_STATE.GOING, customer__merged_into__isnull=False)
    return going.update(state=_STATE.LEFT, reason=MERGED)


def looked(journey_id: int, *, now: datetime) -> None:
    """Note that occasions were looked for."""
    Journey.objects.filter(pk=journey_id).update(looked_at=now)


def still_here(passages: Sequence[Passage]) -> list[Passage]:
    """Return those that nobody moved on meanwhile, locked; those that another process holds are its own."""
    known = {one.pk: one for one in passages}
    rows = Passage.objects.filter(pk__in=known, state=_STATE.GOING, journey__is_on=True).order_by("pk")
    if connection.vendor != "sqlite":
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return [known[pk] for pk, step in rows.values_list("pk", "step") if known[pk].step == step]


def go_on(journey: Journey, steps: Sequence[Step], passages: Iterable[Passage]) -> None:
    """Have people be at their next step, or at the end."""
    zone = ZoneInfo(network_zone())
    moved = list(passages)
    for one in moved:
        one.step += 1
        if one.step == len(steps):
            one.state = _STATE.DONE
        else:
            one.due_at = due_at(due_on(steps, one.step, one.on), journey.hour, zone)
    Passage.objects.bulk_update(moved, ["step", "state", "due_at"])


def leave(passages: Iterable[Passage], reason: str) -> None:
    """Have people leave before the end."""
    ids = [one.pk for one in passages]
    Passage.objects.filter(pk__in=ids).update(state=_STATE.LEFT, reason=reason[:40])


def note_left_out(campaign_id: int, reasons: Mapping[str, int]) -> None:
    """Add up who was not written to when it was their turn, by reason."""
    if not reasons:
        return
    lock_rows(Campaign, [campaign_id])
    campaign = Campaign.objects.get(pk=campaign_id)
    campaign.left_out = dict(Counter(campaign.left_out) + Counter(reasons))
    campaign.save(update_fields=["left_out"])


def hold_back_late(journey: Journey, *, today: date) -> int:
    """Hold back what waited longer than it makes sense; returns how many."""
    return services.hold_back(
        Message.objects.filter(
            campaign__journey=journey, state=Message.State.WAITING, entered_on__lt=today - timedelta(days=LATE_DAYS)
        ),
        TOO_LATE,
    )


def locked(journey_id: int) -> Journey:
    """Return a journey as it is now, locked."""
    lock_rows(Journey, [journey_id])
    return Journey.objects.get(pk=journey_id)


def campaigns_of(journey: Journey) -> dict[int, Campaign]:
    """Return the campaigns of a journey, by id."""
    return {one.pk: one for one in journey.campaigns.select_related("merchant", "store", "journey")}


def _save(journey: Journey, **columns: object) -> None:
    for name, value in columns.items():
        setattr(journey, name, value)
    journey.save(update_fields=[name.removesuffix("_id") for name in columns])
