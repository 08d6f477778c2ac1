"""kill -9 while tills post: what was acknowledged is stored, whole, once, and counted."""

import http.client
import random
import threading
import time

import pytest

from factories.live import receipt_of

KILLS = 20
TILLS = 3
SHORTEST, LONGEST = 0.05, 0.25
PATIENCE = 60


class Poster(threading.Thread):
    """A till that posts until its server dies, and begins by sending again what was not acknowledged."""

    def __init__(self, name, sent, acknowledged, unsure):
        super().__init__(name=name)
        self.sent, self.acknowledged, self.unsure = sent, acknowledged, unsure
        self.till = None

    def run(self):
        try:
            while True:
                self.post(self.unsure[0] if self.unsure else self.next_receipt())
        except (OSError, http.client.HTTPException):
            self.till.close()

    def next_receipt(self):
        place = len(self.sent)
        body = receipt_of(f"{self.name}-{place}", 100 + place, f"x:{place % 5}")
        self.sent.append(body)
        self.unsure.append(body)
        return body

    def post(self, body):
        status, answer = self.till.post("/receipts", body)
        assert status in (200, 201), answer
        self.acknowledged.append(body["number"])
        self.unsure.remove(body)


def wait_for_an_answer(tills, before):
    """A machine with much to do may need longer than the shortest life of a server to give its first answer."""
    until = time.monotonic() + PATIENCE
    while sum(len(numbers) for _, _, numbers, _ in tills) == before and time.monotonic() < until:
        time.sleep(0.005)


@pytest.mark.fault("F01")
@pytest.mark.parametrize("kills", [KILLS, pytest.param(3 * KILLS, marks=pytest.mark.long)])
def test_kill_during_ingestion_loses_no_acknowledged_receipt(shop, kills):
    chance = random.Random(20261122)
    tills = [(f"T{place}", [], [], []) for place in range(TILLS)]
    for _ in range(kills):
        server = shop.serve()
        posters = [Poster(*till) for till in tills]
        before = sum(len(numbers) for _, _, numbers, _ in tills)
        for poster in posters:
            poster.till = shop.till(server)
            poster.start()
        wait_for_an_answer(tills, before)
        time.sleep(chance.uniform(SHORTEST, LONGEST))
        server.kill()
        for poster in posters:
            poster.join()

    stored = shop.stored()
    sent = {body["number"]: body["total_cents"] for _, bodies, _, _ in tills for body in bodies}
    acknowledged = {number for _, _, numbers, _ in tills for number in numbers}
    kept = {number: total for number, _, total in stored["receipts"]}
    assert len(acknowledged) >= kills
    assert sorted(acknowledged - kept.keys()) == []
    assert len(kept) == len(stored["receipts"])
    assert {number: sent[number] for number in kept} == kept
    assert {lines for _, lines, _ in stored["receipts"]} == {2}
    assert stored["revenue_cents"] == sum(kept.values())
    assert stored["figures_hold"]


@pytest.mark.fault("F02")
def test_receipt_stored_by_a_server_that_died_before_it_answered_is_replayed(shop):
    body = receipt_of("1042", 1000, "x:1")
    with pytest.raises((OSError, http.client.HTTPException)):
        shop.till(shop.serve("dying")).post("/receipts", body)
    till = shop.till(shop.serve())
    assert [(status, told["status"]) for status, told in (till.post("/receipts", body) for _ in range(2))] == [
        (200, "replayed"),
        (200, "replayed"),
    ]
    assert shop.stored() == {"receipts": [["1042", 2, 1000]], "revenue_cents": 1000, "figures_hold": True}
