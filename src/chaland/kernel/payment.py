"""What a till says of the means of payment, without the number of a bank card."""

import re

_FEWEST_DIGITS, _MOST_DIGITS, _SHOWN_DIGITS = 12, 19, 4
_GROUPS = re.compile(r"[0-9]+(?:[ \u00a0.-][0-9]+)*")
_GROUP = re.compile("[0-9]+")


def mask_card_numbers(text: str) -> str:
    """Return the text with every bank card number hidden but for its last four digits.

    A card number is 12 to 19 digits, in one group or several, whose last one checks the others.
    Safe to repeat. Source: PCI DSS 4.0, requirement 3.4.

    >>> mask_card_numbers("CB 4970 1012 3456 7890 VISA"), mask_card_numbers("CB 4970 1012 3456 7893 VISA")
    ('CB 4970 1012 3456 7890 VISA', 'CB ************7893 VISA')
    """
    if len(text) < _FEWEST_DIGITS:
        return text
    return _GROUPS.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    run = found[0]
    groups = list(_GROUP.finditer(run))
    for first in range(len(groups)):
        for last in range(len(groups), first, -1):
            digits = "".join(group[0] for group in groups[first:last])
            if _is_card_number(digits):
                start, end = groups[first].start(), groups[last - 1].end()
                hidden = "*" * (len(digits) - _SHOWN_DIGITS) + digits[-_SHOWN_DIGITS:]
                return run[:start] + hidden + _GROUPS.sub(_masked, run[end:])
    return run


def _is_card_number(digits: str) -> bool:
    return _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS and passes_luhn(digits)


def passes_luhn(digits: str) -> bool:
    """Tell whether the last digit checks the others. Source: ISO/IEC 7812-1, annex B.

    >>> passes_luhn("4111111111111111"), passes_luhn("4111111111111112")
    (True, False)
    """
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(value // 10 + value % 10 for value in doubled)) % 10 == 0
