"""What was kept long enough goes, row by row of the retention table: the day before, the day itself, the day after."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.contrib.sessions.models import Session

from chaland.campaigns.models import MessageEvent
from chaland.customers.models import Customer
from chaland.interactions.models import Interaction
from chaland.journal.models import Access, ImportRun
from chaland.kernel.errors import Refusal
from chaland.messages.models import Confirmation, OutgoingMail
from chaland.privacy.models import Breach, ConsentEntry, ConsentPrivate, ConsentTrace, DataRequest
from chaland.privacy.rules.retention import KEPT, TABLE
from chaland.privacy.tagged import tagged, undeclared
from chaland.sales.models import Receipt
from chaland.usecases.rights import keep_no_longer
from chaland.usecases.rights.keep_no_longer import LOOKS, choose_days, is_due, run
from chaland.usecases.sales.record_receipts import record_receipts
from factories.campaigning import a_campaign, a_message
from factories.sales import open_shops, receipt

pytestmark = pytest.mark.django_db
USED_ON = date(2020, 5, 4)
USED_AT = datetime.combine(USED_ON, time(12), UTC)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.HOME, settings.LAKE = tmp_path, str(tmp_path / "lake")
    settings.ERASURES = str(tmp_path / "erasures.jsonl")
    open_shops("lyon")


def person(**told):
    return Customer.objects.create(
        last_name="Inventé", search_name="invente", created_at=USED_AT, updated_at=USED_AT, **told
    )


def entry():
    return ConsentEntry.objects.create(
        number=1, subject="s", purpose="newsletter", channel="email", controller="x", act="withdrawn",
        given_at=USED_AT, recorded_at=USED_AT, zone="Europe/Paris", point="desk", method="oral", language="fr",
        previous_hash="", hash="",
    )  # fmt: skip


def buyer():
    record_receipts([receipt("1", customer="c1", sold_at=USED_AT)], now=USED_AT)
    return Customer.objects


MADE = {
    "prospect": lambda: person() and Customer.objects,
    "person": buyer,
    "consent": lambda: ConsentPrivate.objects.create(entry=entry(), address="a", salt="s") and ConsentPrivate.objects,
    "consent_trace": lambda: (
        ConsentTrace.objects.create(entry=entry(), ip="192.0.2.1", salt="s", recorded_at=USED_AT)
        and ConsentTrace.objects
    ),
    "pending": lambda: (
        Confirmation.objects.create(
            kind="opt_in",
            customer=person(home_store=None),
            address="a@b.example",
            items=[],
            language="fr",
            token_hash="t",
            created_at=USED_AT,
            expires_at=USED_AT,
        )
        and Confirmation.objects
    ),
    "access": lambda: Access.objects.create(at=USED_AT, act="opened") and Access.objects,
    "request": lambda: (
        DataRequest.objects.create(
            kind="access", received_on=USED_ON, due_on=USED_ON, outcome="done", closed_at=USED_AT
        )
        and DataRequest.objects
    ),
    "breach": lambda: Breach.objects.create(known_at=USED_AT, written_at=USED_AT, facts="f") and Breach.objects,
    "import": lambda: (
        ImportRun.objects.create(
            kind="customers", started_at=USED_AT, finished_at=USED_AT, outcome={"rows": 1, "errors": [{"row": 1}]}
        )
        and ImportRun.objects.exclude(outcome__errors=[])
    ),
    "mail": lambda: (
        OutgoingMail.objects.create(
            kind="booking",
            basis="contract",
            to="a@b.example",
            subject="s",
            text="",
            state="sent",
            next_try_at=USED_AT,
            created_at=USED_AT,
        )
        and OutgoingMail.objects
    ),
    "session": lambda: (
        Session.objects.create(session_key="k", session_data="", expire_date=USED_AT) and Session.objects
    ),
}
ELSEWHERE = {
    "receipt": "a receipt loses its name with the person: see test_a_receipt_of_an_idle_customer_stays",
    "export": "files: see test_files_taken_out_go_after_a_week",
    "backup": "see test_back_up",
}


def after(code, days):
    return USED_AT + timedelta(days=TABLE[code].days + days)


@pytest.mark.rule("retention")
@pytest.mark.parametrize("code", MADE)
@pytest.mark.parametrize(("days", "left"), [(-1, 1), (0, 1), (1, 0)])
def test_row_goes_the_day_after_its_time_is_over(code, days, left, monkeypatch):
    monkeypatch.setattr(keep_no_longer, "LOOKS", {code: LOOKS[code]})
    monkeypatch.setattr(keep_no_longer, "days_kept", lambda: {code: TABLE[code].days})
    rows = MADE[code]()
    before = rows.count()
    found = run(now=after(code, days))
    assert (rows.count(), found) == (before - 1 + left, {code: 1 - left})


@pytest.mark.rule("retention")
def test_every_row_that_ends_is_looked_through_and_tested():
    ending = {code for code, row in TABLE.items() if row.days is not None}
    assert (set(LOOKS), set(MADE) | set(ELSEWHERE)) == (ending, ending)


@pytest.mark.rule("every-column")
def test_every_table_declares_its_columns_and_a_row_of_retention():
    assert undeclared() == []
    assert {one.retention for one in tagged().values()} - set(TABLE) == set()


def test_a_dry_run_counts_and_changes_nothing():
    person()
    assert run(now=after("prospect", 1), dry_run=True)["prospect"] == 1
    assert Customer.objects.count() == 1
    assert is_due(now=after("prospect", 1))


def test_a_receipt_of_an_idle_customer_stays():
    buyer()
    run(now=after("person", 1))
    assert list(Receipt.objects.values_list("customer", "card_number", "total_cents")) == [(None, "", 4990)]
    assert not is_due(now=after("person", 1))


@pytest.mark.rule("retention")
@pytest.mark.parametrize(("kind", "left"), [("call", 1), ("mailing", 0), ("note", 0)])
def test_only_what_comes_from_the_person_keeps_them(kind, left):
    prospect = person()
    moment = after("prospect", -10)
    Interaction.objects.create(customer=prospect, kind=kind, channel="phone", occurred_at=moment)
    run(now=after("prospect", 1))
    assert Customer.objects.count() == left


@pytest.mark.rule("retention")
@pytest.mark.parametrize(("kind", "left"), [("clicked", 1), ("scanned", 0), ("delivered", 0)])
def test_a_click_keeps_them_and_a_machine_or_a_mail_received_does_not(kind, left):
    moment = after("prospect", -10)
    message = a_message(a_campaign(now=moment), person().pk, sent_at=moment)
    MessageEvent.objects.create(message=message, kind=kind, at=moment, external=kind)
    run(now=after("prospect", 1))
    assert Customer.objects.count() == left


def test_files_taken_out_go_after_a_week(settings):
    folder = settings.HOME / "exports"
    folder.mkdir()
    (folder / "liste.csv").write_text("inventé")
    made_at = datetime.fromtimestamp((folder / "liste.csv").stat().st_mtime, UTC)
    run(now=made_at + timedelta(days=7))
    assert (folder / "liste.csv").exists()
    run(now=made_at + timedelta(days=8))
    assert not (folder / "liste.csv").exists()


@pytest.mark.rule("retention")
def test_a_shop_keeps_less_long_or_longer_with_a_reason():
    choose_days("prospect", days=10, reason="", user_id=None, now=USED_AT)
    person()
    assert run(now=USED_AT + timedelta(days=11), dry_run=True)["prospect"] == 1
    with pytest.raises(Refusal, match="retention_needs_reason"):
        choose_days("prospect", days=2000, reason=" ", user_id=None, now=USED_AT)
    choose_days("prospect", days=2000, reason="Vente de pianos", user_id=None, now=USED_AT)
    assert run(now=USED_AT + timedelta(days=1999), dry_run=True)["prospect"] == 0


def test_what_stays_for_good_cannot_be_chosen():
    fixed = next(code for code, row in TABLE.items() if row.fate == KEPT)
    with pytest.raises(Refusal, match="retention_fixed"):
        choose_days(fixed, days=10, reason="x", user_id=None, now=USED_AT)
