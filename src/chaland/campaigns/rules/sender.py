"""Whether a domain says who may send mails in its name: SPF, DKIM and DMARC, read from what it publishes."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

State: TypeAlias = Literal["found", "missing", "wrong", "unknown"]
Texts: TypeAlias = Callable[[str], Sequence[str]]
"""The TXT records of a name."""

SELECTORS = (
    "brevo1", "brevo2", "mail", "mailjet", "scw", "default", "dkim", "google", "selector1", "selector2", "k1", "k2",
    "s1", "s2", "ovh", "ovhex", "pm", "mandrill", "smtp", "key1", "x",
)  # fmt: skip
"""Names under which providers have keys published: which one a domain uses stands in its mails alone."""
MOST_LOOKUPS = 10
"""Source: RFC 7208 §4.6.4."""
_ASKING = frozenset({"a", "mx", "ptr"})
_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Published:
    """One of the three. said: the record; why: the code of what is wrong with it."""

    state: State
    said: str = ""
    why: str = ""


def spf(domain: str, texts: Texts) -> Published:
    """Tell whether exactly one record names who may send, within what receivers look up. Source: RFC 7208."""
    found = _starting("v=spf1", texts(domain))
    if not found:
        return Published("missing", why="spf_missing")
    if len(found) > 1:
        return Published("wrong", found[0], "spf_twice")
    words = found[0].lower().split()
    if "+all" in words or "all" in words:
        return Published("wrong", found[0], "spf_anybody")
    if _lookups(found[0], texts, MOST_LOOKUPS) > MOST_LOOKUPS:
        return Published("wrong", found[0], "spf_too_deep")
    return Published("found", found[0])


def dkim(domain: str, texts: Texts, selectors: Iterable[str] = SELECTORS) -> Published:
    """Tell whether a key is published under one of the selectors. Source: RFC 6376 §3.6.1; an empty key is revoked."""
    revoked = Published("missing", why="dkim_missing")
    for selector in dict.fromkeys(selectors):
        for record in texts(f"{selector}._domainkey.{domain}"):
            tags = _tags(record)
            if tags.get("p"):
                return Published("found", f"{selector}: {record}")
            if "p" in tags:
                revoked = Published("wrong", f"{selector}: {record}", "dkim_revoked")
    return revoked


def dmarc(domain: str, texts: Texts) -> Published:
    """Tell whether the domain, or one above it, says what to do with mails that fail. Source: RFC 7489 §6.6.3."""
    for name in _upwards(domain):
        found = _starting("v=dmarc1", texts(f"_dmarc.{name}"))
        if len(found) > 1:
            return Published("wrong", found[0], "dmarc_twice")
        if found:
            policy = _tags(found[0]).get("p", "").lower()
            if policy not in {"none", "quarantine", "reject"}:
                return Published("wrong", found[0], "dmarc_policy")
            return Published("found", found[0])
    return Published("missing", why="dmarc_missing")


def _upwards(domain: str) -> list[str]:
    """Return a domain and those above it, down to two labels."""
    labels = domain.split(".")[-_LEVELS:]
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]


def _starting(version: str, records: Iterable[str]) -> list[str]:
    return [one for one in records if one.lower().split(";")[0].split(" ")[0].strip() == version]


def _tags(record: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _lookups(record: str, texts: Texts, left: int) -> int:
    """Count what a receiver must look up, one more than `left` at most."""
    counted = 0
    for word in record.lower().split()[1:]:
        term = word.lstrip("+-~?")
        if not _asks(term):
            continue
        counted += 1
        if term.startswith(("include:", "redirect=")) and counted <= left:
            inner = _starting("v=spf1", texts(re.split("[:=]", term, maxsplit=1)[1]))
            counted += _lookups(inner[0], texts, left - counted) if inner else 0
        if counted > left:
            return left + 1
    return counted


def _asks(term: str) -> bool:
    return term.startswith(("include:", "exists:", "redirect=")) or re.split("[:/]", term)[0] in _ASKING
