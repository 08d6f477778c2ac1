"""What a sign-up form may show and ask, when it is open, and how a stranger's word meets what is known."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from chaland.customers.rules import FIELDS, OFF, NewCustomer, Policy
from chaland.kernel.errors import Refusal
from chaland.kernel.text import clean, clean_lines, fold

LANGUAGES = ("fr", "en")
NEEDED = {"email": ("email",), "sms": ("mobile",), "phone": ("mobile", "phone"), "post": ("address",)}
"""The fields of which a form asks one at least, by the channel of a box it offers."""

TOO_FAST = timedelta(seconds=2)
"""A form sent sooner than this after it was shown was not read by a person."""

TICKET_LASTS = timedelta(hours=12)
WAITS = timedelta(days=30)
"""How long what waits on a tablet, or for a confirmation, is worth anything."""

AGE_TO_AGREE = 15
"""From which age one agrees alone on the web. Source: RGPD art. 8; loi Informatique et Libertés art. 45."""

CUSTOM = "custom."
_TITLE, _TEXT, _SOURCE, _SITES = 120, 2000, 80, 10
_SITE = re.compile(r"https?://[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Content:
    """What a form shows and asks.

    title, notice, thanks, prize: by language. fields: optional or required, by standard field or `custom.<code>`.
    boxes: pairs of purpose and channel, each offered as a box that nobody ticks but the person.
    referral: whether it asks for the card of who brought them.
    """

    title: Mapping[str, str] = field(default_factory=dict)
    notice: Mapping[str, str] = field(default_factory=dict)
    thanks: Mapping[str, str] = field(default_factory=dict)
    prize: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    boxes: Sequence[tuple[str, str]] = ()
    referral: bool = False

    def said(self, what: str, language: str) -> str:
        """Return a text in a language, or in the other where it has none.

        >>> Content(title={"fr": "Bienvenue", "en": ""}).said("title", "en")
        'Bienvenue'
        """
        texts: Mapping[str, str] = getattr(self, what)
        return texts.get(language) or next(filter(None, texts.values()), "")


def plain(content: Content) -> dict[str, Any]:
    """Return a content as it is kept; `read` reads it back."""
    texts = {name: dict(getattr(content, name)) for name in ("title", "notice", "thanks", "prize")}
    # What asks for no card is kept as it was before forms could.
    asked = {"referral": True} if content.referral else {}
    return {**texts, "fields": dict(content.fields), "boxes": [list(box) for box in content.boxes], **asked}


def read(kept: Mapping[str, Any]) -> Content:
    """Return the content that `plain` wrote."""
    return Content(**{**kept, "boxes": tuple((purpose, channel) for purpose, channel in kept["boxes"])})


def digest(content: Content) -> str:
    """Return the SHA-256 of a content; two equal ones have the same."""
    return hashlib.sha256(json.dumps(plain(content), sort_keys=True).encode()).hexdigest()


def check_content(content: Content, policy: Policy) -> Content:
    """Return a content fit to publish: its texts cleaned, without what the network does not ask for.

    Raises Refusal `form_title_missing`, `form_without_contact`, or `box_without_field` for a box whose channel has no
    field to reach the person by, and `text_too_long`.
    """
    asked = {name: wanted for name, wanted in content.fields.items() if _is_asked(name, policy)}
    kept = replace(
        content,
        title={language: _line(text) for language, text in content.title.items()},
        notice=_texts(content, "notice"),
        thanks=_texts(content, "thanks"),
        prize=_texts(content, "prize"),
        fields=asked,
    )
    if not any(kept.title.values()):
        raise Refusal("form_title_missing", field="title_fr")
    if not {"email", "mobile", "phone", "address"} & asked.keys():
        raise Refusal("form_without_contact", field="fields")
    for _, channel in kept.boxes:
        if not set(NEEDED[channel]) & asked.keys():
            raise Refusal("box_without_field", field="boxes", channel=channel)
    return kept


def _texts(content: Content, name: str) -> dict[str, str]:
    try:
        return {language: clean_lines(text, _TEXT) for language, text in getattr(content, name).items()}
    except Refusal as refusal:
        raise refusal.about(f"{name}_fr") from None


def _line(text: str) -> str:
    try:
        return clean(text, _TITLE)
    except Refusal as refusal:
        raise refusal.about("title_fr") from None


def _is_asked(name: str, policy: Policy) -> bool:
    if name.startswith(CUSTOM):
        return any(rule.requirement != OFF for rule in policy.custom if rule.code == name.removeprefix(CUSTOM))
    return name in FIELDS and policy.requirement(name) != OFF


def form_policy(content: Content, policy: Policy) -> Policy:
    """Return what a form asks, as a policy: its own fields, less those that the network no longer asks for.

    >>> form_policy(Content(fields={"email": "required"}), Policy({"hobbies": "required"})).required
    ('email',)
    """
    asked = {name: wanted for name, wanted in content.fields.items() if _is_asked(name, policy)}
    custom = tuple(replace(rule, requirement=asked.get(f"{CUSTOM}{rule.code}", OFF)) for rule in policy.custom)
    return Policy({name: asked.get(name, OFF) for name in FIELDS}, custom, policy.region)


def check_sites(lines: Sequence[str]) -> list[str]:
    """Return web sites as origins, lower case, each once. Raises Refusal `site_not_understood`, `too_many_sites`.

    >>> check_sites(["https://www.Boutique.example/accueil", ""])
    ['https://www.boutique.example']
    """
    typed = [line.strip().lower() for line in lines if line.strip()]
    sites = ["/".join(line.split("/")[:3]) for line in typed]
    wrong = next((line for line, site in zip(typed, sites, strict=True) if not _SITE.fullmatch(site)), None)
    if wrong is not None:
        raise Refusal("site_not_understood", field="sites", text=wrong[:60])
    if len(sites) > _SITES:
        raise Refusal("too_many_sites", field="sites", limit=_SITES)
    return list(dict.fromkeys(sites))


def check_days(kind: str, starts_on: date | None, ends_on: date | None) -> None:
    """Raise Refusal `form_ends_before_start`, or `contest_without_end`: entries to a contest are taken until a day."""
    if starts_on and ends_on and ends_on < starts_on:
        raise Refusal("form_ends_before_start", field="ends_on")
    if kind == "contest" and ends_on is None:
        raise Refusal("contest_without_end", field="ends_on")


def is_active(*, is_open: bool, starts_on: date | None, ends_on: date | None, today: date) -> bool:
    """Tell whether a form takes anything in today; its first and last days are within."""
    return is_open and (starts_on is None or starts_on <= today) and (ends_on is None or today <= ends_on)


def is_too_fast(shown_at: datetime, now: datetime) -> bool:
    return now - shown_at < TOO_FAST


def agree(one: NewCustomer, other: NewCustomer) -> bool:
    """Tell whether nothing differs of the names and birthday known of both: a family may share an address.

    >>> agree(NewCustomer(last_name="BONNET"), NewCustomer(last_name="Bonnet", first_name="Claire"))
    True
    """
    pairs = (
        (fold(one.last_name), fold(other.last_name)),
        (fold(one.first_name), fold(other.first_name)),
        (one.birthday, other.birthday),
    )
    return all(mine == theirs for mine, theirs in pairs if mine and theirs)


def may_agree(told: NewCustomer, today: date) -> bool:
    """Tell whether somebody may agree alone; who says nothing of their age may.

    >>> may_agree(NewCustomer(), date(2026, 11, 22))
    True
    """
    age = told.birthday.age_on(today) if told.birthday else None
    return age is None or age >= AGE_TO_AGREE


_LISTS = ("emails", "mobiles", "phones", "addresses")
_SINGLE = (
    "civility", "last_name", "first_name", "birthday", "language", "profession", "hobbies", "marital_status",
    "household_size", "children_birth_years", "home_store_id",
)  # fmt: skip


def completed(known: NewCustomer, told: NewCustomer) -> NewCustomer:
    """Return what is known of a person with what they told besides: blanks filled, contact points added, nothing lost.

    >>> completed(NewCustomer(last_name="Bonnet"), NewCustomer(last_name="Bonet", hobbies="Vélo")).last_name
    'Bonnet'
    """
    blanks: dict[str, Any] = {name: getattr(told, name) for name in _SINGLE if not getattr(known, name)}
    lists: dict[str, Any] = {name: _both(getattr(known, name), getattr(told, name)) for name in _LISTS}
    return replace(known, **blanks, **lists, custom={**told.custom, **known.custom})


def _both(known: Sequence[Any], told: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*known, *told)))


def is_unconfirmable(content: Content) -> bool:
    """Tell whether a form offers texts or calls and asks for no e-mail: nothing then proves whose the number is."""
    return "email" not in content.fields and any(channel in ("sms", "phone") for _, channel in content.boxes)
