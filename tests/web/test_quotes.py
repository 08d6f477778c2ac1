"""Screens of quotes and order forms."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chaland.accounts.rules import Scope
from chaland.sales.models import Cart
from chaland.signups.models import Arrival
from chaland.stores.models import Product
from chaland.usecases.sales.write_quote import NewQuote, QuoteLine, write_quote
from factories.people import join
from factories.person import open_file
from factories.today import today as shop_day

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire(shops):
    return open_file(home_store_id=shops[0].pk, mobiles=("0639980147",))


@pytest.fixture(autouse=True)
def seller(client, shops):
    user = join("marc@example.com", "seller", shops[0])
    client.force_login(user)
    return user


def write(customer, store, *, words="Canapé inventé", **changes):
    new = NewQuote("quote", store.pk, [QuoteLine(words, 1000, 49_900)], **changes)
    return write_quote(new, customer_id=customer.pk, scope=Scope(), now=timezone.now())


FORM = {"kind": "quote", "line-0-what": "Canapé inventé", "line-0-quantity": "2", "line-0-price": "499,50"}


def test_a_quote_is_written_for_a_customer_and_shown(client, claire):
    today = shop_day()
    sent = {**FORM, "valid_until": f"{today + timedelta(days=30)}", "follow_up": f"{today}"}
    answer = client.post(reverse("quote-new", args=[claire.pk]), sent)
    cart = Cart.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("quote", args=[cart.pk]))
    assert (cart.total_cents, cart.store.code, cart.follow_up_on) == (99_900, "lyon", today)
    html = client.get(answer.headers["Location"]).content.decode()
    assert ("Canapé inventé" in html, cart.reference in html) == (True, True)
    agenda = client.get(reverse("agenda"))
    assert ([one.pk for one in agenda.context["plan"].quotes], agenda.context["plan"].count) == ([cart.pk], 1)
    assert "06 39 98 01 47" in agenda.content.decode()
    assert reverse("quotes") + "?state=late" in client.get(reverse("dashboard")).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"line-0-what": "", "line-0-price": ""},
        {"line-0-price": ""},
        {"line-0-price": "x"},
        {"line-0-quantity": "0"},
        {"line-0-what": ""},
        {"line-0-what": "\x00"},
        {"kind": "cart"},
        {"valid_until": "2020-01-01"},
        {"line-0-price": "9" * 19},
        {"line-9999999999-what": "x", "line-0-what": "", "line-0-price": ""},
    ],
)
def test_a_quote_that_cannot_be_is_shown_again(client, claire, wrong):
    answer = client.post(reverse("quote-new", args=[claire.pk]), {**FORM, **wrong})
    assert (answer.status_code, Cart.objects.count()) == (422, 0)


def test_a_secret_number_is_refused_beside_its_line(client, claire):
    secret = {"line-2-what": "CB 4970 1012 3456 7893", "line-2-quantity": "1", "line-2-price": "2"}
    answer = client.post(reverse("quote-new", args=[claire.pk]), {**FORM, **secret})
    assert (answer.status_code, Cart.objects.count()) == (422, 0)
    assert [len(row.errors.get("what", [])) for row in answer.context["rows"]] == [0, 0, 1, 0]


def test_more_lines_are_added_without_losing_what_was_typed(client, claire):
    answer = client.post(reverse("quote-new", args=[claire.pk]), {**FORM, "more": "1"})
    assert (answer.status_code, len(answer.context["rows"]), Cart.objects.count()) == (200, 8, 0)
    assert 'value="499,50"' in answer.content.decode()


def test_customer_is_found_or_entered_by_the_quote(client, claire):
    found = client.get(reverse("quote-customer"), {"q": "bonn"}).content.decode()
    assert reverse("quote-new", args=[claire.pk]) in found
    form = {"last_name": "Le Goff", "email": "anne@example.com", "form_key": "not-a-key"}
    answer = client.post(f"{reverse('customer-new')}?for=quote", form)
    customer_id = int(answer.headers["Location"].split("/")[-2])
    assert answer.headers["Location"] == reverse("quote-new", args=[customer_id])
    assert Arrival.objects.get(customer=customer_id).channel == "quote"


def test_articles_are_proposed_while_typing(client, claire):
    Product.objects.create(sku="CAN-3", name="Canapé trois places inventé", search_name="canape trois places invente")
    html = client.get(reverse("quote-articles"), {"line-0-what": "canap"}).content.decode()
    assert '<option value="CAN-3">' in html
    assert "<option" not in client.get(reverse("quote-articles")).content.decode()


def test_sheet_is_a_pdf_whatever_the_letters(client, claire, shops):
    for reference in ("D2026-0001", "Réf/“x”\r\n"):
        cart_id = write(claire, shops[0], words=f"Canapé 沙发 {reference[:4]}")
        Cart.objects.filter(pk=cart_id).update(reference=reference)
        answer = client.get(reverse("quote-pdf", args=[cart_id]))
        assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


def test_customer_was_asked_and_the_quote_leaves_the_agenda(client, claire, shops):
    cart_id = write(claire, shops[0], follow_up_on=shop_day())
    client.post(reverse("quote-follow-up", args=[cart_id]), {"outcome": "interested", "text": "Rappelle en mars"})
    assert Cart.objects.get().follow_up_on is None
    assert client.post(reverse("quote-follow-up", args=[cart_id]), {"outcome": "x"}).status_code == 422
    past = {"outcome": "done", "next": "2020-01-01"}
    assert client.post(reverse("quote-follow-up", args=[cart_id]), past).status_code == 422
    card = {"outcome": "done", "text": "carte 4970 1000 0000 0055"}
    assert client.post(reverse("quote-follow-up", args=[cart_id]), card).status_code == 422


def test_quotes_of_another_store_do_not_exist(client, claire, shops):
    cart_id = write(claire, shops[1])
    names = ("quote", "quote-pdf")
    assert [client.get(reverse(name, args=[cart_id])).status_code for name in names] == [404, 404]
    assert client.post(reverse("quote-follow-up", args=[cart_id]), {"outcome": "done"}).status_code == 404
    assert client.get(reverse("quotes")).context["rows"] == []


def test_a_reader_sees_quotes_and_writes_none(client, claire, shops):
    cart_id = write(claire, shops[0])
    client.force_login(join("lou@example.com", "reader"))
    assert [client.get(reverse(name, args=[cart_id])).status_code for name in ("quote", "quote-pdf")] == [200, 200]
    assert client.post(reverse("quote-follow-up", args=[cart_id]), {"outcome": "done"}).status_code == 403
    assert client.get(reverse("quote-new", args=[claire.pk])).status_code == 403


def test_list_is_narrowed_by_state_kind_number_and_name(client, claire, shops):
    write(claire, shops[0])
    number = {"text": Cart.objects.get().reference[:3].lower()}
    asked = [{}, {"state": "open"}, {"state": "lost"}, {"kind": "order"}, number, {"text": "bonnet"}, {"text": "x"}]
    found = [len(client.get(reverse("quotes"), one).context["rows"]) for one in asked]
    assert found == [1, 1, 0, 0, 1, 1, 0]
    assert client.get(reverse("quotes"), {"state": "?", "kind": "\x00", "page": "x"}).status_code == 200


def test_list_asks_as_much_for_one_as_for_three(client, claire, shops):
    counts = []
    for words in ("Un", "Deux", "Trois"):
        write(claire, shops[0], words=words, valid_until_on=shop_day() + timedelta(days=len(words)))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("quotes"))
        counts.append(sum("sales_cart" in one["sql"] for one in queries))
    assert counts == [2, 2, 2]
