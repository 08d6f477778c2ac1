"""Three made-up customers and what tests of the screens of segments share."""

import html
import re

from django.test import Client

from chaland.accounts.models import User
from chaland.segments.models import Segment
from chaland.usecases.sales.record_receipts import record_receipts
from factories.customers import NOW, ago, enter
from factories.sales import line, receipt

HTMX = {"HTTP_HX_REQUEST": "true"}
TWICE = {"condition": "visits", "is": {"operator": "at_least", "amount": 2}}
TWICE_TYPED = {
    "g-kind": "all",
    "c-0-type": "visits",
    "c-0-was": "visits",
    "c-0-is-operator": "at_least",
    "c-0-is-amount": "2",
}


def three_people(shops):
    """Ada came three times to Lyon, Bob once to Nantes, Cléo never. Made up."""
    lyon, nantes = shops
    ada, bob = (
        enter("Bonnet", "Ada", store=lyon, cards=("CARTE1",), emails=("ada@exemple.example",)),
        enter("Cohen", "Bob", store=nantes, cards=("CARTE2",)),
    )
    cleo = enter("Dumas", "Cléo", store=lyon)
    told = [
        receipt(str(n), store="lyon", card="CARTE1", sold_at=ago(10 * n), lines=[line("A", 5000)]) for n in (1, 2, 3)
    ]
    record_receipts(
        [*told, receipt("9", store="nantes", card="CARTE2", sold_at=ago(5), lines=[line("B", 3000)])], now=NOW
    )
    return {"ada": ada, "bob": bob, "cleo": cleo}


def visitor(user, language="en"):
    user.language = language
    user.save()
    client = Client()
    client.force_login(user)
    return client


def reader():
    return User.objects.create(email="reader@example.com", name="Rita Reader", role="reader", all_stores=True)


def shown(response):
    running = re.sub(r"</?(em|b)>", "", response.content.decode())
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", running))).strip()


def counted(response):
    found = re.search(r'id="count-number">([^<]*)<', response.content.decode())
    return found and found[1]


def saved(rule=None, store=None, name="Fidèles"):
    return Segment.objects.create(
        name=name, rule=rule or {"all": [TWICE]}, store=store, version=1, created_at=NOW, changed_at=NOW
    )
