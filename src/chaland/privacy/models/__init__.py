"""Tables of consents and of people's rights."""

from chaland.privacy.models.consent import (
    ConsentEntry,
    ConsentPolicy,
    ConsentPrivate,
    ConsentText,
    ConsentTrace,
    CurrentConsent,
    Objection,
    Purpose,
    PurposeChannel,
    Stance,
    Subject,
)
from chaland.privacy.models.rights import (
    Breach,
    DataRequest,
    ErasedKey,
    Erasure,
    RegisterEdition,
    RetentionChoice,
)

__all__ = [
    "Breach", "DataRequest", "ErasedKey", "Erasure", "RegisterEdition", "RetentionChoice",
    "ConsentEntry", "ConsentPolicy", "ConsentPrivate", "ConsentText", "ConsentTrace", "CurrentConsent", "Objection",
    "Purpose", "PurposeChannel", "Stance", "Subject",
]  # fmt: skip
