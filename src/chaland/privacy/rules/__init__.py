"""Decisions about consents, without database and clock."""

from chaland.privacy.rules.acts import Act, Consent, Event, Held, NewConsent, Proof, fold, next_state
from chaland.privacy.rules.deciding import Decision, Facts, Terms, decide
from chaland.privacy.rules.purposes import BASES, CHANNELS, PURPOSES

__all__ = [
    "BASES", "CHANNELS", "PURPOSES", "Act", "Consent", "Decision", "Event", "Facts", "Held", "NewConsent", "Proof",
    "Terms", "decide", "fold", "next_state",
]  # fmt: skip
