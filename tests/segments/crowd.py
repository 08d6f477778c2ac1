"""Processes that note who is in one segment, all at once; run by the tests beside it.

python crowd.py open: makes a segment and people.
python crowd.py note SEED: notes members and stays again and again, as two evaluations and a till would.
python crowd.py look: prints how many are in it twice, and how many stays were noted.
"""

import json
import random
import sys
from datetime import timedelta

import django

PEOPLE, ROUNDS = 12, 60


def main(what, *arguments):
    django.setup()
    return {"open": open_shop, "note": note, "look": look}[what](*arguments)


def open_shop():

    from chaland.segments.models import Segment
    from factories.customers import NOW, enter
    from factories.sales import open_shops

    open_shops("lyon")
    for place in range(PEOPLE):
        enter(f"P{place}")
    Segment.objects.create(name="s", rule={"all": []}, created_at=NOW, changed_at=NOW)


def note(seed):
    from django.db import transaction

    from chaland.customers.models import Customer
    from chaland.database.locks import one_writer
    from chaland.segments.models import Segment
    from chaland.segments.services import note_stay
    from chaland.usecases.segments.save_segment import note_inside
    from factories.customers import NOW

    chance = random.Random(seed)
    segment, people = Segment.objects.get(), list(Customer.objects.values_list("pk", flat=True))
    for step in range(ROUNDS):
        now = NOW + timedelta(seconds=step)
        with one_writer(), transaction.atomic():
            if chance.random() < 0.5:
                note_inside(segment, chance.sample(people, chance.randrange(PEOPLE)), now=now)
            else:
                note_stay(segment.pk, chance.choice(people), is_in=chance.random() < 0.7, now=now)


def look():
    from django.db.models import Count

    from chaland.segments.models import Membership

    twice = Membership.objects.filter(left_at=None).values("customer").annotate(times=Count("pk")).filter(times__gt=1)
    return {"open_twice": twice.count(), "stays": Membership.objects.count()}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))  # noqa: T201 - read by the tests
