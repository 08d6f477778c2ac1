"""Writes consents from a process of its own; run by the test beside it, on one database with others.

python signer.py open: makes people. python signer.py sign SEED: waits for a line, then writes.
python signer.py check: prints the number of lines and the first problem of the ledger.
"""

import random
import sys

import django

PEOPLE, ACTS = 6, 40


def main(what, *arguments):
    django.setup()
    return {"open": open_shop, "sign": sign, "check": check}[what](*arguments)


def open_shop():

    from factories.customers import enter

    for place in range(PEOPLE):
        enter(f"P{place}")
    return ""


def sign(seed, guard="with-guard"):
    from django.db import transaction

    from chaland.customers.models import Customer
    from chaland.database.locks import one_writer
    from chaland.privacy import ledger, services
    from chaland.privacy.rules import Act, NewConsent, Proof
    from factories.customers import NOW

    if guard == "without-guard":
        ledger.lock_words = lambda _words: None
    chance, people = random.Random(seed), list(Customer.objects.values_list("pk", flat=True))
    print("ready", flush=True)  # noqa: T201 - read by the test
    sys.stdin.readline()
    for _ in range(ACTS):
        act = chance.choice((Act.GRANTED, Act.REFUSED, Act.WITHDRAWN))
        row = NewConsent(chance.choice(people), "offers", "sms", act, Proof("till", "oral"))
        with one_writer(), transaction.atomic():
            services.record_many([row], now=NOW)
    return "signed"


def check():
    from chaland.privacy.verifying import verify

    report = verify()
    return f"{report.lines} {report.problem or 'holds'}"


if __name__ == "__main__":
    print(main(*sys.argv[1:]))  # noqa: T201 - read by the test
