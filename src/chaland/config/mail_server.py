"""The mail server, read from one address such as smtp+tls://user:password@mail.example.com:587."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_settings(url: str) -> dict[str, Any]:
    """Return Django's settings for the server that `url` names; none for an empty one.

    `smtp` speaks in clear, `smtp+tls` turns to TLS after the greeting, `smtps` speaks TLS from the first byte.
    Special characters of user and password are percent-encoded. Raises ImproperlyConfigured when it is not understood.

    >>> mail_settings("smtp+tls://claire%40example.com:secret@mail.example.com")["EMAIL_HOST_USER"]
    'claire@example.com'
    """
    if not url:
        return {}
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        raise ImproperlyConfigured("EMAIL_URL") from None
    if not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
