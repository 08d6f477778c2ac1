"""Files that somebody was taken out in are listed once they are erased, put right or left alone; all made up."""

from datetime import timedelta

import pytest

from chaland.accounts.rules import Scope
from chaland.journal import accesses
from chaland.journal.models import Access, AccessMonth
from chaland.privacy.models import Recipient
from chaland.usecases.consents.change_stance import change_stance
from chaland.usecases.rights import keep_no_longer
from chaland.usecases.rights.erase_customer import erase_customer
from chaland.usecases.rights.handle_requests import close_request, open_request
from chaland.usecases.rights.tell_recipients import recipients_to_tell
from factories.customers import NOW, TODAY, enter, owner
from factories.sales import open_shops

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(settings, tmp_path):
    settings.HOME, settings.LAKE = tmp_path, str(tmp_path / "lake")
    settings.ERASURES = str(tmp_path / "erasures" / "journal")
    open_shops("lyon")


def take_out(ids, user, detail="clients.csv", at=NOW):
    accesses.note(Access.Act.EXPORTED, customer_ids=ids, user_id=user.pk, detail=detail, now=at)


def to_tell():
    return [(one.why, one.customer_number, one.detail, one.taken_out_by.name) for one in recipients_to_tell()]


@pytest.mark.rule("recipients-told")
def test_files_of_the_person_are_listed_after_an_erasure_and_no_other():
    user, one, other = owner(), enter("Gradel"), enter("Inventée")
    take_out([one, other], user, "salon.csv")
    take_out([other], user, "autre.csv")
    erase_customer(one, now=NOW, waits=False)
    assert to_tell() == [("erasure", one, "salon.csv", "Olga Owner")]


@pytest.mark.rule("recipients-told")
def test_files_are_listed_after_a_restriction_and_a_correction_once():
    user, one = owner(), enter("Gradel")
    take_out([one], user)
    for _ in range(2):
        change_stance(one, "restricted", takes=True, scope=Scope(), now=NOW)
    change_stance(one, "no_profiling", takes=True, scope=Scope(), now=NOW)
    asked = {"customer_id": one, "received_on": TODAY, "note": "", "author_id": user.pk, "now": NOW, "today": TODAY}
    for kind, outcome in (("rectification", "done"), ("rectification", "refused"), ("access", "done")):
        row = open_request(kind=kind, **asked)
        close_request(row.pk, outcome=outcome, note="", user_id=user.pk, now=NOW)
    assert [why for why, *_ in to_tell()] == ["restriction", "rectification"]


@pytest.mark.rule("recipients-told")
def test_who_was_told_leaves_the_list_by_the_page(client):
    user, one = owner(), enter("Gradel")
    take_out([one], user)
    erase_customer(one, now=NOW, waits=False)
    client.force_login(user)
    row = Recipient.objects.get()
    assert "clients.csv" in client.get("/rights/").content.decode()
    assert client.post(f"/rights/recipients/{row.pk}/").status_code == 302
    assert "clients.csv" not in client.get("/rights/").content.decode()
    assert (Recipient.objects.get().told_by, recipients_to_tell()) == (user, [])
    assert client.post("/rights/recipients/999999/").status_code == 404


def test_a_file_of_retention_is_no_request_and_tells_nobody():
    user, one = owner(), enter("Gradel")
    take_out([one], user)
    erase_customer(one, now=NOW, waits=False, is_asked=False)
    assert to_tell() == []


@pytest.mark.rule("access-digest")
def test_lines_that_go_leave_their_count_month_by_month(client):
    user, one = owner(), enter("Gradel")
    old = NOW - timedelta(days=400)
    take_out([one, one + 1, one + 2], user, at=old)
    for days in (0, 1, 40):
        accesses.note(Access.Act.OPENED, customer_id=one, user_id=user.pk, now=old - timedelta(days=days))
    accesses.note(Access.Act.OPENED, customer_id=one, user_id=user.pk, now=NOW)
    for _ in range(2):
        keep_no_longer.run(now=NOW)
    told = AccessMonth.objects.order_by("month_on", "act").values_list("act", "lines", "customers")
    assert list(told) == [("opened", 1, 1), ("exported", 1, 3), ("opened", 2, 2)]
    assert Access.objects.count() == 1
    client.force_login(user)
    page = client.get("/rights/breaches/", headers={"Accept-Language": "fr"}).content.decode()
    assert ("Accès, mois par mois" in page, "octobre 2025" in page) == (True, True)
