"""Made-up campaigns that leave: people who agreed, words to send, and a server that takes them."""

from datetime import UTC, datetime

from django.db import transaction

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns import services
from chaland.campaigns.models import Campaign, Content
from chaland.campaigns.rules.states import SCHEDULED
from chaland.usecases.campaigns.carry_campaigns import carry_campaigns
from chaland.usecases.campaigns.edit_campaign import create_campaign
from factories.opt_in import OFFERS, act, enter

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
BODY = {"blocks": [{"block": "text", "text": "Bonjour {prenom}, ceci est inventé."}]}


def people(number, *, start=0):
    """Enter people who agreed to offers by mail; returns their ids."""
    found = []
    for place in range(start, start + number):
        address = f"p{place}@example.com"
        one = enter(address, first_name=f"Prénom{place}", now=NOW)
        act(one, "granted", OFFERS, address=address)
        found.append(one)
    return found


def campaign(*, control_percent=0, name="Essai", channel="email", **columns):
    """A draft with something to say."""
    one = create_campaign(name=name, channel=channel, scope=EVERYWHERE, now=NOW)
    Content.objects.create(campaign=one, language="fr", subject="Une offre", body=BODY, changed_at=NOW)
    for column, value in {"control_percent": control_percent, **columns}.items():
        setattr(one, column, value)
    one.save()
    return one


def launched(**columns):
    """A campaign that leaves at NOW."""
    one = campaign(**columns)
    with transaction.atomic():
        services.move(one, SCHEDULED, launched_at=NOW, starts_at=NOW)
    return Campaign.objects.get(pk=one.pk)


def carry(*, now=NOW, only=None):
    """Do what is due, at one moment."""
    return carry_campaigns(clock=lambda: now, only=only)
