"""A customer is asked once whether they stay, thirty days before their file is erased; people are made up."""

from datetime import UTC, datetime, timedelta

import pytest

from chaland.customers.models import Customer
from chaland.messages.models import OutgoingMail
from chaland.privacy.rules.retention import TABLE
from chaland.privacy.services import object_to, take_stance
from chaland.usecases.rights.ask_to_stay import ask_to_stay
from chaland.usecases.rights.keep_no_longer import run
from chaland.usecases.sales.record_receipts import record_receipts
from factories.opt_in import CLAIRE, enter, mails, path_in
from factories.sales import open_shops, receipt

SEEN = datetime(2020, 5, 4, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def claire(settings, tmp_path):
    settings.HOME, settings.LAKE = tmp_path, str(tmp_path / "lake")
    settings.ERASURES = str(tmp_path / "erasures.jsonl")
    open_shops("lyon")
    claire = enter(reference="c1", now=SEEN)
    record_receipts([receipt("1", customer="c1", sold_at=SEEN)], now=SEEN)
    return claire


def on(days):
    """So many days before the last one that the file is kept."""
    return SEEN + timedelta(days=TABLE["person"].days - days)


@pytest.mark.rule("asked-before-erasure")
def test_who_is_silent_is_asked_once_thirty_days_before_and_then_erased():
    assert [ask_to_stay(now=on(days)) for days in (30, 29, 29, 10)] == [0, 1, 0, 0]
    mail = OutgoingMail.objects.get()
    assert (mail.kind, mail.to, mail.basis, mail.purpose) == ("staying", CLAIRE, "gate", "loyalty")
    run(now=on(0))
    assert Customer.objects.count() == 1
    run(now=on(-1))
    assert Customer.objects.count() == 0


@pytest.mark.rule("asked-before-erasure")
def test_who_presses_the_button_stays_and_who_only_looks_does_not(client, monkeypatch):
    ask_to_stay(now=on(20))
    address = path_in(mails("staying")[0], "stay")
    monkeypatch.setattr("django.utils.timezone.now", lambda: on(10))
    assert client.get(address).status_code == 200
    assert run(now=on(-1), dry_run=True)["person"] == 1
    assert [client.post(address).status_code for _ in range(2)] == [200, 200]
    assert run(now=on(-1), dry_run=True)["person"] == 0
    assert run(now=on(10) + timedelta(days=TABLE["person"].days + 1), dry_run=True)["person"] == 1


@pytest.mark.parametrize("ending", ["", "x" * 44, "A" * 4000, "é"])
def test_other_links_lead_to_the_same_page_and_keep_nobody(client, ending):
    answers = [client.post(f"/p/stay/{ending or 'none'}/"), client.get(f"/p/stay/{ending or 'none'}/")]
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.rule("asked-before-erasure")
@pytest.mark.parametrize(
    "silence",
    [
        lambda claire: take_stance(claire, "restricted", now=SEEN),
        lambda _: object_to("email", CLAIRE, now=SEEN),
    ],
)
def test_who_wants_to_be_left_alone_is_not_asked_and_erased_all_the_same(claire, silence):
    silence(claire)
    assert (ask_to_stay(now=on(20)), mails("staying")) == (0, [])
    run(now=on(-1))
    assert Customer.objects.count() == 0
