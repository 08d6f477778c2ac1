"""A shop whose server can be started, and killed, many times a second; run by the tests beside it.

python live_shop.py open: makes two shops and a partner's token, and prints the token.
python live_shop.py serve: loads the product once, then for each port read on standard input starts a server process
of its own there and prints its process group. They are the real server on the real application.
python live_shop.py check: prints what is stored, and whether a recomputation of the figures gives the same.
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
    from factories.sales import open_shops

    open_shops("lyon", "nantes")
    return create_token(name="Site marchand")


def serve():
    """Start a server for each port read, until there are no more."""
    import chaland.config.urls
    import chaland.config.wsgi  # noqa: F401 - same

    for port in sys.stdin:
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        group = os.fork()
        if not group:
            become_server(int(port))
        print(group, flush=True)  # noqa: T201 - read by the tests


def become_server(port):
    from granian import Granian

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    Granian(APPLICATION, port=port, interface="wsgi", blocking_threads=6, websockets=False, log_enabled=False).serve()
    os._exit(0)


def check():
    """Return the stored receipts with their lines, and whether the live figures are those of a recomputation."""
    from django.db.models import Count
    from django.utils import timezone

    from chaland.sales.models import Figures, Receipt
    from chaland.usecases.roll_figures import rebuild_figures
    from factories.sales import snapshot

    live = snapshot()
    rebuild_figures(now=timezone.now())
    receipts = Receipt.objects.annotate(held=Count("lines")).values_list("number", "held", "total_cents")
    revenue = sum(Figures.objects.filter(store=None).values_list("revenue_cents", flat=True))
    return {"receipts": list(receipts), "revenue_cents": revenue, "figures_hold": snapshot() == live}


if __name__ == "__main__":
    django.setup()
    what = sys.argv[1]
    if what == "serve":
        serve()
    else:
        print(open_shop() if what == "open" else json.dumps(check()))  # noqa: T201 - read by the tests
