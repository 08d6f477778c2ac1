"""What becomes of vouchers of a made-up shop: kept, used, given back, cancelled; each thing once for each key."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.loyalty.models.vouchers import Voucher, VoucherUse
from chaland.loyalty.rules.vouchers import HELD_FOR, Terms
from chaland.loyalty.services import vouchers
from chaland.loyalty.services.vouchers import NewVoucher, Place
from factories.sales import rolled_back
from factories.vouchers import NOW, a_kind, a_use, a_voucher

pytestmark = pytest.mark.django_db

HERE = Place()
SECOND = timedelta(seconds=1)


def stand(voucher):
    voucher.refresh_from_db()
    return voucher.state, voucher.uses_left


def told(voucher):
    return [*VoucherUse.objects.filter(voucher=voucher).order_by("pk").values_list("act", "key", "uses_left")]


def reserve(voucher, key="sale-1", *, now=NOW):
    return vouchers.reserve(voucher.code, a_use(key), place=HERE, now=now)


def redeem(voucher, key="sale-1", *, now=NOW, **told):
    return vouchers.redeem(voucher.code, a_use(key), place=HERE, now=now, **told)


def release(voucher, key="sale-1", *, now=NOW):
    return vouchers.release(voucher.code, a_use(key), place=HERE, now=now)


def refusal_of(act, *given, **named):
    with pytest.raises(Refusal) as caught:
        act(*given, **named)
    return caught.value.code


def test_voucher_is_reserved_then_used_and_its_history_says_so():
    voucher = a_voucher()
    assert [reserve(voucher).is_new, redeem(voucher).is_new, stand(voucher)] == [True, True, ("redeemed", 0)]
    assert told(voucher) == [("reserved", "sale-1", 1), ("redeemed", "sale-1", 0)]


def test_same_key_again_changes_nothing_and_is_told_the_same():
    voucher = a_voucher()
    first = redeem(voucher, discount_cents=480)
    again = redeem(voucher, discount_cents=999)
    assert (first.discount_cents, again.discount_cents) == (480, 480)
    assert (first.is_new, again.is_new, told(voucher)) == (True, False, [("redeemed", "sale-1", 0)])


def test_second_till_is_told_when_and_where_it_was_used():
    voucher = a_voucher()
    redeem(voucher)
    with pytest.raises(Conflict) as caught:
        redeem(voucher, "sale-2", now=NOW + SECOND)
    assert (caught.value.code, caught.value.params) == ("voucher_redeemed", {"at": NOW, "store": ""})


def test_reservation_keeps_others_out_until_it_ends():
    voucher = a_voucher()
    reserve(voucher)
    assert refusal_of(reserve, voucher, "sale-2") == "voucher_reserved"
    assert reserve(voucher, "sale-2", now=NOW + HELD_FOR).is_new
    assert refusal_of(redeem, voucher, now=NOW + HELD_FOR) == "voucher_reserved"


def test_reservation_given_back_is_free_again_and_its_key_is_spent():
    voucher = a_voucher()
    reserve(voucher)
    assert [release(voucher).is_new, release(voucher).is_new, stand(voucher)] == [True, False, ("issued", 1)]
    assert refusal_of(reserve, voucher) == refusal_of(redeem, voucher) == "voucher_use_over"
    assert redeem(voucher, "sale-2").is_new


@pytest.mark.fault("F16")
def test_use_whose_sale_was_cancelled_is_given_back_once():
    voucher = a_voucher()
    redeem(voucher)
    assert [release(voucher).is_new, release(voucher).is_new, stand(voucher)] == [True, False, ("issued", 1)]
    redeem(voucher, "sale-2")
    assert (release(voucher).is_new, stand(voucher)) == (False, ("redeemed", 0))


def test_nothing_is_given_back_under_a_key_that_did_nothing():
    voucher = a_voucher()
    redeem(voucher)
    assert refusal_of(release, voucher, "sale-2") == "voucher_use_unknown"


def test_voucher_of_three_uses_is_used_three_times():
    voucher = a_voucher(a_kind(uses=3))
    for key in ("a", "b", "b", "c"):
        redeem(voucher, key)
    assert (stand(voucher), refusal_of(redeem, voucher, "d")) == (("redeemed", 0), "voucher_redeemed")


def test_voucher_ends_at_its_last_second():
    voucher = a_voucher(a_kind(valid_days=1))
    end = NOW + timedelta(days=1)
    assert refusal_of(redeem, voucher, now=end) == "voucher_expired"
    assert redeem(voucher, now=end - SECOND).is_new


def test_promised_before_its_end_it_may_be_used_a_moment_after():
    voucher = a_voucher(a_kind(valid_days=1))
    end = NOW + timedelta(days=1)
    reserve(voucher, now=end - SECOND)
    assert redeem(voucher, now=end + SECOND).is_new


def test_cancelled_voucher_stays_cancelled():
    voucher = a_voucher()
    assert refusal_of(vouchers.cancel, voucher, reason=" ", key="c", place=HERE, now=NOW) == "voucher_reason_missing"
    for _ in range(2):
        vouchers.cancel(voucher, reason="Perdu", key="c", place=HERE, now=NOW)
        voucher.refresh_from_db()
    assert refusal_of(redeem, voucher) == "voucher_cancelled"
    assert told(voucher) == [("cancelled", "c", 1)]


def test_used_voucher_cannot_be_cancelled():
    voucher = a_voucher()
    redeem(voucher)
    voucher.refresh_from_db()
    assert refusal_of(vouchers.cancel, voucher, reason="Trop tard", key="c", place=HERE, now=NOW) == "voucher_redeemed"


def test_personal_voucher_needs_its_owner():
    personal = a_kind(Terms("amount", 500))
    assert refusal_of(vouchers.issue, NewVoucher(personal, None, "k"), now=NOW) == "voucher_needs_customer"


def test_issue_of_the_same_key_is_the_same_voucher():
    kind = a_kind()
    assert a_voucher(kind).pk == a_voucher(kind).pk != a_voucher(kind, key="issue-2").pk


def test_closed_kind_gives_no_more():
    kind = a_kind(is_active=False)
    assert refusal_of(vouchers.issue, NewVoucher(kind, None, "k"), now=NOW) == "voucher_kind_closed"


@pytest.mark.parametrize("code", ["", "x", "23456789ABCDH", "é" * 13, "A" * 400])
def test_wrong_code_is_unknown(code):
    with pytest.raises(NotFound) as caught:
        vouchers.found(code)
    assert caught.value.code == "voucher_unknown"


def test_taken_beyond_its_rights_is_noted_once_and_changes_nothing():
    voucher = a_voucher()
    redeem(voucher)
    for _ in range(2):
        vouchers.note_beyond(voucher.code, a_use("sale-2"), "voucher_redeemed", place=HERE, now=NOW)
    assert stand(voucher) == ("redeemed", 0)
    assert told(voucher)[1:] == [("beyond", "sale-2", 0)]


STEPS = st.lists(
    st.tuples(st.sampled_from(["reserve", "redeem", "release", "wait", "expire"]), st.integers(0, 3)), max_size=14
)


@settings(max_examples=25)
@given(uses=st.integers(1, 3), steps=STEPS)
def test_no_voucher_is_used_beyond_its_uses(uses, steps):
    """Whatever tills do, in any order, how often they repeat it, and however long they wait in between."""
    acts = {"reserve": reserve, "redeem": redeem, "release": release}
    with rolled_back():
        voucher, now = a_voucher(a_kind(uses=uses, valid_days=2)), NOW
        for name, number in steps:
            now += {"wait": HELD_FOR, "expire": timedelta(days=1)}.get(name, SECOND)
            if name in acts:
                before = told(voucher)
                try:
                    done = acts[name](voucher, f"sale-{number}", now=now)
                except (Conflict, NotFound):
                    assert told(voucher) == before
                else:
                    assert (told(voucher) == before) != done.is_new
            standing = [act for act, _, _ in told(voucher)]
            undone = VoucherUse.objects.filter(
                voucher=voucher, act="released", key__in=VoucherUse.objects.filter(act="redeemed").values("key")
            ).count()
            in_use = standing.count("redeemed") - undone
            assert stand(voucher)[1] == uses - in_use >= 0
            assert Voucher.objects.filter(pk=voucher.pk, state="redeemed").exists() == (in_use == uses)
