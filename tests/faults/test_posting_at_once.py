"""Two servers on one database, many tills at once: nothing is lost, nothing counts twice."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from factories.live import receipt_of


def post_each(shop, servers, bodies):
    """Post each body to one of the servers, all at once; return the answers."""

    def post(place_and_body):
        place, body = place_and_body
        till = shop.till(servers[place % len(servers)])
        try:
            return till.post("/receipts", body)
        finally:
            till.close()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(post, enumerate(bodies)))


@pytest.mark.fault("F07")
def test_same_receipt_fifty_times_at_once_is_created_once(shop):
    servers = [shop.serve(), shop.serve()]
    answers = post_each(shop, servers, [receipt_of("1042", 1000, "x:1")] * 50)

    assert Counter((status, body["status"]) for status, body in answers) == {(201, "created"): 1, (200, "replayed"): 49}
    assert len({body["receipt"]["id"] for _, body in answers}) == 1
    assert shop.stored() == {"receipts": [["1042", 2, 1000]], "revenue_cents": 1000, "figures_hold": True}


def test_receipts_of_one_customer_posted_everywhere_at_once_all_count(shop):
    servers = [shop.serve(), shop.serve()]
    bodies = [receipt_of(str(cents), cents, "x:1", ("lyon", "nantes")[cents % 2]) for cents in range(101, 141)]
    answers = post_each(shop, servers, bodies)

    assert Counter(status for status, _ in answers) == {201: 40}
    stored = shop.stored()
    assert (len(stored["receipts"]), stored["revenue_cents"]) == (40, sum(range(101, 141)))
    assert stored["figures_hold"]


def test_batches_posted_at_once_with_shared_receipts_create_each_once(shop):
    servers = [shop.serve(), shop.serve()]
    batches = [
        [receipt_of(str(cents), cents, f"x:{cents % 3}") for cents in range(first, first + 60)] for first in (101, 131)
    ]

    def post(place):
        return shop.till(servers[place]).post("/receipts/batch", {"receipts": batches[place]})

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(post, range(2)))

    counted = Counter(item["status"] for _, body in answers for item in body["results"])
    assert counted == {"created": 90, "replayed": 30}
    stored = shop.stored()
    assert (len(stored["receipts"]), stored["revenue_cents"]) == (90, sum(range(101, 191)))
    assert stored["figures_hold"]
