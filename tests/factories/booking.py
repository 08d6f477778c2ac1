"""Made-up online booking."""

from datetime import UTC, datetime, time
from uuid import uuid4

from chaland.accounts.rules import Scope
from chaland.customers.rules import NewCustomer
from chaland.interactions.booking import WantedOpening
from chaland.usecases.collection.book_appointment import Asked, book_appointment
from chaland.usecases.collection.edit_opening import edit_opening

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
NINE = datetime(2026, 3, 3, 8, tzinfo=UTC)
"""Nine in the morning of the next day, in Paris."""


def open_booking(store, **changes):
    """A store that takes one appointment an hour, from nine to twelve, every day."""
    told = {
        "is_open": True, "title": "Essai de lunettes inventé", "length_minutes": 60, "places": 1, "notice_hours": 2,
        "days_ahead": 30, "hours": [[(time(9), time(12))]] * 7, "closed_on": (), "holidays_too": False,
    }  # fmt: skip
    return edit_opening(store.pk, WantedOpening(**{**told, **changes}), scope=Scope())


def book(opening, *, start=NINE, now=NOW, key=None, note="", language="fr", **told):
    """Book as the page does; the secret of the appointment."""
    person = NewCustomer(**{"last_name": "Le Goff", "emails": ("anne@example.com",), **told})
    return book_appointment(Asked(key or uuid4(), opening.code, start, person, note, language), now=now)
