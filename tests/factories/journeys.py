"""Made-up journeys that are on, who buys meanwhile, and running them."""

from datetime import timedelta

from django.test import override_settings

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.models import Message
from chaland.config.mail_server import mail_settings
from chaland.sales.models import Receipt
from chaland.usecases.journeys.edit_journey import (
    change_journey,
    create_journey,
    switch_on,
)
from chaland.usecases.journeys.run_journeys import run_journeys
from chaland.usecases.sales.attach_receipt import attach_receipt
from chaland.usecases.sales.record_receipts import record_receipt
from factories.mail_servers import HOST
from factories.sales import receipt
from factories.sending import NOW

DAY = timedelta(days=1)


def on(recipe="welcome", *, control_percent=0, steps=None, now=NOW, options=None, **more):
    """A journey that is on from a moment."""
    one = create_journey(recipe=recipe, name=f"Essai {recipe}", scope=EVERYWHERE, now=now)
    for campaign in one.campaigns.all():
        for content in campaign.contents.all():
            content.body = {"blocks": [{"block": "text", "text": "Bonjour {prenom}, ceci est inventé."}]}
            content.save()
    sent = [step for step in one.steps if step["do"] == "send"]
    change_journey(
        one.pk,
        name=one.name,
        options=options or one.options,
        steps=one.steps if steps is None else [*steps, *sent],
        segment_id=None,
        hour=10,
        control_percent=control_percent,
        scope=EVERYWHERE,
        now=now,
        **more,
    )
    return switch_on(one.pk, user=None, scope=EVERYWHERE, now=now)


def run(now=NOW):
    return run_journeys(clock=lambda: now)


def buys(customer_id, at):
    number = f"{customer_id} {at:%Y%m%d}"
    record_receipt(receipt(number, sold_at=at), now=at)
    attach_receipt(Receipt.objects.get(number=number).pk, customer_id, now=at)


def served(port):
    return override_settings(EMAIL_URL="set", EMAIL_TIMEOUT=5, **mail_settings(f"smtp://{HOST}:{port}"))


def messages(state=None):
    found = Message.objects.all()
    return (found.filter(state=state) if state else found).count()
