"""Numbers that must not be kept among words: payment cards, bank accounts, social security.

Source: RGPD art. 5(1)(c); CNIL, free-text zones, 28 February 2019.
"""

import re

from chaland.kernel.payment import passes_luhn

_FEWEST = 13
_DIGIT_RUN = re.compile(r"(?<!\d)\d(?:[ .-]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_SOCIAL_SECURITY = re.compile(r"[12]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)\d{8}(?:\d{2})?")
_PAYMENT_CARD_LENGTHS = range(15, 20)


def holds_secret_number(text: str) -> bool:
    """Tell whether free text holds a payment card, bank account or social-security number.

    Thirteen digits that are no social-security number pass: loyalty cards and barcodes have as many.

    >>> holds_secret_number("CB 4970 1000 0000 0055"), holds_secret_number("rappeler au 06 39 98 01 23")
    (True, False)
    """
    if len(text) < _FEWEST:
        return False
    if _IBAN.search(text):
        return True
    runs = (re.sub(r"\D", "", found.group()) for found in _DIGIT_RUN.finditer(text))
    return any(_is_payment_card(run) or _SOCIAL_SECURITY.fullmatch(run) for run in runs)


def _is_payment_card(digits: str) -> bool:
    return len(digits) in _PAYMENT_CARD_LENGTHS and passes_luhn(digits)
