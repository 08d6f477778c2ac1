"""The results page of a campaign to six customers in ten of a made-up lake: how long one waits for it.

Cold (the first page of a process), then --times again; medians, in seconds of the clock and of the processors, for the
figures and for the page around them; then the page of all campaigns together, over ninety days of every customer.
--size customers with 20 receipts each; --folder keeps the lake.
"""

import argparse
import json
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import _lake
from _lake import NOW, TODAY, open_lake
from _shop import PER_MB

MUST = {"must_page_s": 1.0}


def timed(step: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds by the wall and of processor."""
    wall, processor = time.perf_counter(), time.process_time()
    step()
    return time.perf_counter() - wall, time.process_time() - processor


def medians(step: Callable[[], Any], times: int) -> tuple[float, float]:
    walls, processors = zip(*(timed(step) for _ in range(times)), strict=True)
    return round(statistics.median(walls), 3), round(statistics.median(processors), 3)


def measured(times: int) -> dict[str, Any]:
    from django.test import Client
    from django.urls import reverse

    from chaland.accounts import services
    from chaland.accounts.models import User
    from chaland.accounts.rules import Scope
    from chaland.campaigns.models import Campaign
    from chaland.usecases.campaigns.edit_campaign import change_policy
    from chaland.usecases.campaigns.read_results import read_results

    told = {"name": "Hiver", "channel": "email", "purpose": "newsletter", "seed": "winter", "state": "sent"}
    dates = {"created_at": NOW, "changed_at": NOW, "frozen_at": NOW - timedelta(days=30)}
    campaign, _ = Campaign.objects.get_or_create(pk=1, defaults={**told, **dates, "fixed_cents": 50_000})
    owner = User.objects.filter(email="bench@example.com").first() or services.create_user(
        email="bench@example.com", name="Bench", role="owner", all_stores=True, stores=()
    )
    browser = Client(HTTP_HOST="127.0.0.1")
    browser.force_login(owner)
    address = reverse("campaign-results", args=[campaign.pk])
    cold, _processor = timed(lambda: browser.get(address))
    found = read_results(campaign.pk, Scope(), now=NOW)
    figures = medians(lambda: read_results(campaign.pk, Scope(), now=NOW), times)
    page = medians(lambda: browser.get(address), times)
    change_policy(
        most_messages=4, in_days=30, hold_out_percent=5, hold_out_since=TODAY - timedelta(days=90), today=TODAY
    )
    together = medians(lambda: browser.get(reverse("campaign-together")), times)
    return {
        "written_to": found.people, "left_alone": found.people_alone, "cold_s": round(cold, 3),
        "figures_s": figures[0], "figures_processor_s": figures[1], "page_s": page[0], "page_processor_s": page[1],
        "together_page_s": together[0], "together_processor_s": together[1],
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // PER_MB,
        "load": round(os.getloadavg()[0], 1), **MUST,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="chaland bench campaign_results", description=__doc__)
    parser.add_argument("--folder", type=Path, help="data folder to use again; a new temporary one without it")
    parser.add_argument("--size", type=int, default=100_000, help="(100000)")
    parser.add_argument("--times", type=int, default=7, help="(7)")
    options = parser.parse_args()
    _lake.LINES_EACH = 0
    with tempfile.TemporaryDirectory(prefix="chaland-bench-") as folder:
        open_lake(options.folder or Path(folder), options.size)
        print(json.dumps({"bench": "campaign_results", "customers": options.size, **measured(options.times)}))


if __name__ == "__main__":
    main()
