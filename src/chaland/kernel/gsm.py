"""The alphabet of telephones, and how many parts a text message is. Source: 3GPP TS 23.038, 23.040."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_TWICE = frozenset("^{}\\[~]|€\f")
"""Those written by two places of the alphabet."""
ALONE, IN_PARTS = {True: 160, False: 70}, {True: 153, False: 67}


def is_gsm(text: str) -> bool:
    """Tell whether a text can be written in the alphabet of telephones.

    >>> is_gsm("Déjà 10 €"), is_gsm("Leçon"), is_gsm("forêt")
    (True, False, False)
    """
    return all(one in _BASIC or one in _TWICE for one in text)


def parts(text: str) -> int:
    """Return how many text messages are counted for one text, none for an empty one.

    >>> parts("a" * 160), parts("a" * 161), parts("ê" * 70), parts("ê" * 71), parts("€" * 80)
    (1, 2, 1, 2, 1)
    """
    plain = is_gsm(text)
    sizes = [(2 if one in _TWICE else 1) if plain else len(one.encode("utf-16-le")) // 2 for one in text]
    if sum(sizes) <= ALONE[plain]:
        return 1 if text else 0
    return _cut(sizes, IN_PARTS[plain])


def _cut(sizes: list[int], room: int) -> int:
    """Count the parts; what takes two places is never cut in two."""
    count, left = 1, room
    for size in sizes:
        if size > left:
            count, left = count + 1, room
        left -= size
    return count
