"""Bank accounts. Source: ISO 13616 (IBAN), ISO 7064 (modulus 97)."""

from chaland.kernel.errors import Refusal

# Of the countries of SEPA where a French shop may have its account.
_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "CH": 21, "DE": 22, "ES": 24, "FR": 27, "GB": 22, "IE": 22, "IT": 27, "LT": 20,
    "LU": 20, "MC": 27, "NL": 18, "PT": 25,
}  # fmt: skip
_MODULUS, _RIGHT = 97, 1


def normalise_iban(text: str) -> str:
    """Return an IBAN without spaces, in capitals; an empty text stays empty. Raises Refusal `iban_not_understood`.

    >>> normalise_iban("fr76 3000 6000 0112 3456 7890 189")
    'FR7630006000011234567890189'
    """
    iban = "".join(text.split()).upper()
    if not iban:
        return ""
    if not (iban.isascii() and iban.isalnum() and len(iban) == _LENGTHS.get(iban[:2]) and iban[2:4].isdigit()):
        raise Refusal("iban_not_understood", field="iban")
    if int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % _MODULUS != _RIGHT:
        raise Refusal("iban_not_understood", field="iban")
    return iban


def spaced_iban(iban: str) -> str:
    """Return an IBAN in groups of four, as it is printed.

    >>> spaced_iban("FR7630006000011234567890189")
    'FR76 3000 6000 0112 3456 7890 189'
    """
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
