"""Numbers that must not be kept among words."""

import pytest

from chaland.kernel.secret_numbers import holds_secret_number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CB 4970-1012-3456-7893", True),
        ("FR76 3000 6000 0112 3456 7890 189", True),
        ("n° 2 84 11 34 172 123 45", True),
        ("carte 2900000010000", False),
        ("rappeler au 06 39 98 01 23 ou 04 65 71 00 12", False),
        ("EAN 3760123456789, pointure 38", False),
        ("ticket 8412 du 22/11/2026", False),
    ],
)
def test_numbers_that_must_not_be_kept_are_noticed(text, expected):
    assert holds_secret_number(text) is expected
