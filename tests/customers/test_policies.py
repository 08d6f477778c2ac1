"""The network's own fields: how their codes are made."""

import pytest

from chaland.customers import policies
from chaland.customers.models import CustomField
from chaland.kernel.errors import Refusal

pytestmark = pytest.mark.django_db


def add(label):
    return policies.add_custom_field(label=label, kind="text", choices=(), requirement="optional", purpose="").code


@pytest.mark.parametrize("label", ["Pointure__été", "a _ b", "a-_b"])
def test_field_whose_code_would_hold_two_underscores_is_refused(label):
    with pytest.raises(Refusal) as caught:
        add(label)
    assert (caught.value.code, caught.value.field, CustomField.objects.count()) == ("custom_code_doubled", "label", 0)


def test_field_of_a_long_label_has_no_two_underscores_when_numbered():
    label = "a" * 36 + " bcd"
    assert [add(label), add(label)] == ["a" * 36, f"{'a' * 36}_2"]


def test_field_named_by_a_number_has_a_code_in_letters():
    assert add("2025") == "field_2025"
