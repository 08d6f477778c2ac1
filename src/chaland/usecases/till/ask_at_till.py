"""What a till may ask a customer, read in two plain statements: it is part of the answer to every receipt."""

from datetime import datetime
from typing import Any

from chaland.database.lookups import as_kept, fetch
from chaland.database.rows import stored
from chaland.privacy.gate import KINDS
from chaland.privacy.models import Stance
from chaland.privacy.queries import moment_of
from chaland.privacy.rules import CHANNELS

ASKED_AT_TILL = ("newsletter", "offers")
"""What a till proposes; the other purposes are asked for where they make sense."""

# The last row of a box counts: the language asked for after French, then the latest version.
_BOXES = """
SELECT b.purpose_id, b.channel, t.id, t.text, s.state, {expires}
FROM privacy_purposechannel b
JOIN privacy_purpose p ON p.code = b.purpose_id AND p.is_active
JOIN privacy_consenttext t ON t.purpose_id = b.purpose_id AND t.channel = b.channel
LEFT JOIN privacy_currentconsent s ON s.customer_id = %s AND s.purpose = b.purpose_id AND s.channel = b.channel
WHERE b.basis = 'consent' AND b.purpose_id IN (%s, %s) AND t.language IN ('fr', %s) AND t.in_force_from <= %s
AND NOT EXISTS (SELECT 1 FROM privacy_stance f WHERE f.customer_id = %s AND f.kind = %s)
ORDER BY (t.language = %s), t.in_force_from, t.version, s.merchant_id
"""
_KINDS = "SELECT DISTINCT kind FROM customers_contactpoint WHERE customer_id = %s AND status = 'valid'"


def consents_due(customer_id: int, *, now: datetime, language: str = "fr") -> list[dict[str, Any]]:
    """Return what a seller may ask a customer: boxes of purposes in use never answered, or lapsed.

    Only for channels the customer can be reached by; a no is left alone.
    """
    kinds = {kind for (kind,) in fetch(_KINDS, [customer_id])}
    if not kinds:
        return []
    frozen = Stance.Kind.RESTRICTED.value
    told = [customer_id, *ASKED_AT_TILL, language, stored(now), customer_id, frozen, language]
    rows = {(row[0], row[1]): row[2:] for row in fetch(_BOXES.format(expires=as_kept("s.expires_at")), told)}
    reached = [channel for channel in CHANNELS if kinds & set(KINDS[channel])]
    asked = [(purpose, channel) for purpose in ASKED_AT_TILL for channel in reached if (purpose, channel) in rows]
    return [due for box in asked if (due := _due(box, rows[box], now))]


def _due(box: tuple[str, str], row: tuple[Any, ...], now: datetime) -> dict[str, Any] | None:
    text_id, text, state, expires_at = row
    has_lapsed = state == "lapsed" or (state == "granted" and expires_at is not None and moment_of(expires_at) <= now)
    if state is not None and not has_lapsed:
        return None
    wanted = "to_renew" if has_lapsed else "to_ask"
    return {"purpose": box[0], "channel": box[1], "state": wanted, "text_id": text_id, "text": text}
