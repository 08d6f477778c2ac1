"""To which addresses providers tell what became of messages: whoever knows one may tell."""

import hmac
from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

TEXTS = "sms"
"""Under which gateways of text messages tell, as `provider`."""


def news_address(provider: str) -> str:
    """Return the address to give to a provider."""
    return settings.PUBLIC_URL + reverse(
        "public-news", kwargs={"provider": provider, "key": _key(provider, _secrets()[0])}
    )


def is_key(provider: str, key: str) -> bool:
    """Tell whether an address is one that was given, also under the secrets used before."""
    return any(constant_time_compare(key, _key(provider, secret)) for secret in _secrets())


def _secrets() -> list[str]:
    return [settings.NEWS_SECRET] if settings.NEWS_SECRET else [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _key(provider: str, secret: str) -> str:
    return hmac.digest(secret.encode(), f"chaland.news:{provider}".encode(), sha256).hex()[:40]
