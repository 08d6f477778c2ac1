"""The mail server or provider, read from one address such as smtp+tls://user:password@mail.example.com:587."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
PROVIDERS: Mapping[str, tuple[str, ...]] = {
    "brevo": ("api_key",),
    "mailersend": ("api_token",),
    "mailgun": ("api_key",),
    "mailjet": ("api_key", "secret_key"),
    "mailtrap": ("api_token",),
    "mandrill": ("api_key",),
    "postal": ("api_key",),
    "postmark": ("server_token",),
    "resend": ("api_key",),
    "scaleway": ("project_id", "secret_key"),
    "sparkpost": ("api_key",),
}
"""Those of django-anymail, and what stands before the @ of their address: one secret, or two apart by a colon."""


def mail_settings(url: str) -> dict[str, Any]:
    """Return Django's settings for the server that `url` names; none for an empty one.

    `smtp` speaks in clear, `smtp+tls` turns to TLS after the greeting, `smtps` speaks TLS from the first byte.
    A provider is named with its key: `brevo://KEY@`, `mailjet://KEY:SECRET@`; other settings of anymail's for it follow
    a question mark. Special characters of user and password are percent-encoded. Raises ImproperlyConfigured when it
    is not understood.

    >>> mail_settings("smtp+tls://claire%40example.com:secret@mail.example.com")["EMAIL_HOST_USER"]
    'claire@example.com'
    >>> mail_settings("mailgun://secret@?sender_domain=mg.example.com")["ANYMAIL"]
    {'MAILGUN_API_KEY': 'secret', 'MAILGUN_SENDER_DOMAIN': 'mg.example.com'}
    """
    if not url:
        return {}
    try:
        parts = urlsplit(url)
        if parts.scheme in PROVIDERS:
            return _of_provider(parts)
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


def _of_provider(parts: SplitResult) -> dict[str, Any]:
    name = parts.scheme
    secrets = [unquote(one) for one in (parts.username, parts.password) if one]
    if len(secrets) != len(PROVIDERS[name]):
        raise ImproperlyConfigured("EMAIL_URL")
    values = dict(zip(PROVIDERS[name], secrets, strict=True)) | dict(parse_qsl(parts.query))
    return {
        "MAIL_TRANSPORT": "chaland.gateways.anymail.transport.Provider",
        "MAIL_PROVIDER": name,
        "ANYMAIL": {f"{name}_{key}".upper(): value for key, value in values.items()},
    }
