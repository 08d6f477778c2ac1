"""The clearing of a made-up street, read by an accounting program; a store reads its own merchant alone."""

from datetime import date

import pytest

from chaland.accounts.services import create_token
from chaland.usecases.loyalty.clear_points import settle_month
from factories.clearing import MARCH, NOW, open_clearing, write
from factories.people import owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    shoes, greens = open_clearing()
    write(shoes, "earned", 100, date(2026, 3, 2))
    write(greens, "burnt", -100, date(2026, 3, 10))
    settle_month(MARCH, user_id=owner().pk, now=NOW)

    def read_as(store, address):
        token = create_token(name="Compta inventée", store=greens if store else None)
        return client.get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {token}"})

    return read_as


@pytest.mark.parametrize("is_store", [False, True])
def test_month_of_a_street_is_read_as_the_token_sees_it(read, is_store):
    told = read(is_store, "clearing?month=2026-03").json()
    seen = {one["merchant"]: (one["honoured"], one["used_elsewhere"], one["net_cents"]) for one in told["merchants"]}
    greens = {"Primeur inventé": (100, 0, 500)}
    others = {name: line for name, line in seen.items() if name not in greens}
    assert (told["month"], {**seen, **greens} == seen, list(others.values())) == (
        "2026-03", True, [] if is_store else [(0, 100, -500)],
    )  # fmt: skip


def test_settlements_tell_who_pays_whom(read):
    (told,) = read(True, "clearing/settlements").json()["settlements"]
    (payment,) = told["payments"]
    assert (told["until_on"], payment["creditor"], payment["cents"]) == ("2026-03-31", "Primeur inventé", 500)


@pytest.mark.parametrize("month", ["2026", "2026-13", "mars", "0000-01"])
def test_month_that_is_none_is_refused(read, month):
    answer = read(False, f"clearing?month={month}")
    assert (answer.status_code, answer.json()["code"]) == (422, "month_not_understood")
