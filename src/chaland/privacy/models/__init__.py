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
    RetentionRun,
)

__all__ = [
    "Breach", "DataRequest", "ErasedKey", "Erasure", "RegisterEdition", "RetentionChoice", "RetentionRun",
    "ConsentEntry", "ConsentPolicy", "ConsentPrivate", "ConsentText", "ConsentTrace", "CurrentConsent", "Objection",
    "Purpose", "PurposeChannel", "Stance", "Subject",
]  # fmt: skip
