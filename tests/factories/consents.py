"""Consents of made-up people: what a test needs to write and to break."""

from contextlib import contextmanager

from django.db import connection

from chaland.privacy import guard, services
from chaland.privacy.rules import Act, NewConsent, Proof
from factories.customers import NOW

TILL = Proof("till", "oral", reference="papier 12", ip="192.0.2.1", user_agent="Essai/1")
NEWS = {"purpose": "newsletter", "channel": "email"}


def say(customer_id, act, *, at=NOW, purpose="newsletter", channel="email", **more):
    """Write one act down and return its line."""
    more = {"proof": TILL, **more}
    return services.record(customer_id, purpose=purpose, channel=channel, act=Act(act), now=at, **more)


def told(customer_id, act, *, purpose="newsletter", channel="email", **more):
    """An act to be written down with others."""
    return NewConsent(customer_id, purpose, channel, Act(act), **{"proof": TILL, **more})


@contextmanager
def unguarded():
    """Let the ledger be changed, as somebody with the database in their hands could."""
    guard.remove(connection)
    yield
    guard.install(connection)


def meddle(statement):
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement)
