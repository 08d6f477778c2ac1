"""What a text message says that asks for no more of them."""

import re

from chaland.kernel.text import fold

_WORDS = frozenset({"stop", "stopp", "arret", "arreter", "arretez", "desabonner", "desabonnement", "unsubscribe"})
_STOP = re.compile(r"stop(?:sms|pub)?(?:[0-9]{5})?")
_WORD = re.compile(r"[a-z0-9]+")


def is_stop(text: str) -> bool:
    """Tell whether a message asks for no more, however it is spelt. Source: CNIL, prospecting by SMS; charter of af2m.

    In doubt it does: one word of those is enough, wherever it stands.

    >>> is_stop("Stop svp"), is_stop("STOP36180"), is_stop("ARRÊT"), is_stop("Merci !")
    (True, True, True, False)
    """
    words = _WORD.findall(fold(text))
    return any(word in _WORDS or _STOP.fullmatch(word) for word in words) or "".join(words) == "stop"
