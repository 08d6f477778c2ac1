"""Quotes and order forms written in the shop: numbered, asked about, closed by a receipt."""

from datetime import UTC, date, datetime

import pytest

from chaland.accounts.rules import Scope
from chaland.interactions.models import Interaction
from chaland.kernel.errors import NotFound, Refusal
from chaland.sales.models import Cart
from chaland.sales.queries.quotes import QuoteFilter, follow_ups_between, quotes, to_follow_up
from chaland.stores.models import Product
from chaland.usecases.sales.cancel_cart import cancel_cart
from chaland.usecases.sales.record_receipts import record_receipt
from chaland.usecases.sales.write_quote import NewQuote, QuoteLine, follow_up_quote, write_quote
from factories.person import EVERYWHERE, open_file
from factories.sales import NOON, days, line, receipt

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def claire(shops):
    return open_file(home_store_id=shops[0].pk, cards=("CARTE1",))


def lines(*words):
    return [QuoteLine(word, 2000, 4990) for word in words or ("Canapé inventé",)]


def write(customer, store, *, now=NOON, kind="quote", scope=EVERYWHERE, words=(), **changes):
    return write_quote(
        NewQuote(kind, store.pk, lines(*words), **changes), customer_id=customer.pk, scope=scope, now=now
    )


def states(today=TODAY, scope=EVERYWHERE):
    found = {
        state: quotes(scope, QuoteFilter(state=state), today=today) for state in ("open", "late", "bought", "lost")
    }
    return {state: sorted(rows.values_list("reference", flat=True)) for state, rows in found.items()}


def test_numbers_follow_one_another_in_a_store_by_kind_and_year(shops, claire):
    at = [NOON, NOON + days(1), NOON + days(2), NOON + days(400)]
    ids = [write(claire, shops[0], now=moment) for moment in at]
    ids += [write(claire, shops[0], kind="order"), write(claire, shops[1])]
    assert list(Cart.objects.in_bulk(ids).values()) == [Cart.objects.get(pk=one) for one in ids]
    assert [Cart.objects.get(pk=one).reference for one in ids] == [
        "D2026-0001", "D2026-0002", "D2026-0003", "D2027-0001", "BC2026-0001", "D2026-0001",
    ]  # fmt: skip


def test_quote_sent_twice_is_written_once(shops, claire):
    assert write(claire, shops[0]) == write(claire, shops[0])
    assert Cart.objects.count() == 1


def test_lines_name_an_article_by_code_barcode_or_name_or_stay_words(shops, claire):
    record_receipt(receipt("1", lines=[line("BOT-38")]), now=NOON)
    Product.objects.filter(sku="BOT-38").update(ean="4006381333931")
    cart_id = write(claire, shops[0], words=("BOT-38", "4006381333931", "Article BOT-38", "Pose comprise"))
    kept = Cart.objects.get(pk=cart_id)
    assert [one.product.sku if one.product else one.label for one in kept.lines.order_by("position")] == [
        "BOT-38", "BOT-38", "BOT-38", "Pose comprise",
    ]  # fmt: skip
    assert (kept.total_cents, Product.objects.get(sku="BOT-38").name) == (4 * 9980, "Article BOT-38")


def test_states_tell_what_became_of_each(shops, claire):
    record_receipt(receipt("1", lines=[line("BOT-38")]), now=NOON - days(2))
    write(claire, shops[0])
    write(claire, shops[0], follow_up_on=TODAY, words=("Un",))
    cancel_cart(write(claire, shops[0], words=("Deux", "Trois")), scope=EVERYWHERE, now=NOON)
    write(claire, shops[0], words=("BOT-38",) * 3)
    record_receipt(receipt("2", card="CARTE1", lines=[line("BOT-38")], sold_at=NOON + days(3)), now=NOON + days(3))
    assert states() == {
        "open": ["D2026-0001", "D2026-0002"],
        "late": ["D2026-0002"],
        "bought": ["D2026-0004"],
        "lost": ["D2026-0003"],
    }
    assert states(scope=Scope(shops[1].pk)) == {"open": [], "late": [], "bought": [], "lost": []}


def test_quote_valid_for_longer_than_ninety_days_is_closed_until_its_last_day(shops, claire):
    record_receipt(receipt("1", lines=[line("BOT-38")]), now=NOON - days(2))
    write(claire, shops[0], words=("BOT-38",), valid_until_on=date(2026, 8, 31))
    bought = receipt("2", card="CARTE1", lines=[line("BOT-38")], sold_at=datetime(2026, 8, 31, 17, tzinfo=UTC))
    record_receipt(bought, now=NOON + days(182))
    assert states()["bought"] == ["D2026-0001"]


def test_follow_up_is_written_down_and_planned_again(shops, claire):
    cart_id = write(claire, shops[0], follow_up_on=TODAY)
    assert [one.pk for one in to_follow_up(EVERYWHERE, TODAY)] == [cart_id]
    follow_up_quote(
        cart_id, outcome="interested", text="", next_on=date(2026, 3, 9), scope=EVERYWHERE, author_id=None, now=NOON
    )
    told = Interaction.objects.get()
    assert (told.kind, told.subject, told.outcome) == ("call", "D2026-0001", "interested")
    assert list(to_follow_up(EVERYWHERE, TODAY)) == []
    assert [one.pk for one in follow_ups_between(EVERYWHERE, TODAY, date(2026, 3, 9))] == [cart_id]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_until_on": date(2026, 3, 1)}, "quote_already_over"),
        ({"follow_up_on": date(2026, 3, 1)}, "follow_up_is_past"),
        ({"words": ("x",) * 101}, "too_many_lines"),
        ({"scope": "nantes"}, "customer_unknown"),
    ],
)
def test_quote_that_cannot_be_is_refused_and_nothing_is_written(shops, claire, changes, code):
    scope = {"scope": Scope(shops[1].pk)} if "scope" in changes else {}
    with pytest.raises(Refusal) as refused:
        write(claire, shops[0], **{**changes, **scope})
    assert (refused.value.code, Cart.objects.count()) == (code, 0)


def test_follow_up_of_another_store_is_not_found(shops, claire):
    cart_id = write(claire, shops[0])
    with pytest.raises(NotFound):
        follow_up_quote(
            cart_id, outcome="done", text="", next_on=None, scope=Scope(shops[1].pk), author_id=None, now=NOON
        )
    assert Interaction.objects.count() == 0
