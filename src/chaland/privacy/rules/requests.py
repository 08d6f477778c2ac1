"""By when a request must be answered. Source: RGPD art. 12(3)."""

from calendar import monthrange
from datetime import date, timedelta

REMINDED_AFTER = (timedelta(days=20), timedelta(days=28))
OPEN, REMINDED, URGENT, LATE = "open", "reminded", "urgent", "late"


def due_on(received_on: date) -> date:
    """Return the same day of the next month, or its last day.

    >>> due_on(date(2026, 1, 31)), due_on(date(2026, 12, 5))
    (datetime.date(2026, 2, 28), datetime.date(2027, 1, 5))
    """
    year, month = (received_on.year + 1, 1) if received_on.month == 12 else (received_on.year, received_on.month + 1)  # noqa: PLR2004
    return date(year, month, min(received_on.day, monthrange(year, month)[1]))


def urgency(received_on: date, today: date) -> str:
    """Return open, reminded from the 20th day, urgent from the 28th, late once the month is over.

    >>> [urgency(date(2026, 3, 2), date(2026, 3, 2) + timedelta(days=days)) for days in (19, 20, 28, 31, 32)]
    ['open', 'reminded', 'urgent', 'urgent', 'late']
    """
    if today > due_on(received_on):
        return LATE
    waited = today - received_on
    first, second = REMINDED_AFTER
    return URGENT if waited >= second else REMINDED if waited >= first else OPEN
