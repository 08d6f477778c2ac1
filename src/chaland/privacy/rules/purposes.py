"""What shops contact people for, before a network has decided otherwise."""

from dataclasses import dataclass
from types import MappingProxyType

CHANNELS = ("email", "sms", "phone", "post")
CONSENT, CONTRACT, LEGITIMATE_INTEREST, SOFT_OPT_IN = BASES = (
    "consent",
    "contract",
    "legitimate_interest",
    "soft_opt_in",
)


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A purpose every network starts with. channels: the lawful basis of each that it uses."""

    channels: tuple[tuple[str, str], ...]
    is_marketing: bool = True


_ON_CONSENT = tuple((channel, CONSENT) for channel in CHANNELS)

PURPOSES = MappingProxyType(
    {
        "loyalty": BuiltIn(tuple((channel, CONTRACT) for channel in CHANNELS), is_marketing=False),
        "receipt": BuiltIn((("email", CONTRACT),), is_marketing=False),
        "newsletter": BuiltIn((("email", CONSENT),)),
        # Post goes by information and a box to refuse; all else asks first. Source: CPCE L34-5, C. conso L223-1.
        "offers": BuiltIn((("email", CONSENT), ("sms", CONSENT), ("phone", CONSENT), ("post", LEGITIMATE_INTEREST))),
        "survey": BuiltIn((("email", CONSENT), ("sms", CONSENT), ("phone", CONSENT))),
        "share-with-street": BuiltIn(_ON_CONSENT),
        # Source: CNIL SAN-2025-017: a consent to e-mails does not cover handing the address to a platform.
        "ad-platform": BuiltIn((("email", CONSENT), ("sms", CONSENT))),
        "tracking": BuiltIn((("email", CONSENT),)),
    }
)
LAWFUL = MappingProxyType(
    {
        "email": frozenset(BASES) - {LEGITIMATE_INTEREST},
        "sms": frozenset(BASES) - {LEGITIMATE_INTEREST},
        "phone": frozenset({CONSENT, CONTRACT}),
        "post": frozenset({CONSENT, CONTRACT, LEGITIMATE_INTEREST}),
    }
)
"""Which basis a channel may have. Source: CPCE L34-5 (e-mail, SMS), C. conso L223-1 since 11 August 2026 (phone)."""
