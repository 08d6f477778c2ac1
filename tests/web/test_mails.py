"""The page of mails, and sending a confirmation again; people are made up."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chaland.messages import services
from chaland.messages.models import OutgoingMail
from factories.opt_in import ask, mails
from factories.screens import as_user
from factories.street import open_street

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def street(settings, tmp_path):
    settings.HOME, settings.ERASURES = tmp_path, str(tmp_path / "erasures.jsonl")
    return open_street(timezone.now())


def queue(to="claire@example.com", **changes):
    mail = services.queue(kind="booking", to=to, subject="Inventé <b>", text="lien", now=timezone.now())
    OutgoingMail.objects.filter(pk=mail.pk).update(**changes)
    return mail.pk


def shown(client, **asked):
    return client.get(reverse("mails"), asked).content.decode()


def test_page_tells_what_became_of_each_mail():
    queue(state="sent", sent_at=timezone.now())
    queue("paul@example.com", state="failed", error="withdrawn")
    queue("zoe@example.com", state="parked", error="451 later <i>")
    owner = as_user("owner")
    page = shown(owner)
    assert [text in page for text in ("claire@example.com", "Inventé &lt;b&gt;", "451 later &lt;i&gt;")] == [True] * 3
    assert page.count('value="again"') == 1
    found = shown(owner, state="sent", to="CLAIRE")
    assert ("claire@example.com" in found, "paul@example.com" in found) == (True, False)


@pytest.mark.parametrize("asked", [{"page": "x"}, {"page": "0"}, {"page": "9" * 40}, {"state": "zz"}, {"to": "\x00%_"}])
def test_page_takes_anything_typed(asked):
    assert as_user("owner").get(reverse("mails"), asked).status_code == 200


def test_set_aside_mail_leaves_at_a_click_and_a_second_click_changes_nothing():
    mail, owner = queue(state="parked"), as_user("owner")
    for _ in range(2):
        assert owner.post(reverse("mail-again", args=[mail]), {"action": "again"}).status_code == 302
    assert OutgoingMail.objects.get(pk=mail).state == "queued"
    assert owner.post(reverse("mail-again", args=[mail]), {"action": "burn"}).status_code == 404
    assert owner.post(reverse("mail-again", args=[10**9]), {"action": "again"}).status_code == 404


@pytest.mark.parametrize(("role", "looks", "acts"), [("dpo", 200, 302), ("manager", 200, 403), ("seller", 403, 403)])
def test_who_opens_the_page_and_who_decides(role, looks, acts):
    mail, client = queue(state="parked"), as_user(role)
    assert client.get(reverse("mails")).status_code == looks
    assert client.post(reverse("mail-again", args=[mail]), {"action": "give-up"}).status_code == acts


def test_confirmation_is_sent_again_from_the_page_of_a_customer(street):
    address = reverse("customer-resend", args=[street.customer_id])
    OutgoingMail.objects.all().delete()
    ask(street.customer_id, address="claire@example.com", now=timezone.now() - timedelta(days=2))
    seller = as_user("seller")
    assert address in seller.get(reverse("customer-consents", args=[street.customer_id])).content.decode()
    assert [seller.post(address).status_code for _ in range(2)] == [302, 302]
    assert len(mails()) == 2
