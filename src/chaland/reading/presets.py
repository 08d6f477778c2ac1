"""Exports of well-known programs, recognised by their headings.

Sources: the vendors' own pages and clients for Brevo, Mailchimp, Shopify, Square, Lightspeed, Odoo; the files that
Google Contacts and Outlook export.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chaland.kernel.text import fold
from chaland.reading.headings import CONSENT, FULL_NAME, KNOWN


@dataclass(frozen=True, slots=True)
class Preset:
    """A program's export. all_of, any_of: headings that tell it. columns: what its own words mean, folded."""

    code: str
    name: str
    all_of: frozenset[str]
    any_of: frozenset[str]
    columns: Mapping[str, str] = field(default_factory=dict)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split("|"))


PRESETS = (
    Preset(
        "mailchimp", "Mailchimp", _words("email address"), _words("member rating|optin time|leid|euid|unsub time"),
        {"phone number": "mobile", "optin time": CONSENT, "optin ip": KNOWN, "address": "address1"},
    ),
    Preset(
        "shopify", "Shopify", _words("first name|last name|email"),
        _words("accepts email marketing|accepts marketing|accepts sms marketing"),
        {"customer id": "reference", "phone": "mobile", "default address phone": "phone", "province code": KNOWN},
    ),
    Preset(
        "square", "Square", _words("first name|last name|email address|phone number"),
        _words("square customer id|creation source|email subscription status|instant profile"),
        {"square customer id": "reference", "reference id": KNOWN, "phone number": "mobile"},
    ),
    Preset(
        "lightspeed", "Lightspeed", frozenset(), _words("customer code|lastnamepreposition"),
        {"customer code": "card", "internal id": "reference", "number": KNOWN, "streetname": "address1"},
    ),
    Preset(
        "odoo", "Odoo", _words("name|street"),
        _words("external id|is company|is a company|company type|id|company name"),
        {"external id": "reference", "id": "reference", "name": FULL_NAME, "street": "address1", "street2": "address2",
         "state id": KNOWN, "vat": KNOWN, "country id": "country"},
    ),
    Preset(
        "google", "Google Contacts", frozenset(), _words("e mail 1 value|phone 1 value"),
        {"name": KNOWN, "given name": "first_name", "family name": "last_name", "e mail 1 value": "email",
         "phone 1 value": "mobile", "phone 2 value": "phone", "address 1 street": "address1", "title": KNOWN,
         "address 1 city": "city", "address 1 postal code": "postcode", "address 1 country": "country",
         "file as": KNOWN},
    ),
    Preset(
        "outlook", "Outlook", _words("first name|last name|e mail address"),
        _words("home street|mobile phone|business phone"),
        {"e mail address": "email", "home phone": "phone", "business phone": KNOWN, "job title": "profession",
         "e mail display name": KNOWN, "title": "civility", "business street": KNOWN},
    ),
    Preset(
        "brevo", "Brevo", _words("email"), _words("sms|landline number|ext id|double opt in|opt in|added time"),
        {"ext id": "reference", "contact id": KNOWN, "sms": "mobile", "landline number": "phone", "opt in": CONSENT,
         "double opt in": CONSENT},
    ),
)  # fmt: skip
"""The first that fits counts: the surer tells come first."""


def recognise(headings: Sequence[str]) -> Preset | None:
    """Return the program whose export has these headings.

    >>> recognise(["Email Address", "First Name", "MEMBER_RATING"]).code
    'mailchimp'
    """
    told = {fold(heading) for heading in headings}
    return next((one for one in PRESETS if one.all_of <= told and one.any_of & told), None)
