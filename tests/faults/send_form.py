"""Sends the same form of a new customer from eight threads at once; run by the test beside it, on its own database.

Prints where each was sent, and how many files there are of each name.
"""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import django

AT_ONCE = 8


def send(typed):
    """Post the form from every thread at the same moment; return status and address of each answer."""
    from django.db import connection
    from django.test import Client

    from chaland.accounts.models import User

    start = Barrier(AT_ONCE)

    def post(_place):
        browser = Client(SERVER_NAME="localhost")
        browser.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
        start.wait()
        answer = browser.post("/customers/new/", typed)
        connection.close()
        return answer.status_code, answer.get("Location")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(post, range(AT_ONCE)))


def main():
    from chaland.customers.models import Customer
    from factories.people import owner

    owner()
    forms = [
        {"last_name": "Inventée", "first_name": "Zoé"},
        {"last_name": "Fictif", "first_name": "Léo", "card": "2900000010000", "email": "leo@example.com"},
    ]
    answers = [send({**typed, "form_key": str(uuid4())}) for typed in forms]
    files = Counter(Customer.objects.values_list("last_name", flat=True))
    print(json.dumps({"answers": answers, "files": files}))  # noqa: T201 - read by the test


if __name__ == "__main__":
    django.setup()
    main()
