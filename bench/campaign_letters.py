"""Letters, cards and labels of a campaign as PDF: pages in a second, each with an address and a voucher's barcode."""

import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from _shop import run_bench

MUST = {"must_per_second": 100}
SAID = (
    "Bonjour,\n\nVous êtes venue nous voir au printemps, et nous gardons pour vous un bon à utiliser en boutique.\n\n"
    "La nouvelle collection est arrivée : des robes de lin, des sandales et des chapeaux pour tout l’été."
)


def people(count: int) -> list[Any]:
    """Return made-up people with what they are told."""
    from chaland.campaigns.content.blocks import Heading, Text, Voucher
    from chaland.campaigns.rules.postal import postal_lines
    from chaland.usecases.campaigns.hand_over import Addressee
    from chaland.usecases.campaigns.write_messages import Written

    blocks = (Heading("Rien que pour vous"), Text(SAID), Voucher("À présenter en caisse"), Text("À très bientôt"))
    return [
        Addressee(
            place,
            None,  # type: ignore[arg-type] - no message is kept
            postal_lines("Mme Zoé Teissier", f"{place} rue du Test", "", "34000", "Montpellier"),
            Written("", "fr", blocks=blocks, voucher_code=f"BON-{place:08d}", voucher="10 € offerts"),
        )
        for place in range(count)
    ]


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Measure."""
    from chaland.campaigns.content.compiled import Sender
    from chaland.sentences.campaigns import on_paper

    every, sender = people(options.letters), Sender("Boutique", "Boutique SARL, 34000 Montpellier")
    for name, make in (("letters", on_paper.letters), ("cards", on_paper.cards)):
        cpu, wall = time.process_time(), time.perf_counter()
        make(BytesIO(), every, sender, {})
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        yield {"measure": name, "pages": len(every), "per_second": round(len(every) / wall),
               "per_processor_second": round(len(every) / cpu), **MUST}  # fmt: skip


if __name__ == "__main__":
    run_bench("campaign_letters", run, letters=500)
