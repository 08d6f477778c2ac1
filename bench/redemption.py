"""Vouchers used one by one over HTTP: from one client, then from four at once that all want the same ones."""

import http.client
import json
import multiprocessing
import time
from collections.abc import Iterator
from typing import Any

from _shop import partner_token, percentiles, run_bench, serving

CLIENTS = 4
MUST = {"must_p95_ms": 15}


def issue(count: int) -> list[str]:
    """Issue made-up vouchers of one use each; returns their codes."""
    from django.utils import timezone

    from chaland.loyalty.models import Voucher, VoucherKind
    from chaland.loyalty.rules.vouchers import Terms, as_plain
    from chaland.loyalty.services.vouchers import NewVoucher, issue_many

    now, name = timezone.now(), f"bench-{time.time_ns()}"
    terms = as_plain(Terms("amount", 500, is_personal=False))
    kind = VoucherKind.objects.create(name="Bon de mesure", terms=terms, created_at=now)
    issue_many([NewVoucher(kind, None, f"{name}-{place}") for place in range(count)], now=now)
    return list(Voucher.objects.filter(kind=kind).order_by("pk").values_list("code", flat=True))


def redeem(port: int, token: str, name: str, codes: list[str]) -> list[tuple[float, int]]:
    """Use vouchers over one connection; returns the seconds and the status of each."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    told = []
    for code in codes:
        body = json.dumps({"key": f"{name}-{code}", "amount_cents": 4870})
        begun = time.perf_counter()
        connection.request("POST", f"/api/v1/vouchers/{code}/redeem", body, headers)
        answer = connection.getresponse()
        answer.read()
        told.append((time.perf_counter() - begun, answer.status))
    return told


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    token = partner_token()
    warm, alone, shared = issue(20), issue(options.vouchers), issue(options.vouchers)
    with serving(options.folder) as port:
        redeem(port, token, "warm", warm)
        one = redeem(port, token, "one", alone)
        asked = [(port, token, f"client-{client}", shared) for client in range(CLIENTS)]
        with multiprocessing.get_context("fork").Pool(CLIENTS) as clients:
            begun = time.perf_counter()
            four = [each for told in clients.starmap(redeem, asked) for each in told]
            wall = time.perf_counter() - begun
    statuses = [status for _, status in four]
    yield {"measure": "one client", "vouchers": options.vouchers, **percentiles([took for took, _ in one]), **MUST}
    yield {
        "measure": f"{CLIENTS} clients, the same vouchers", "vouchers": options.vouchers,
        **percentiles([took for took, _ in four]), "per_second": round(len(four) / wall),
        "used": statuses.count(200), "refused": statuses.count(409),
        "errors": sum(status not in (200, 409) for status in statuses), **MUST,
    }  # fmt: skip


if __name__ == "__main__":
    run_bench("redemption", run, vouchers=300)
