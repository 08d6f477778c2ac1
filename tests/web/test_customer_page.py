import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chaland.accounts.rules import Scope
from chaland.customers.models import CustomField
from chaland.customers.rules import Address, NewCustomer
from chaland.stores.models import Seller
from chaland.usecases.customers.add_wish import add_wish
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.sales.record_cart import CartInput, record_cart
from chaland.usecases.sales.record_receipts import record_receipts
from factories.people import join
from factories.person import EVERYWHERE, open_file, write_down
from factories.sales import line, receipt

pytestmark = pytest.mark.django_db
CANARY = '"><svg/onload=alert(1)>'
HTMX = {"HX-Request": "true"}


@pytest.fixture
def claire(shops):
    lyon, _nantes = shops
    now = timezone.now()
    person = open_file(cards=("CARTE1",), emails=("claire@example.com",), home_store_id=lyon.pk, now=now)
    sold = [
        receipt("1", card="CARTE1", sold_at=now - timedelta(days=40)),
        receipt("2", card="CARTE1", sold_at=now - timedelta(days=10), store="nantes", lines=[line(amount_cents=777)]),
    ]
    record_receipts(sold, now=now)
    return person


def page(client, customer, name="customer", **query):
    return client.get(reverse(name, args=[customer.pk]), query)


def test_page_shows_who_they_are_and_what_they_spend(client, claire):
    client.force_login(join("owner@example.com", "owner"))
    html = page(client, claire).content.decode()
    shown = [
        re.search(rf"{word}", html) is not None for word in ("Claire Bonnet", "claire@example.com", "CARTE1", "57,67")
    ]
    assert shown == [True, True, True, True]


def test_a_store_sees_its_own_figures_only(client, shops, claire):
    client.force_login(join("marc@example.com", "seller", shops[1]))
    html = page(client, claire).content.decode()
    assert ("7,77" in html, "57,67" in html, "49,90" in html) == (True, False, False)


@pytest.mark.parametrize(
    "name", ["customer", "customer-timeline", "customer-receipts", "customer-edit", "receipt-claim"]
)
def test_a_customer_of_another_store_does_not_exist(client, shops, name):
    stranger = open_file("Martin", home_store_id=shops[1].pk)
    client.force_login(join("marc@example.com", "seller", shops[0]))
    assert page(client, stranger, name).status_code == 404


def test_a_receipt_of_another_store_does_not_exist(client, shops, claire):
    client.force_login(join("marc@example.com", "seller", shops[0]))
    outcomes = record_receipts([receipt("9", card="CARTE1", store="nantes")], now=timezone.now())
    address = reverse("customer-receipt", args=[claire.pk, outcomes[0].receipt_id])
    assert client.get(address).status_code == 404


def test_an_unknown_customer_and_a_huge_number_do_not_exist(client, shops):
    client.force_login(join("owner@example.com", "owner"))
    assert [client.get(f"/customers/{number}/").status_code for number in (404, 10**30)] == [404, 404]


READER_SEES_NONE_OF = ("customer-edit", "contact-new", "interaction-new", "wish-new", "card-new", "receipt-claim")


def test_a_reader_sees_nothing_to_change(client, claire):
    client.force_login(join("lou@example.com", "reader"))
    html = page(client, claire).content.decode()
    args = {"contact-new": [claire.pk, "email"]}
    addresses = [reverse(name, args=args.get(name, [claire.pk])) for name in READER_SEES_NONE_OF]
    assert [address for address in addresses if address in html] == []
    assert 'method="post"' not in html.split("<main")[1]


def test_marketing_writes_exchanges_but_does_not_correct(client, claire):
    client.force_login(join("mia@example.com", "marketing"))
    html = page(client, claire).content.decode()
    shown = [reverse(name, args=[claire.pk]) in html for name in ("interaction-new", "wish-new", "customer-edit")]
    assert shown == [True, True, False]


def test_timeline_alone_is_filtered_and_keeps_its_filter(client, claire):
    write_down(claire, "call", text="Rappelle", now=timezone.now())
    client.force_login(join("owner@example.com", "owner"))
    html = page(client, claire, "customer-timeline", family="action").content.decode()
    assert (html.count('class="event '), 'value="action" selected' in html) == (1, True)


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"family": "x", "kind": "\x00", "store": "²"},
        {"store": "9" * 40},
        {"after": "2026-01-01~receipt~1"},
    ],
)
def test_timeline_takes_any_query(client, claire, query):
    client.force_login(join("owner@example.com", "owner"))
    assert page(client, claire, "customer-timeline", **query).status_code == 200


@pytest.mark.parametrize("after", ["", "x", "1", "²", "2026-01-01~receipt~1", "2026-01-01T00:00:00+00:00~dog~1"])
def test_more_receipts_begin_at_the_latest_when_nothing_is_understood(client, claire, after):
    client.force_login(join("owner@example.com", "owner"))
    html = page(client, claire, "customer-receipts", receipts=after).content.decode()
    assert html.count("<details") == 2


def test_more_receipts_follow_those_shown_also_at_the_same_moment(client, shops, claire):
    client.force_login(join("owner@example.com", "owner"))
    now = timezone.now()
    record_receipts([receipt(f"n{n}", card="CARTE1", sold_at=now - timedelta(hours=1)) for n in range(30)], now=now)
    shown, html = [], page(client, claire).content.decode()
    while html:
        shown += re.findall(rf"href=\"/customers/{claire.pk}/receipts/(\d+)/\"", html)
        more = re.search(r'hx-get="(/customers/\d+/receipts/\?receipts=[^"]+)"', html)
        html = client.get(more[1].replace("&amp;", "&")).content.decode() if more else ""
    assert (len(set(shown)), len(shown)) == (32, 32)


def test_receipt_gives_its_lines_alone_to_htmx_and_a_page_to_others(client, claire):
    client.force_login(join("owner@example.com", "owner"))
    address = re.search(r"/customers/\d+/receipts/\d+/", page(client, claire).content.decode())[0]
    answers = [client.get(address, headers=headers).content.decode() for headers in (HTMX, {})]
    assert [("<html" in html, "Article BOT-38" in html) for html in answers] == [(False, True), (True, True)]


def test_query_count_does_not_grow_with_the_life_of_the_customer(client, shops, claire):
    client.force_login(join("owner@example.com", "owner"))
    page(client, claire)
    few = count_queries(client, claire)
    now = timezone.now()
    sold = [receipt(f"n{n}", card="CARTE1", sold_at=now - timedelta(hours=n), store="lyon") for n in range(30)]
    record_receipts(sold, now=now)
    for number in range(3):
        write_down(claire, "call", due_at=now, text=str(number), now=now)
        add_wish(claire.pk, what=f"sac {number}", scope=EVERYWHERE, now=now, today=now.date())
        cart = CartInput("quote", f"D{number}", now, 100, (line(),))
        record_cart(cart, customer_id=claire.pk, store_code="lyon")
    many = count_queries(client, claire)
    # What is open, and the lines and products of carts, are read only where there are any.
    assert (few, many) == (18, 23)


def count_queries(client, customer):
    with CaptureQueriesContext(connection) as queries:
        assert page(client, customer).status_code == 200
    return len(queries)


def test_what_people_typed_is_never_markup(client, shops):
    now = timezone.now()
    shops[0].name = CANARY
    shops[0].save()
    CustomField.objects.create(code="x", label=CANARY, kind="text")
    Seller.objects.create(store=shops[0], code="s", name=CANARY)
    told = NewCustomer(
        last_name=CANARY,
        first_name=CANARY,
        profession=CANARY,
        hobbies=CANARY,
        addresses=(Address(CANARY, CANARY, "34170", CANARY),),
        cards=("CARTE1",),
        custom={"x": CANARY},
        home_store_id=shops[0].pk,
    )
    customer_id = create_customer(told, now=now)
    traits = {"label": CANARY, "category": CANARY, "colour": CANARY, "brand": CANARY}
    bought = receipt("1", card="CARTE1", seller="s", payment_method=CANARY, sold_at=now, lines=[line("X", **traits)])
    (outcome,) = record_receipts([bought], now=now)
    person = type("Person", (), {"pk": customer_id})
    pk = write_down(person, "call", due_at=now, subject=CANARY, text=CANARY, now=now)
    add_wish(customer_id, what=CANARY, size=CANARY, scope=Scope(), now=now, today=now.date())
    client.force_login(join("owner@example.com", "owner", name=CANARY))
    addresses = [
        *(
            reverse(name, args=[customer_id])
            for name in ("customer", "customer-edit", "customer-timeline", "interaction-new")
        ),
        reverse("customer-receipt", args=[customer_id, outcome.receipt_id]),
        reverse("interaction-close", args=[pk]),
        f"{reverse('interaction-close', args=[pk])}?next={CANARY}",
        f"{reverse('household-join', args=[customer_id])}?q={CANARY}",
        f"{reverse('receipt-claim', args=[customer_id])}?number={CANARY}",
        f"{reverse('communes')}?postcode=34170&city={CANARY}",
        reverse("agenda"),
        reverse("interactions"),
    ]
    assert [address for address in addresses if CANARY.encode() in client.get(address).content] == []
