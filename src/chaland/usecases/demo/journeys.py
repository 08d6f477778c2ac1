"""A journey with a year behind it: its mails are made up and changed nothing of what was bought; its results say so."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.db import transaction

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.models import Campaign, Journey, Message, Passage
from chaland.campaigns.rules.hold_out import is_held_out
from chaland.campaigns.rules.journeys import BirthdayOn, birthdays
from chaland.campaigns.standing import Occasion
from chaland.customers.models import Customer
from chaland.database.rows import insert_rows, stored
from chaland.journal.models import ImportRun
from chaland.usecases.demo import identities
from chaland.usecases.journeys.edit_journey import create_journey
from chaland.warehouse import outbox

REFERENCE = f"{identities.REFERENCE}:journey"
NAME = "Anniversaire (envois inventés)"
DAYS, BEFORE = 365, 7
_NAMES = UUID("6a0c1f0e-8f43-4d0b-9d44-5c7f2b1f9f10")
_HOUR = time(9, tzinfo=UTC)


@transaction.atomic
def load_journey(run: ImportRun, *, today: date) -> None:
    """Write what is not there yet: the journey, off, and who would have been written to in the year before a day."""
    if Campaign.objects.filter(reference=REFERENCE).exists():
        return
    begun = datetime.combine(today - timedelta(days=DAYS), _HOUR)
    journey = create_journey(recipe="birthday", name=NAME, scope=EVERYWHERE, now=begun)
    Journey.objects.filter(pk=journey.pk).update(seed=REFERENCE, since_on=begun.date(), launched_at=begun)
    journey.campaigns.update(reference=REFERENCE, seed=REFERENCE, launched_at=begun, frozen_at=begun)
    found = _occasions(run, begun.date(), today - timedelta(days=1))
    _pass(journey.pk, found)
    _write(journey.campaigns.get(), found)


def _occasions(run: ImportRun, first: date, last: date) -> list[Occasion]:
    """Return whose birthday came near on these days, of those whose file was open by then."""
    days: dict[tuple[int | None, int | None], BirthdayOn] = {
        (one.month, one.day): one for one in birthdays(first, last, before=BEFORE)
    }
    born = Customer.objects.filter(import_run=run, birth_day__isnull=False).order_by("pk")
    rows = born.values_list("pk", "birth_month", "birth_day", "created_at")
    met = ((pk, days.get((month, day)), opened.date()) for pk, month, day, opened in rows)
    return [Occasion(pk, str(one.year), one.on) for pk, one, opened in met if one and opened <= one.on]


def _pass(journey_id: int, found: list[Occasion]) -> None:
    rows = [
        (journey_id, one.customer_id, one.name, stored(one.on), 1, Passage.State.DONE.value, "", at, at)
        for one in found
        for at in [stored(datetime.combine(one.on, _HOUR))]
    ]
    columns = ("journey_id", "customer_id", "occasion", "on", "step", "state", "reason", "due_at", "entered_at")
    insert_rows(Passage, columns, rows)


def _write(campaign: Campaign, found: list[Occasion]) -> None:
    columns = (
        "campaign_id", "customer_id", "occasion", "variant", "stratum", "key", "state", "reason", "attempts",
        "provider_id", "sent_at", "entered_on", "parts",
    )  # fmt: skip
    insert_rows(Message, columns, [_message(campaign, one) for one in found])
    outbox.changed("message", Message.objects.filter(campaign=campaign).values_list("pk", flat=True))


def _message(campaign: Campaign, one: Occasion) -> tuple[object, ...]:
    is_alone = is_held_out(campaign.seed, campaign.control_percent, one.customer_id)
    state, sent_at = ("alone", None) if is_alone else ("sent", stored(datetime.combine(one.on, _HOUR)))
    return (
        campaign.pk, one.customer_id, one.name, "a", 0, stored(uuid5(_NAMES, f"{one.customer_id}:{one.name}")), state,
        "", int(not is_alone), "", sent_at, stored(one.on), 0,
    )  # fmt: skip
