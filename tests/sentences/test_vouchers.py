"""What a voucher gives, in words."""

import pytest
from django.utils import translation

from chaland.loyalty.rules.programme import Choice
from chaland.loyalty.rules.vouchers import Terms
from chaland.sentences.vouchers.words import gives

pytestmark = pytest.mark.pure


def test_coupon_for_some_articles_without_an_amount_is_no_early_access():
    coupon = Terms("access", what=Choice(products=frozenset({1})))
    with translation.override("en"):
        assert [gives(one) for one in (Terms("access"), coupon)] == ["early access", "an offer on some articles"]
