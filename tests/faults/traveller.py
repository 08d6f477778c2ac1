"""One of several processes that run the journeys of a made-up shop; run by its test.

python traveller.py open: makes a shop, a journey that is on, and people whose file was opened. run [die N]
[without-guard]: has them enter and, a day later, go on; with a number it dies as so many were about to go on.
check: prints how many passages there are, how many people, how many messages, to how many. without-guard: an occasion
is called after the process that found it.
"""

import os
import signal
import sys

import django

django.setup()

from datetime import timedelta  # noqa: E402

from chaland.accounts.rules import EVERYWHERE  # noqa: E402
from chaland.campaigns import standing  # noqa: E402
from chaland.campaigns.models import Message, Passage  # noqa: E402
from chaland.usecases.journeys import run_journeys as running  # noqa: E402
from chaland.usecases.journeys.edit_journey import create_journey, switch_on  # noqa: E402
from factories.sales import open_shops  # noqa: E402
from factories.sending import BODY, NOW, people  # noqa: E402

PEOPLE = 30
running.AT_ONCE = 4


def open_shop():
    open_shops("lyon")
    one = create_journey(recipe="welcome", name="Essai", scope=EVERYWHERE, now=NOW)
    one.campaigns.get().contents.update(body=BODY)
    switch_on(one.pk, user=None, scope=EVERYWHERE, now=NOW)
    people(PEOPLE)


def run(*how):
    if "die" in how:
        die_before(int(how[how.index("die") + 1]))
    if "without-guard" in how:
        call_after_the_process()
    for days in (0, 1):
        running.run_journeys(clock=lambda at=NOW + timedelta(days=days): at)


def die_before(number):
    left, go_on = [number], standing.go_on

    def dying(*given):
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        go_on(*given)

    standing.go_on = dying


def call_after_the_process():
    found_for = running.found_for
    running.found_for = lambda *given, **more: (
        standing.Occasion(one.customer_id, f"{one.name} {os.getpid()}", one.on) for one in found_for(*given, **more)
    )


def check():
    entered, sent = (
        Passage.objects.values_list("customer", flat=True),
        Message.objects.values_list("customer", flat=True),
    )
    print(len(entered), len(set(entered)), len(sent), len(set(sent)))  # noqa: T201 - read by the test


def main():
    what, *rest = sys.argv[1:]
    if what in ("open", "check"):
        return open_shop() if what == "open" else check()
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    return run(*rest)


main()
