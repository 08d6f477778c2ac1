"""What a domain must publish so that its mails arrive. The domains are made up."""

import pytest

from chaland.campaigns.rules.sender import dkim, dmarc, spf
from chaland.gateways.dns import resolver
from chaland.usecases.campaigns.check_sender import check_sender
from factories.name_servers import name_server

pytestmark = pytest.mark.pure
GOOD = {
    "boutique.example": ["google-site-verification=1", "v=spf1 include:mailer.example -all"],
    "mailer.example": ["v=spf1 ip4:192.0.2.0/24 ~all"],
    "brevo1._domainkey.boutique.example": ["k=rsa; p=" + "A" * 300],
    "_dmarc.boutique.example": ["v=DMARC1; p=quarantine; rua=mailto:dmarc@boutique.example"],
}


def records(**changes):
    known = GOOD | {name.replace("__", "."): texts for name, texts in changes.items()}
    return lambda name: known.get(name, ())


def only(*texts):
    return records(boutique__example=list(texts))


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["v=spf1 include:mailer.example -all"], ""),
        (["V=SPF1 mx ~all", "v=spf10 -all"], ""),
        ([], "spf_missing"),
        (["v=spf1 -all", "v=spf1 mx -all"], "spf_twice"),
        (["v=spf1 +all"], "spf_anybody"),
        (["v=spf1 mx all"], "spf_anybody"),
        (["v=spf1 " + "include:mailer.example " * 10 + "-all"], ""),
        (["v=spf1 " + "include:mailer.example " * 11 + "-all"], "spf_too_deep"),
        (["v=spf1 include:boutique.example -all"], "spf_too_deep"),
        (["v=spf1 a/24 a:x.example mx//64 exists:%{i}.x.example ip4:192.0.2.1 -all"], ""),
    ],
)
def test_spf_is_one_record_that_receivers_can_follow(texts, why):
    assert spf("boutique.example", only(*texts)).why == why


@pytest.mark.parametrize(
    ("record", "why"), [("v=DKIM1; p=AAAA", ""), ("v=DKIM1; p=", "dkim_revoked"), ("x", "dkim_missing")]
)
def test_dkim_is_a_key_that_is_not_revoked(record, why):
    texts = {"brevo1._domainkey.boutique.example": [record]}
    assert dkim("boutique.example", lambda name: texts.get(name, ())).why == why


def test_dkim_is_also_looked_for_under_the_names_of_the_settings():
    texts = {"ours._domainkey.boutique.example": ["p=AAAA"]}
    assert dkim("boutique.example", lambda name: texts.get(name, ()), ["ours"]).said == "ours: p=AAAA"


@pytest.mark.parametrize(
    ("domain", "texts", "why"),
    [
        ("boutique.example", ["v=DMARC1; p=none"], ""),
        ("news.boutique.example", ["v=DMARC1;p=reject"], ""),
        ("boutique.example", ["v=DMARC1"], "dmarc_policy"),
        ("boutique.example", ["v=DMARC1; p=none", "v=DMARC1; p=reject"], "dmarc_twice"),
        ("boutique.example", [], "dmarc_missing"),
    ],
)
def test_dmarc_is_also_read_from_the_domain_above(domain, texts, why):
    assert dmarc(domain, records(_dmarc__boutique__example=texts)).why == why


def test_a_domain_that_says_nothing_is_told_as_such(settings):
    with name_server(GOOD) as address:
        settings.NAME_SERVERS = [(address.split(":")[0], int(address.split(":")[1]))]
        ready, bare = check_sender("Nouvelles@Boutique.Example."), check_sender("rien.example")
    assert (ready.domain, ready.is_ready, ready.wrongs) == ("boutique.example", True, ())
    assert ready.dkim.said == "brevo1: " + GOOD["brevo1._domainkey.boutique.example"][0]
    assert bare.wrongs == ("spf_missing", "dkim_missing", "dmarc_missing")


def test_name_servers_that_cannot_be_asked_keep_nothing_back(settings, monkeypatch):
    monkeypatch.setattr(resolver, "PATIENCE_SECONDS", 0.1)
    with name_server(GOOD, mute=True) as address:
        settings.NAME_SERVERS = [(address.split(":")[0], int(address.split(":")[1]))]
        report = check_sender("boutique.example")
    assert (report.is_ready, report.spf.state, report.dmarc.why) == (True, "unknown", "not_asked")
