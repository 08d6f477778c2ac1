"""What made-up people agreed to: by their place, each another mix of answers, days and stances."""

from datetime import datetime, timedelta

from chaland.customers.models import ContactPoint
from chaland.privacy import services
from chaland.privacy.rules import Act, NewConsent, Proof

PAPER = Proof("desk", "paper")
# A year ago to the day, nearly, long ago and lately: consents of twelve months lapse today, soon, before and later.
DAYS_AGO = (365, 364, 360, 340, 336, 335, 334, 500, 20, 366)
ASKED = (("newsletter", "email"), ("offers", "sms"), ("offers", "post"), ("survey", "phone"), ("loyalty", "email"))
ACTS = (Act.GRANTED, Act.REFUSED, Act.INFORMED, Act.GRANTED, Act.ASKED, Act.WITHDRAWN, Act.GRANTED)


def agree(ids: list[int], now: datetime) -> None:
    """Write answers of all of them down; one of seven refuses profiling, another is on the objection list."""
    rows = [
        NewConsent(one, *what, ACTS[(place + turn) % len(ACTS)], PAPER, given_at=_ago(now, place * 3 + turn))
        for place, one in enumerate(ids)
        for turn, what in enumerate(ASKED)
        if (place + turn) % 4
    ]
    services.record_many(rows, now=now)
    for place, one in enumerate(ids):
        if place % 7 == 5:
            services.take_stance(one, "no_profiling", now=now)
        point = ContactPoint.objects.filter(customer=one, kind="email").first()
        if point and place % 7 == 3:
            services.object_to("email", point.normalised, now=now)


def _ago(now: datetime, place: int) -> datetime:
    return now - timedelta(DAYS_AGO[place % len(DAYS_AGO)])
