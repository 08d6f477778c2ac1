"""From a form to a consent that counts: the page, the mail, its link, the button."""

import re

import pytest
from django.utils import timezone

from chaland.accounts.rules import EVERYWHERE
from chaland.customers.models import Customer
from chaland.customers.queries import as_known
from chaland.messages.models import OutgoingMail
from chaland.privacy.queries import consents_of
from chaland.signups.models import Arrival
from factories.customers import enter
from factories.forms import FIELDS, published, send

pytestmark = pytest.mark.django_db


def link_in_mail():
    return re.search(r"https?://[^/]+(/p/c/[^\s]+)", OutgoingMail.objects.get().text)[1]


def confirm(client, path):
    page = client.get(path).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    return client.post(path, fields)


def states(customer_id):
    return [one.state for one in consents_of(customer_id)]


def test_link_looked_at_changes_nothing_and_its_button_gives_the_consent(client):
    send(published(now=timezone.now()), now=timezone.now())
    found, path = Customer.objects.get().pk, link_in_mail()
    client.get(path)
    assert (states(found), Arrival.objects.get().confirmed_at) == (["pending"], None)
    assert confirm(client, path).status_code in (200, 302)
    assert states(found) == ["granted"]
    assert Arrival.objects.get().confirmed_at is not None


def test_known_person_who_confirms_has_their_file_completed(client):
    known = enter("Le Goff", emails=("anne@example.com",), now=timezone.now())
    form = published(now=timezone.now(), fields={**FIELDS, "mobile": "optional"})
    send(form, now=timezone.now(), first_name="Anne", mobiles=("0639980123",))
    assert as_known(known, EVERYWHERE).mobiles == ()
    confirm(client, link_in_mail())
    assert (as_known(known, EVERYWHERE).mobiles, states(known)) == (("+33639980123",), ["granted"])
