"""A shop whose server can be started, and killed, many times a second; run by the tests beside it.

python live_shop.py open: makes two shops and a partner's token, and prints the token.
python live_shop.py serve: loads the product once, then for each port read on standard input starts a server process
of its own there and prints its process group. They are the real server on the real application; after a port, the word
"dying" has it end between what it does for the first receipt and the answer.
python live_shop.py check: prints what is stored, and whether a recomputation of figures and points gives the same.
"""

import json
import os
import signal
import sys

import django

APPLICATION = "chaland.config.wsgi:application"


def open_shop():
    """Make the shops; returns the token."""

    from chaland.accounts.services import create_token
    from factories.loyalty import programme
    from factories.sales import open_shops

    open_shops("lyon", "nantes")
    programme()
    return create_token(name="Site marchand")


def serve():
    """Start a server for each port read, until there are no more."""
    import chaland.config.urls
    import chaland.config.wsgi  # noqa: F401 - same

    for line in sys.stdin:
        port, *how = line.split()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        group = os.fork()
        if not group:
            become_server(int(port), "live_shop:killed_before_it_answers" if how else APPLICATION)
        print(group, flush=True)  # noqa: T201 - read by the tests


def killed_before_it_answers(environ, start_response):
    """The application, in a process that a power cut ends once a receipt is stored, with nothing answered."""
    from chaland.config.wsgi import application

    answer = application(environ, start_response)
    if environ["PATH_INFO"] == "/api/v1/receipts":
        os.killpg(0, signal.SIGKILL)
    return answer


def become_server(port, application):
    from granian import Granian

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    Granian(application, port=port, interface="wsgi", blocking_threads=6, websockets=False, log_enabled=False).serve()
    os._exit(0)


def check():
    """Return the stored receipts with their lines, and whether the live figures and points are worked out the same."""
    from django.db import transaction
    from django.db.models import Count
    from django.utils import timezone

    from chaland.customers.models import Customer
    from chaland.loyalty.services.points import refresh_points
    from chaland.loyalty.verifying import verify
    from chaland.sales.models import Figures, Receipt
    from chaland.usecases.sales.roll_figures import rebuild_figures
    from factories.sales import snapshot

    live = snapshot()
    rebuild_figures(now=timezone.now())
    receipts = Receipt.objects.annotate(held=Count("lines")).values_list("number", "held", "total_cents")
    revenue = sum(Figures.objects.filter(store=None).values_list("revenue_cents", flat=True))
    with transaction.atomic():
        changed = refresh_points(Customer.objects.values_list("pk", flat=True), now=timezone.now())
    holds = snapshot() == live and not any(changed.values()) and not verify().problem
    return {"receipts": list(receipts), "revenue_cents": revenue, "figures_hold": holds}


if __name__ == "__main__":
    django.setup()
    what = sys.argv[1]
    if what == "serve":
        serve()
    else:
        print(open_shop() if what == "open" else json.dumps(check()))  # noqa: T201 - read by the tests
