"""Campaigns from the command line: checked, launched, followed. All made up."""

import json

import pytest
from django.test import override_settings

from chaland.cli.main import main
from chaland.config.mail_server import mail_settings
from factories.mail_servers import HOST, inbox
from factories.sales import open_shops
from factories.sending import campaign, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(capsys):
    open_shops("lyon")

    def run(*words):
        code = main(["campaign", *map(str, words), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_draft_is_checked_launched_and_sent(say):
    people(3)
    one = campaign()
    with inbox() as server, override_settings(EMAIL_URL="set", **mail_settings(f"smtp://{HOST}:{server.port}")):
        code, told = say("check", one.pk)
        assert (code, told["reached"], told["alone"], told["left_out"]) == (0, 3, 0, {})
        assert say("launch", one.pk, "--despite-sender")[1]["state"] == "scheduled"
        assert say("send")[1] == {"frozen": 1, "sent": 3, "held_back": 0, "failed": 0, "unknown": 0}
        assert say("show", one.pk)[1]["messages"]["sent"] == 3
    assert [one["state"] for one in say("list")[1]["campaigns"]] == ["sent"]


def test_paused_and_cancelled_by_its_number(say):
    people(1)
    one = campaign()
    with override_settings(EMAIL_URL="set"):
        say("launch", one.pk, "--despite-sender")
    assert say("pause", one.pk)[1]["state"] == "paused"
    assert say("resume", one.pk)[1]["state"] == "scheduled"
    assert say("cancel", one.pk)[1]["state"] == "cancelled"
    code, told = say("resume", one.pk)
    assert (code != 0, told["error"]) == (True, "campaign_state")


def test_nothing_to_send_is_no_campaign_to_launch(say):
    one = campaign()
    with override_settings(EMAIL_URL="set"):
        code, told = say("launch", one.pk, "--despite-sender")
    assert (code != 0, told["error"]) == (True, "campaign_not_ready")
    assert say("show", 999)[1]["error"] == "campaign_unknown"
