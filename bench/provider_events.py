"""What a provider tells of mails, over HTTP: one event in each call from several connections, then a hundred."""

import http.client
import json
import multiprocessing
import time
import uuid
from collections.abc import Iterator
from typing import Any

from _shop import NOW, email, percentiles, run_bench, serving

CLIENTS = 4
ENDINGS = 100
"""One in so many wants no more mails, which is written in the ledger of consents."""
MUST = {"must_per_second": 1_000}


def leave(size: int) -> list[str]:
    """Have a campaign that left to everybody; returns our name of each mail."""
    from django.db import transaction

    from chaland.campaigns.models import Campaign, Message
    from chaland.customers.models import Customer

    campaign = Campaign.objects.create(
        name="Bench", channel="email", purpose="newsletter", seed="x", state="sent", created_at=NOW, changed_at=NOW
    )
    people = Customer.objects.filter(reference__startswith="b:").order_by("pk").values_list("pk", flat=True)[:size]
    keys = [uuid.uuid4() for _ in people]
    with transaction.atomic():
        Message.objects.bulk_create(
            (
                Message(campaign=campaign, customer_id=one, key=key, state="sent", sent_at=NOW)
                for one, key in zip(people, keys, strict=True)
            ),
            batch_size=1_000,
        )
    return [f"<{key.hex}@example.org>" for key in keys]


def tell(port: int, path: str, told: list[list[dict[str, Any]]]) -> list[float]:
    """Make each call over one connection; returns the seconds of each."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    seconds = []
    for events in told:
        body = json.dumps(events if len(events) > 1 else events[0])
        begun = time.perf_counter()
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        said = answer.read()
        seconds.append(time.perf_counter() - begun)
        if answer.status != 200:
            raise SystemExit(f"{answer.status}: {said[:300]!r}")
    return seconds


def event(number: int, name: str, run: int) -> dict[str, Any]:
    """Return one as Brevo tells it."""
    what = "unsubscribe" if number % ENDINGS == 0 else "delivered"
    return {
        "event": what, "email": email(number), "ts_epoch": 1_795_420_800_000 + run, "message-id": f"<{number}@x>",
        "X-Mailin-custom": json.dumps({"message_id": name}), "subject": "Bench", "tags": [],
    }  # fmt: skip


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    from chaland.usecases.campaigns.news_addresses import news_address

    names = leave(options.size)
    path = "/p/" + news_address("brevo").partition("/p/")[2]
    with serving(options.folder) as port, multiprocessing.get_context("fork").Pool(CLIENTS) as clients:
        tell(port, path, [[event(1, names[1], 0)] for _ in range(20)])
        for turn, size in enumerate((1, 100), 1):
            every = [event(number % len(names), names[number % len(names)], turn) for number in range(options.events)]
            calls = [every[at : at + size] for at in range(0, len(every), size)]
            begun = time.perf_counter()
            asked = [(port, path, calls[client::CLIENTS]) for client in range(CLIENTS)]
            seconds = [one for some in clients.starmap(tell, asked) for one in some]
            wall = time.perf_counter() - begun
            yield {"measure": f"{size} in a call, {CLIENTS} connections", "events": len(every), **percentiles(seconds),
                   "per_second": round(len(every) / wall), **MUST}  # fmt: skip


if __name__ == "__main__":
    run_bench("provider_events", run, events=10_000)
