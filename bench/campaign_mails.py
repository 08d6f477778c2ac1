"""A campaign by e-mail: its audience with a voucher for each, then personalised mails with barcode and products sent.

Usage: chaland bench campaign_mails [--size PEOPLE] [--mails N] [--sizes N]. With --sizes, everybody bought in three of
so many sizes, and the mails show each reader the new arrivals in theirs. The server on loopback takes everything and
keeps nothing; it is a process of its own. The floor is the same number of mails, written once, sent over one
connection. `memory_mb` is what this process holds before the first mail and after so many thousands of them: it must
stay flat, within a tenth from the first ten thousand on.
"""

import multiprocessing
import resource
import smtplib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

from _shop import NOW, PER_MB, run_bench

PART = 5_000
MARKS = (10_000, 20_000, 50_000, 100_000, 200_000, 500_000)
FLAT = 1.1
MUST = {"must_per_second": 500}
BODY = {
    "blocks": [
        {"block": "heading", "text": "Bonjour {prenom}"},
        {"block": "text", "text": "Ceci est inventé. Voici un bon."},
        {"block": "voucher"},
        {"block": "button", "label": "Voir la boutique", "url": "https://www.example.com/boutique"},
    ]
}


def grant() -> None:
    """Have everybody agree to offers by mail."""
    from django.db import transaction

    from chaland.customers.models import Customer
    from chaland.privacy import services
    from chaland.privacy.models import CurrentConsent
    from chaland.privacy.rules import Act, NewConsent, Proof

    if CurrentConsent.objects.filter(purpose="offers").exists():
        return
    ids = list(Customer.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), PART):
        rows = [
            NewConsent(one, "offers", "email", Act.GRANTED, Proof("desk", "paper")) for one in ids[start : start + PART]
        ]
        with transaction.atomic():
            services.record_many(rows, now=NOW)


def taste(sizes: int) -> None:
    """Have everybody buy in three sizes, and twenty new products come in each size."""
    from chaland.customers.models import Customer
    from chaland.sales.models import TasteFigures
    from chaland.stores.models import Product, Store

    if TasteFigures.objects.exists():
        return
    stores = list(Store.objects.order_by("pk").values_list("pk", flat=True))
    for store, times in ((stores[0], 2), (stores[1], 3), (stores[2], 1)):
        rows = (
            TasteFigures(customer_id=one, store_id=store, trait="size", value=f"T{(one * times) % sizes}", bought=times,
                         revenue_cents=0)
            for one in Customer.objects.values_list("pk", flat=True).iterator()
        )  # fmt: skip
        TasteFigures.objects.bulk_create(rows, batch_size=PART)
    page = "https://www.example.com/neuf"
    Product.objects.bulk_create(
        Product(
            sku=f"N{place}", name=f"Neuf {place}", search_name="neuf", size=f"T{place % sizes}", link=f"{page}{place}"
        )
        for place in range(20 * sizes)
    )


def scheduled(sizes: int) -> Any:
    """A campaign with a voucher for everybody, that leaves now; nine in ten get it."""
    from chaland.accounts.rules import EVERYWHERE
    from chaland.campaigns import services
    from chaland.campaigns.models import Campaign, Content
    from chaland.campaigns.rules.states import SCHEDULED
    from chaland.loyalty.models import VoucherKind
    from chaland.loyalty.rules.vouchers import Terms, as_plain
    from chaland.stores.models import Product
    from chaland.usecases.campaigns.edit_campaign import create_campaign

    kind = VoucherKind.objects.create(name="Bon de mesure", terms=as_plain(Terms("amount", 500)), created_at=NOW)
    one = create_campaign(name="Mesure", channel="email", scope=EVERYWHERE, now=NOW)
    one.cases = [{"rule": None, "kind_id": kind.pk}]
    one.save()
    skus = list(Product.objects.order_by("pk").values_list("sku", flat=True)[:3])
    Product.objects.filter(sku__in=skus).update(price_cents=12_990, link="https://www.example.com/article")
    shown = {"block": "products", "cards": [{"sku": sku} for sku in skus]}
    if sizes:
        taste(sizes)
        shown = {"block": "novelties", "title": "En {taille}", "most": "3"}
    body = {"blocks": [*BODY["blocks"], shown]}
    Content.objects.create(campaign=one, language="fr", subject="{prenom}, un bon pour vous", body=body, changed_at=NOW)
    services.move(one, SCHEDULED, starts_at=NOW, launched_at=NOW)
    return Campaign.objects.get(pk=one.pk)


def sink(listening: socket.socket) -> None:
    """Speak as much SMTP as a client needs, and keep nothing."""
    while True:
        connection, _ = listening.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 sink\r\n")
            for line in lines:
                verb = line[:4].upper()
                if verb == b"DATA":
                    connection.sendall(b"354 go on\r\n")
                    while next(lines, b".\r\n") != b".\r\n":
                        pass
                connection.sendall(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                if verb == b"QUIT":
                    break


@contextmanager
def server() -> Iterator[int]:
    """Run the sink, and give its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        process = multiprocessing.get_context("fork").Process(target=sink, args=(listening,), daemon=True)
        process.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            process.terminate()


def held_mb() -> int:
    """Return the memory that this process holds now; where the system does not tell, the most it ever held."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // PER_MB
    return pages * resource.getpagesize() // (1 << 20)


def curve_of(carrier: Any) -> dict[str, int]:
    """Have the memory looked at as mails leave; returns what is filled in: MB by the number of mails."""
    carry, seen, curve = carrier.carry, count(1), {"0": held_mb()}

    def counted(*given: Any, **named: Any) -> str:
        if (mails := next(seen)) in MARKS:
            curve[str(mails)] = held_mb()
        return str(carry(*given, **named))

    carrier.carry = counted
    return curve


def floor(port: int, mails: int) -> float:
    """Return the mails a second of one mail, written once, sent again and again."""
    content = b"Subject: x\r\n\r\n" + b"x" * 76 + b"\r\n" + (b"x" * 76 + b"\r\n") * 80
    begun = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as client:
        for place in range(mails):
            client.sendmail("a@example.com", [f"p{place}@example.com"], content)
    return mails / (time.perf_counter() - begun)


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    from django.test import override_settings

    from chaland.campaigns.models import Message
    from chaland.config.mail_server import mail_settings
    from chaland.messages.transport import configured
    from chaland.usecases.campaigns.freeze_audience import freeze_audience
    from chaland.usecases.campaigns.mail_campaign import MailCarrier
    from chaland.usecases.campaigns.send_campaign import send_campaign

    grant()
    campaign, moment = scheduled(options.sizes), NOW + timedelta(hours=1)
    begun, spent = time.perf_counter(), time.process_time()
    freeze_audience(campaign, now=moment)
    took, spent = time.perf_counter() - begun, time.process_time() - spent
    people = Message.objects.filter(campaign=campaign).count()
    yield {"measure": "audience drawn up, lake made", "people": people, "seconds": round(took, 2), "must_seconds": 30,
           "processor_s": round(spent, 2)}  # fmt: skip
    waiting = Message.objects.filter(campaign=campaign, state="waiting").order_by("pk")
    others = waiting.values_list("pk", flat=True)[options.mails :]
    Message.objects.filter(pk__in=list(others)).update(state="held_back")
    with (
        server() as port,
        override_settings(EMAIL_URL="set", EMAIL_TIMEOUT=30, **mail_settings(f"smtp://127.0.0.1:{port}")),
    ):
        fastest = floor(port, 2_000)
        transport = configured()
        carrier = MailCarrier(cast("Any", transport))
        curve = curve_of(carrier)
        begun, spent = time.perf_counter(), time.process_time()
        done = send_campaign(campaign, carrier, clock=lambda: moment)
        took, spent = time.perf_counter() - begun, time.process_time() - spent
    yield {
        "measure": "mails sent", **done, "per_second": round(done["sent"] / took), **MUST,
        "processor_ms_each": round(spent / done["sent"] * 1000, 3), "floor_per_second": round(fastest),
        "ratio_to_floor": round(fastest / (done["sent"] / took), 2),
        "memory_mb": curve | {"end": held_mb()}, "must_be_flat": FLAT,
        "grew": round(held_mb() / curve.get(str(MARKS[0]), held_mb()), 2),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // PER_MB,
    }  # fmt: skip


if __name__ == "__main__":
    run_bench("campaign_mails", run, size=100_000, mails=10_000, sizes=0)
