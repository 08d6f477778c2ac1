from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chaland.accounts.rules import Scope
from chaland.customers.models import Card, ContactPoint
from chaland.interactions.models import Interaction
from chaland.usecases.customers.add_wish import add_wish
from chaland.usecases.customers.read_timeline import Cursor, Wanted, read_timeline
from chaland.usecases.sales.record_cart import CartInput, record_cart
from chaland.usecases.sales.record_receipts import record_receipts
from factories.campaigning import a_campaign, a_message
from factories.person import EVERYWHERE, NOW, open_file, write_down
from factories.sales import line, receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire(shops):
    return open_file(
        cards=("CARTE1",), mobiles=("06 39 98 01 47",), home_store_id=shops[0].pk, now=NOW - timedelta(days=90)
    )


def buy(number, days_ago, **said):
    sold = receipt(number, card="CARTE1", sold_at=NOW - timedelta(days=days_ago), **said)
    return record_receipts([sold], now=NOW)[0].receipt_id


def kinds(page):
    return [event.kind for event in page.events]


def whole(customer, scope=EVERYWHERE, size=3, wanted=None):
    """Every event, read page after page."""
    events, after = [], None
    while True:
        page = read_timeline(customer.pk, scope, after=after, size=size, wanted=wanted or Wanted())
        events += page.events
        if page.after is None:
            return events
        after = Cursor.parse(str(page.after))


def test_timeline_merges_the_three_families_latest_first(shops, claire):
    buy("1", 30)
    buy("2", 3, lines=[line(amount_cents=-1000, quantity_milli=-1000)])
    write_down(claire, "call", occurred_at=NOW - timedelta(days=10), outcome="interested")
    add_wish(claire.pk, what="Bottines rouges", scope=EVERYWHERE, now=NOW, today=NOW.date())
    quote = CartInput("quote", "D1", NOW - timedelta(days=20), 9000, ())
    record_cart(quote, customer_id=claire.pk, store_code="lyon")
    expected = ["wish", "return", "call", "quote", "receipt"]
    assert kinds(read_timeline(claire.pk, EVERYWHERE))[:5] == expected
    assert sorted(kinds(read_timeline(claire.pk, EVERYWHERE))[5:]) == ["card", "created", "mobile"]


def test_pages_give_every_event_once_also_at_the_same_moment(claire):
    for number in range(5):
        buy(str(number), 1)
        write_down(claire, text=str(number), occurred_at=NOW - timedelta(days=1))
    at_once = [(event.source, event.id) for event in whole(claire, size=100)]
    assert [(event.source, event.id) for event in whole(claire, size=3)] == at_once
    assert len(set(at_once)) == len(at_once) == 13


def test_timeline_names_the_first_articles_of_a_receipt(claire):
    buy("1", 1, lines=[line(sku) for sku in ("A", "B", "C", "D", "E")])
    event = read_timeline(claire.pk, EVERYWHERE).events[0]
    assert (event.items, event.more) == (("Article A", "Article B", "Article C"), 2)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(families=frozenset({"action"})), {"note", "call"}),
        (Wanted(families=frozenset({"purchase"})), {"receipt"}),
        (Wanted(families=frozenset({"personal"})), {"card", "created", "mobile"}),
        (Wanted(kinds=frozenset({"call"})), {"call"}),
        (Wanted(kinds=frozenset({"return"})), set()),
        (Wanted(families=frozenset({"purchase"}), kinds=frozenset({"call"})), set()),
    ],
)
def test_timeline_narrows(claire, wanted, expected):
    buy("1", 1)
    write_down(claire)
    write_down(claire, "call")
    assert {event.kind for event in whole(claire, wanted=wanted)} == expected


def test_a_store_sees_its_own_events_only(shops, claire):
    lyon, nantes = shops
    buy("1", 1)
    buy("2", 2, store="nantes")
    write_down(claire, text="à Nantes", store_id=nantes.pk)
    stores = {event.store for event in whole(claire, Scope(nantes.pk)) if event.family != "personal"}
    assert stores == {"Nantes"}
    assert stores == {event.store for event in whole(claire, wanted=Wanted(store_id=nantes.pk)) if event.store}
    forced = whole(claire, Scope(lyon.pk), wanted=Wanted(store_id=nantes.pk))
    assert {event.store for event in forced if event.store} == {"Lyon"}


@pytest.mark.parametrize(
    "text", ["", "x", "a~b~c", "2026-03-02~receipt~1", "2026-03-02T12:00:00+00:00~dog~1", "~~", "\x00"]
)
def test_a_cursor_that_is_none_begins_again(text):
    assert Cursor.parse(text) is None


def test_timeline_of_5000_events_reads_as_little_at_any_depth(claire):
    started = NOW - timedelta(days=3000)
    model = Interaction(customer=claire, kind="note", channel="shop", text="Bonjour", occurred_at=NOW)
    rows = [Interaction(**{**plain(model), "occurred_at": started + timedelta(hours=count)}) for count in range(4000)]
    Interaction.objects.bulk_create(rows)
    sold = [receipt(str(count), card="CARTE1", sold_at=started + timedelta(hours=2 * count)) for count in range(1000)]
    record_receipts(sold, now=NOW)
    deep = Cursor(started + timedelta(hours=1000), "interaction", 2**40)
    shallow_queries = count_queries(lambda: read_timeline(claire.pk, EVERYWHERE))
    deep_queries = count_queries(lambda: read_timeline(claire.pk, EVERYWHERE, after=deep))
    assert (shallow_queries, deep_queries) == (5, 4)


def plain(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


def count_queries(read):
    with CaptureQueriesContext(connection) as queries:
        page = read()
    assert len(page.events) == 25
    return len(queries)


def test_rows_already_read_are_not_read_again(claire):
    buy("1", 1)
    known = {"customer": [claire], "card": list(Card.objects.all()), "contact": list(ContactPoint.objects.all())}
    with CaptureQueriesContext(connection) as queries:
        page = read_timeline(claire.pk, EVERYWHERE, known=known)
    assert page == read_timeline(claire.pk, EVERYWHERE)
    assert len(queries) == 3


def test_first_page_leaves_out_known_rows_that_stand_further(claire):
    points = [
        ContactPoint(customer=claire, kind="phone", value=str(n), normalised=str(n), is_main=False, created_at=NOW)
        for n in range(30)
    ]
    ContactPoint.objects.bulk_create(points)
    page = read_timeline(claire.pk, EVERYWHERE, known={"contact": list(ContactPoint.objects.all())})
    assert [event.id for event in page.events] == [event.id for event in read_timeline(claire.pk, EVERYWHERE).events]


def test_messages_of_campaigns_are_told_to_who_may_look_at_the_campaign(shops, claire):
    lyon, nantes = shops
    a_message(a_campaign("Soldes", now=NOW, store=lyon), claire.pk, sent_at=NOW, clicked_at=NOW)
    a_message(a_campaign("Noël", now=NOW), claire.pk, sent_at=NOW - timedelta(days=1), bounced_at=NOW)
    a_message(a_campaign("Attend", now=NOW), claire.pk, state="waiting")
    a_message(a_campaign("D’ailleurs", now=NOW, seed=""), claire.pk, sent_at=NOW)
    wanted = Wanted(kinds=frozenset({"campaign"}))
    told = [(event.subject, event.state, event.channel, event.store) for event in whole(claire, wanted=wanted)]
    assert told == [("Soldes", "followed", "email", "Lyon"), ("Noël", "bounced", "email", "")]
    assert [event.subject for event in whole(claire, Scope(lyon.pk), wanted=wanted)] == ["Soldes"]
    assert whole(claire, Scope(nantes.pk), wanted=wanted) == []
