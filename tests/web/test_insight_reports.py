"""Reports kept under a name, and the month sent by mail from its page: who sees and changes what."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import override

from chaland.insight.models import MonthReader, SavedReport
from chaland.messages.models import OutgoingMail
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.web.desk.insight.tables import Column, Table
from factories.people import join
from factories.sales import open_shops, receipt
from factories.screens import as_user, page

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def shops(tmp_path):
    with override_settings(LAKE=str(tmp_path / "lake")), time_machine.travel(NOW, tick=False):
        yield open_shops("lyon", "nantes")


def keep(client, name="Mes vendeurs", **said):
    form = {"screen": "sellers", "query": "?period=90d&view=stores&file=csv&table=sellers", "name": name, **said}
    return client.post(reverse("insight-report-save"), form)


def names(client):
    return [one.report.name for one in client.get(reverse("insight")).context["reports"]]


def test_kept_screen_opens_as_it_was_asked():
    client = as_user()
    assert keep(client).headers["Location"] == "/insight/sellers/?period=90d&view=stores"
    (report,) = client.get(reverse("insight")).context["reports"]
    assert (report.report.name, report.url, report.is_own) == (
        "Mes vendeurs",
        "/insight/sellers/?period=90d&view=stores",
        True,
    )


def test_same_name_replaces():
    client = as_user()
    keep(client)
    keep(client, name="mes vendeurs ", query="period=12m")
    assert list(SavedReport.objects.values_list("name", "query")) == [("mes vendeurs", "period=12m")]


def test_a_report_is_ones_own_until_it_is_shared(shops):
    owner, manager = as_user(), as_user("manager", shops[0])
    keep(owner)
    assert (names(owner), names(manager)) == (["Mes vendeurs"], [])
    address = reverse("insight-report", args=[SavedReport.objects.get().pk])
    owner.post(address, {"name": "Vendeurs", "is_shared": "1"})
    assert names(manager) == ["Vendeurs"]
    assert manager.post(address, {"name": "Autre"}).status_code == 404
    assert manager.post(address, {"remove": "1"}).status_code == 404
    owner.post(address, {"remove": "1"})
    assert names(owner) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": "  "}, "Give the report a name."),
        ({"name": "x" * 61}, "Too long"),
        ({"query": "a=" + "b" * 1000}, "too many choices"),
    ],
)
def test_what_cannot_be_kept_is_said(said, told):
    client = as_user()
    answer = client.get(keep(client, **said).headers["Location"][:200])
    assert (told.lower() in answer.text.lower(), SavedReport.objects.count()) == (True, 0)


def test_unknown_screen_or_report_is_not_found():
    client = as_user()
    answers = [keep(client, screen="nonsense"), client.post(reverse("insight-report", args=[1]), {"name": "x"})]
    assert [answer.status_code for answer in answers] == [404, 404]


def test_owner_chooses_readers_and_others_only_themselves(shops):
    owner, marc = as_user(), as_user("manager", shops[0])
    seller = join("ines@example.com", "seller", shops[0])
    offered = {one.user.email: one.user.pk for one in page(owner, "month").context["readers"]}
    assert set(offered) == {"owner@example.com", "manager@example.com"}
    owner.post(reverse("insight-month-readers"), {"user": [*offered.values(), seller.pk]})
    assert MonthReader.objects.count() == 2
    assert [one.user.email for one in page(marc, "month").context["readers"]] == ["manager@example.com"]
    marc.post(reverse("insight-month-readers"), {})
    assert list(MonthReader.objects.values_list("user__email", flat=True)) == ["owner@example.com"]


def test_month_is_sent_to_who_asks(shops):
    record_receipts([receipt("1", sold_at=NOW, customer="x:1")], now=NOW, create_missing=True)
    client = as_user("reader", shops[0])
    assert "Send it to me now" in page(client, "month").text
    answer = client.post(reverse("insight-month-send"), {"month": "2026-11"})
    assert answer.headers["Location"] == "/insight/month/?month=2026-11"
    (mail,) = OutgoingMail.objects.all()
    assert (mail.to, mail.kind, mail.basis) == ("reader@example.com", "report", "staff")
    assert mail.subject == "The month of your shop: November 2026, Lyon"


def test_total_of_months_is_headed_by_a_word():
    columns = (Column("Month", "month"), Column("Given", "count"))
    table = Table("made_up", "Made up", columns, [(date(2026, 11, 1), 1200)], ("All", 1200))
    assert [cell.text for line in (*table.lines, table.last_line) for cell in line] == [
        "November 2026", "1,200", "All", "1,200",
    ]  # fmt: skip


def test_table_says_how_much_room_it_wants_and_each_cell_its_column():
    figures = [Column("CA", "euros_round")] * 4
    tables = [Table("one", "", [Column("Magasin"), *figures[:many]], [("Lyon", *[-150] * many)]) for many in (1, 4)]
    wide = Table("one", "", [Column("Mois", "month"), Column("Vendeur"), *figures * 3], [])
    assert [one.breadth for one in (*tables, wide)] == ["few", "some", "many"]
    with override("fr"):
        written = [(cell.label, cell.text) for cell in tables[0].lines[0]]
    assert written == [("Magasin", "Lyon"), ("CA", "\u22122\u00a0€")]
