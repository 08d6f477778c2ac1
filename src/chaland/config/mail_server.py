"""The mail server, read from one address such as smtp+tls://user:password@mail.example.com:587."""

from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail_settings(url: str) -> dict[str, Any]:
    """Return Django's settings for the server that `url` names; none for an empty one.

    `smtp` speaks in clear, `smtp+tls` turns to TLS after the greeting, `smtps` speaks TLS from the first byte.
    Special characters of user and password are percent-encoded. Raises ValueError when it is not understood.

    >>> mail_settings("smtp+tls://claire%40example.com:secret@mail.example.com")["EMAIL_HOST_USER"]
    'claire@example.com'
    """
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError("EMAIL_URL must look like smtp+tls://user:password@mail.example.com:587")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }
