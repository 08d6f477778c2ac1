"""Consents on the customer's page and in the form of a new customer. Made-up people."""

import re
import zipfile
from io import BytesIO

import pytest
from django.utils import timezone

from chaland.customers.models import Customer
from chaland.messages.models import OutgoingMail
from chaland.privacy.gate import standings
from chaland.privacy.models import ConsentEntry, CurrentConsent, Stance
from chaland.privacy.queries import boxes
from chaland.privacy.verifying import verify
from chaland.sales.models import Figures
from factories.customers import enter
from factories.opt_in import mails, path_in
from factories.people import join

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe(street):
    return enter("Gradel", "Zoé", emails=("zoe@example.com",), mobiles=("0639980001",), store=street.lyon)


@pytest.fixture
def desk(client, street):
    client.force_login(join("owner2@example.com", "owner"))
    return client


def say(desk, customer_id, said, purpose="offers", channel="sms"):
    return desk.post(f"/customers/{customer_id}/consents/say/", {"purpose": purpose, "channel": channel, "said": said})


def states(customer_id):
    rows = CurrentConsent.objects.filter(customer=customer_id).values_list("purpose", "channel", "state")
    return {(purpose, channel): state for purpose, channel, state in rows}


def test_a_yes_at_the_counter_bears_who_wrote_it_down(desk, zoe, street):
    say(desk, zoe, "oral")
    line = ConsentEntry.objects.get()
    assert (line.act, line.point, line.method, line.operator_id > 0, bool(line.text_hash)) == (
        "granted", "desk", "oral", True, True,
    )  # fmt: skip
    assert states(zoe) == {("offers", "sms"): "granted"}


def test_a_yes_to_mails_waits_for_its_confirmation_and_a_paper_does_not(desk, zoe):
    say(desk, zoe, "oral", channel="email")
    say(desk, zoe, "paper", purpose="newsletter", channel="email")
    assert states(zoe) == {("offers", "email"): "pending", ("newsletter", "email"): "granted"}
    # Beside the mail that waits in the made-up street.
    assert list(OutgoingMail.objects.order_by("pk").values_list("to", flat=True)[1:]) == ["zoe@example.com"]


def test_the_panel_shows_states_and_history(desk, zoe):
    say(desk, zoe, "oral")
    say(desk, zoe, "withdrawn")
    page = desk.get(f"/customers/{zoe}/consents/").content.decode()
    assert [word in page for word in ("Retiré", "2 lignes dans le registre", "oralement")] == [True] * 3


@pytest.mark.rule("children")
def test_a_parent_agrees_for_a_child_by_the_link_mailed_to_them_and_the_proof_says_who(client, desk, zoe):
    year = timezone.now().year
    Customer.objects.filter(pk=zoe).update(birth_year=year - 10, birth_month=1, birth_day=2)
    told = {"purpose": "offers", "channel": "sms", "said": "parent", "parent": "Ida Gradel"}
    shown = "Demander au parent par e-mail" in desk.get(f"/customers/{zoe}/consents/").content.decode()
    desk.post(f"/customers/{zoe}/consents/say/", told)
    nothing = ConsentEntry.objects.count()
    desk.post(f"/customers/{zoe}/consents/say/", {**told, "parent_email": "Ida@example.com"})
    asked = may(zoe)
    (mail,) = mails("parent")
    page = client.get(path_in(mail))
    looked = may(zoe)
    client.post(path_in(mail), {"shown": page.context["question"].digest})
    line = ConsentEntry.objects.order_by("-number").first()
    assert (shown, nothing, asked, looked, mail.to) == (True, 0, "too_young", "too_young", "ida@example.com")
    assert (line.act, line.method, line.private.reference.split(" · ")[0]) == (
        "confirmed", "parent", "Ida Gradel <ida@example.com>",
    )  # fmt: skip
    assert (may(zoe), verify().problem) == ("granted", "")
    Customer.objects.filter(pk=zoe).update(birth_year=year - 30)
    desk.post(f"/customers/{zoe}/consents/say/", {**told, "parent_email": "ida@example.com"})
    assert ConsentEntry.objects.count() == 2


def may(customer_id):
    return standings(customer_id, {"sms": ["offers"]}, now=timezone.now())["offers", "sms"].reason


@pytest.mark.parametrize("typed", [{"said": "oops"}, {"said": "oral", "purpose": "rien"}, {}])
def test_what_is_not_understood_is_not_found(desk, zoe, typed):
    answer = desk.post(f"/customers/{zoe}/consents/say/", {"purpose": "offers", "channel": "sms", **typed})
    assert (answer.status_code, ConsentEntry.objects.count()) == (404, 0)


def test_another_stores_customer_is_not_found(client, street, zoe):
    client.force_login(join("sam@example.com", "seller", street.nantes))
    Figures.objects.filter(customer=zoe, store=street.nantes).delete()
    asked = [client.get(f"/customers/{zoe}/consents/").status_code, say(client, zoe, "oral").status_code]
    assert (asked, ConsentEntry.objects.count()) == ([404, 404], 0)


def test_the_proof_is_a_zip(desk, zoe):
    say(desk, zoe, "oral")
    answer = desk.get(f"/customers/{zoe}/consents/proof/")
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        assert archive.namelist() == ["consents.pdf", "consents.json", "verify.py"]


def test_refusing_profiling_is_noted_and_lifted(desk, zoe):
    address = f"/customers/{zoe}/consents/stance/"
    desk.post(address, {"kind": "no_profiling", "action": "take"})
    noted = Stance.objects.filter(customer=zoe, kind="no_profiling").count()
    desk.post(address, {"kind": "no_profiling", "action": "drop"})
    assert (noted, Stance.objects.count()) == (1, 0)


def test_no_box_is_ticked_beforehand(desk):
    page = desk.get("/customers/new/").content.decode()
    found = re.findall(r'<input type="checkbox"[^>]*name="box_\d+"[^>]*>', page)
    assert (len(found), [one for one in found if "checked" in one]) == (len(boxes("fr", ["newsletter", "offers"])), [])


def test_joining_needs_no_box(desk):
    desk.post("/customers/new/", {"last_name": "Inventée", "mobile": "06 39 98 00 02", "anyway": "1"})
    customer = Customer.objects.get(last_name="Inventée")
    assert states(customer.pk) == {("offers", "post"): "informed"}


def test_a_ticked_box_is_written_down_with_its_text(desk):
    sms = next(box for box in boxes("fr", ["offers"]) if box.channel == "sms")
    typed = {"last_name": "Inventée", "mobile": "06 39 98 00 02", f"box_{sms.text_id}": "1", "anyway": "1"}
    desk.post("/customers/new/", typed)
    line = ConsentEntry.objects.get(channel="sms")
    assert (line.act, line.method, line.text_id, line.private.address) == (
        "granted", "box", sms.text_id, "+33639980002",
    )  # fmt: skip
