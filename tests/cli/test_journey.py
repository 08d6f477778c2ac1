"""Journeys from the command line: simulated, switched on, run, switched off. All made up."""

import json

import pytest
import time_machine

from chaland.accounts.rules import EVERYWHERE
from chaland.cli.main import main
from chaland.usecases.journeys.edit_journey import create_journey
from factories.sales import open_shops
from factories.sending import BODY, NOW, people

pytestmark = pytest.mark.django_db


def test_a_journey_is_simulated_switched_on_run_and_switched_off(capsys):
    def say(*words):
        assert main(["journey", *map(str, words), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    open_shops("lyon")
    with time_machine.travel(NOW, tick=False):
        one = create_journey(recipe="welcome", name="Essai", scope=EVERYWHERE, now=NOW)
        one.campaigns.get().contents.update(body=BODY)
        people(2)
        assert say("simulate", one.pk)["entered"] == 0
        assert say("on", one.pk)["is_on"]
        assert say("run") == {"entered": 2, "messages": 0, "alone": 0, "left": 0}
        assert say("show", one.pk)["people"]["going"] == 2
        assert not say("off", one.pk)["is_on"]
        assert [row["is_on"] for row in say("list")["journeys"]] == [False]
