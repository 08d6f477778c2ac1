"""The last look before a campaign leaves. Everybody and every domain is made up."""

import pytest
from django.urls import reverse

from chaland.gateways.dns import resolver
from chaland.usecases.campaigns.check_campaign import ALL_LEFT_OUT, NO_SERVER, NOBODY, SENDER, check_campaign
from factories.name_servers import name_server
from factories.opt_in import OFFERS, act
from factories.people import owner
from factories.sales import open_shops
from factories.sending import NOW, campaign, people

pytestmark = pytest.mark.django_db
GOOD = {
    "boutique.example": ["v=spf1 mx -all"],
    "mail._domainkey.boutique.example": ["p=AAAA"],
    "_dmarc.boutique.example": ["v=DMARC1; p=none"],
}


@pytest.fixture
def asked(settings, monkeypatch):
    """Have the domain of the shop asked about at a name server that knows these records, or says nothing."""
    settings.MAIL_FROM = "bonjour@boutique.example"

    def ask(records, *, mute=False):
        # One that says nothing is not waited for; one that answers may take its time on a busy machine.
        monkeypatch.setattr(resolver, "PATIENCE_SECONDS", 0.1 if mute else 5)
        server = name_server(records, mute=mute)
        host, _, port = server.__enter__().partition(":")
        settings.NAME_SERVERS = [(host, int(port))]
        opened.append(server)

    opened = []
    yield ask
    for server in opened:
        server.__exit__(None, None, None)


@pytest.mark.case("E17")
@pytest.mark.case("E18")
def test_a_campaign_for_nobody_or_for_people_who_refuse_says_which_and_why(asked):
    open_shops("lyon")
    asked(GOOD)
    one = campaign()
    assert check_campaign(one, now=NOW).obstacles == (NOBODY, NO_SERVER)
    for place, who in enumerate(people(2)):
        act(who, "withdrawn", OFFERS, address=f"p{place}@example.com")
    found = check_campaign(one, now=NOW)
    assert (found.obstacles, found.look.left_out) == ((ALL_LEFT_OUT, NO_SERVER), {"withdrawn": 2})


@pytest.mark.case("E19")
def test_a_domain_that_does_not_say_who_sends_stops_the_launch_and_a_silent_name_server_is_told(
    asked, client, settings
):
    open_shops("lyon")
    settings.EMAIL_URL = "set"
    people(1)
    one = campaign()
    asked({})
    assert check_campaign(one, now=NOW).obstacles == (SENDER,)
    assert check_campaign(one, despite_sender=True, now=NOW).obstacles == ()
    asked({}, mute=True)
    assert check_campaign(one, now=NOW).obstacles == ()
    client.force_login(owner())
    shown = client.get(reverse("campaign-check", args=[one.pk]), {"whole": 1}).content.decode()
    assert "Les serveurs de noms n’ont pas répondu" in shown
    asked(GOOD)
    assert (
        "n’ont pas répondu" not in client.get(reverse("campaign-check", args=[one.pk]), {"whole": 1}).content.decode()
    )
