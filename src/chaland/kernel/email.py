"""E-mail addresses: canonical, and never able to break a header."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

from chaland.kernel.errors import Refusal
from chaland.kernel.text import strip_invisible

_SHOWN = 60
_LONGEST = 320
_LONGEST_LOCAL = 64
# Well under the 254 characters an address may have, whatever its domain becomes in readable Unicode.
_LONGEST_USUAL = 100
_PLAIN_LOCAL = re.compile(r"[a-z0-9_+-]{1,64}(?:\.[a-z0-9_+-]{1,64})*")
_BETWEEN_TWO = re.compile(r"[;,|/\s]+")
_USUAL_DOMAINS = (
    "gmail.com", "hotmail.fr", "hotmail.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net", "yahoo.fr",
    "yahoo.com", "outlook.fr", "outlook.com", "live.fr", "icloud.com", "bbox.fr", "neuf.fr", "numericable.fr",
    "proton.me", "protonmail.com", "gmx.fr",
)  # fmt: skip
_REAL_LOOKALIKES = frozenset({"mail.com", "email.com", "ymail.com", "live.com", "live.be", "gmx.de", "hotmail.it"})
_SURE_SLIPS = {"gmail.fr": "gmail.com", "gmail": "gmail.com", "hotmail": "hotmail.fr", "orange.com": "orange.fr"}
# Shorter names are a letter away from too many real ones (free.fr, fred.fr).
_SHORTEST_GUESSED = 8
_DISPOSABLE = frozenset({
    "yopmail.com", "yopmail.fr", "mailinator.com", "guerrillamail.com", "10minutemail.com", "temp-mail.org",
    "trashmail.com", "jetable.org", "throwawaymail.com", "maildrop.cc", "sharklasers.com", "getnada.com",
    "dispostable.com", "tempmail.com", "mohmal.com",
})  # fmt: skip
_ROLES = frozenset({
    "contact", "info", "infos", "accueil", "commercial", "direction", "secretariat", "comptabilite", "compta", "admin",
    "administration", "sales", "support", "service", "magasin", "boutique", "rh", "hello", "bonjour",
    "office", "mairie",
})  # fmt: skip


def normalise_email(text: str) -> str:
    """Return an address in its one canonical form: trimmed, lower case, domain in readable Unicode.

    Whether the domain exists is not asked. Raises Refusal `email_two_addresses` (with `first` and `second`),
    `email_local_too_long`, `email_ip_address`, `email_accents_before_at`, `email_unsafe` (line breaks, control or
    direction marks) or `email_not_understood`.

    >>> normalise_email(" Claire.Bonnet@Exemple.FR ")
    'claire.bonnet@exemple.fr'
    """
    stripped = text.strip(" \t\u00a0\u202f\u200b\ufeff\r\n")
    lowered = stripped.lower()
    # A line break or a mark is never printable, so there is none to refuse in an address read so.
    if stripped.isprintable() and (usual := _usual(lowered)):
        return usual
    _refuse_unsafe(stripped)
    if usual := _usual(lowered):
        return usual
    try:
        return str(validate_email(lowered, check_deliverability=False, allow_smtputf8=False).normalized)
    except EmailNotValidError:
        raise _refusal(lowered) from None


def _usual(lowered: str) -> str | None:
    """Return an address whose mailbox is plain, its domain read once for all who share it; None to look closer."""
    local, _, domain = lowered.rpartition("@")
    if len(lowered) > _LONGEST_USUAL or len(local) > _LONGEST_LOCAL or not _PLAIN_LOCAL.fullmatch(local):
        return None
    known = _known_domain(domain)
    return f"{local}@{known}" if known else None


@lru_cache(maxsize=10_000)
def _known_domain(domain: str) -> str | None:
    try:
        return str(validate_email(f"a@{domain}", check_deliverability=False, allow_smtputf8=False).domain)
    except EmailNotValidError:
        return None


def _refuse_unsafe(text: str) -> None:
    if "\n" in text or "\r" in text or strip_invisible(text) != text or "\x00" in text:
        raise Refusal("email_unsafe", text=strip_invisible(text)[:_SHOWN])
    if len(text) > _LONGEST:
        raise Refusal("email_not_understood", text=text[:_SHOWN])
    local = text.rpartition("@")[0]
    if len(local) > _LONGEST_LOCAL and "@" not in local:
        raise Refusal("email_local_too_long", limit=_LONGEST_LOCAL)


def _refusal(text: str) -> Refusal:
    if two := _two_addresses(text):
        return Refusal("email_two_addresses", text=text[:_SHOWN], first=two[0], second=two[1])
    local, _, domain = text.rpartition("@")
    if domain.startswith("["):
        return Refusal("email_ip_address", text=text[:_SHOWN])
    if not local.isascii() and _is_address(f"a@{domain}"):
        return Refusal("email_accents_before_at", text=text[:_SHOWN])
    return Refusal("email_not_understood", text=text[:_SHOWN])


def _two_addresses(text: str) -> tuple[str, str] | None:
    parts = [part for part in _BETWEEN_TWO.split(text) if part]
    if len(parts) > 1 and all(map(_is_address, parts)):
        return parts[0], parts[1]
    return None


def _is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailSyntaxError:
        return False
    return True


def suggest_email(text: str) -> str | None:
    """Return the address probably meant when the domain is a slip of a usual one, or None.

    It is a question to ask, never a repair to make in silence.

    >>> suggest_email("claire@gmial.com"), suggest_email("claire@gmail.com")
    ('claire@gmail.com', None)
    """
    local, at, typed = text[:_LONGEST].strip().lower().rpartition("@")
    domain = typed.replace(",", ".").strip(".")
    if not at or not local or (domain == typed and domain in _USUAL_DOMAINS) or domain in _REAL_LOOKALIKES:
        return None
    meant = domain if domain in _USUAL_DOMAINS else _SURE_SLIPS.get(domain) or _nearest(domain)
    return f"{local}@{meant}" if meant else None


@lru_cache(maxsize=10_000)
def _nearest(domain: str) -> str | None:
    near = (usual for usual in _USUAL_DOMAINS if len(usual) >= _SHORTEST_GUESSED and _one_slip(domain, usual))
    return next(near, None)


def _one_slip(typed: str, meant: str) -> bool:
    """Tell whether one letter was added, dropped, replaced, or swapped with its neighbour."""
    start = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    left, right = typed[start:], meant[start:]
    swapped = left[:2] == right[1::-1] and len(left) > 1 and left[2:] == right[2:]
    return swapped or left[1:] == right[1:] or left[1:] == right or left == right[1:]


def is_disposable(email: str) -> bool:
    """Tell whether an address belongs to a throw-away service: worth a warning, never a refusal."""
    return email.rpartition("@")[2] in _DISPOSABLE


def is_role_address(email: str) -> bool:
    """Tell whether an address is an office's (contact@, info@) and not a person's."""
    return email.partition("@")[0] in _ROLES
