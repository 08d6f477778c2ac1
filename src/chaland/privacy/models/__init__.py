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
    NotesMail,
    Recipient,
    RegisterEdition,
    RetentionChoice,
    RetentionRun,
    StayQuestion,
)

__all__ = [
    "Breach", "ConsentEntry", "ConsentPolicy", "ConsentPrivate", "ConsentText", "ConsentTrace", "CurrentConsent",
    "DataRequest", "ErasedKey", "Erasure", "NotesMail", "Objection", "Purpose", "PurposeChannel", "Recipient",
    "RegisterEdition", "RetentionChoice", "RetentionRun", "Stance", "StayQuestion", "Subject",
]  # fmt: skip
