"""Writes consents from several processes at once, on one database; run by the test beside it.

python signer.py [without-guard]: makes people, lets each signer write in a process of its own, then prints whether all
of them ended well, the number of lines and the first problem of the ledger.
"""

import random
import sys

import django

django.setup()

from django.db import transaction  # noqa: E402

from chaland.customers.models import Customer  # noqa: E402
from chaland.database.locks import one_writer  # noqa: E402
from chaland.privacy import ledger, services  # noqa: E402
from chaland.privacy.rules import Act, NewConsent, Proof  # noqa: E402
from chaland.privacy.verifying import verify  # noqa: E402
from factories.customers import NOW, enter  # noqa: E402
from factories.forks import at_once  # noqa: E402

SIGNERS, PEOPLE, ACTS = 3, 6, 40


def sign(seed):
    chance, people = random.Random(seed), list(Customer.objects.values_list("pk", flat=True))
    for _ in range(ACTS):
        act = chance.choice((Act.GRANTED, Act.REFUSED, Act.WITHDRAWN))
        row = NewConsent(chance.choice(people), "offers", "sms", act, Proof("till", "oral"))
        with one_writer(), transaction.atomic():
            services.record_many([row], now=NOW)


def main(guard="with-guard"):
    for place in range(PEOPLE):
        enter(f"P{place}")
    if guard == "without-guard":
        ledger.lock_words = lambda _words: None
    ended = at_once(*((sign, seed) for seed in range(SIGNERS)))
    report = verify()
    print(ended == [0] * SIGNERS, report.lines, report.problem or "holds")  # noqa: T201 - read by the test


main(*sys.argv[1:])
