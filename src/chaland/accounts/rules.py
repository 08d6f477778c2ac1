"""What each role may do, and which stores one may see."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from chaland.kernel.errors import Refusal

VIEW_CUSTOMERS = "view_customers"
EDIT_CUSTOMERS = "edit_customers"
EXPORT_CUSTOMERS = "export_customers"
VIEW_FIGURES = "view_figures"
VIEW_OWN_FIGURES = "view_own_figures"
EDIT_SEGMENTS = "edit_segments"
WRITE_INTERACTIONS = "write_interactions"
IMPORT_FILES = "import_files"
EDIT_SETTINGS = "edit_settings"
EDIT_USERS = "edit_users"
VIEW_PRIVACY = "view_privacy"
EDIT_PRIVACY = "edit_privacy"
EDIT_COLLECTION = "edit_collection"
VIEW_LOYALTY = "view_loyalty"
EDIT_LOYALTY = "edit_loyalty"
USE_TILL = "use_till"
VIEW_CAMPAIGNS = "view_campaigns"
PREPARE_CAMPAIGNS = "prepare_campaigns"
APPROVE_CAMPAIGNS = "approve_campaigns"
LAUNCH_CAMPAIGNS = "launch_campaigns"
PAUSE_CAMPAIGNS = "pause_campaigns"

EVERYTHING = frozenset(
    {
        VIEW_CUSTOMERS,
        EDIT_CUSTOMERS,
        EXPORT_CUSTOMERS,
        VIEW_FIGURES,
        VIEW_OWN_FIGURES,
        EDIT_SEGMENTS,
        WRITE_INTERACTIONS,
        IMPORT_FILES,
        EDIT_SETTINGS,
        EDIT_USERS,
        VIEW_PRIVACY,
        EDIT_PRIVACY,
        EDIT_COLLECTION,
        VIEW_LOYALTY,
        EDIT_LOYALTY,
        USE_TILL,
        VIEW_CAMPAIGNS,
        PREPARE_CAMPAIGNS,
        APPROVE_CAMPAIGNS,
        LAUNCH_CAMPAIGNS,
        PAUSE_CAMPAIGNS,
    }
)
PERMISSIONS: dict[str, frozenset[str]] = {
    "owner": EVERYTHING,
    "manager": EVERYTHING - {EDIT_USERS, EDIT_PRIVACY},
    "seller": frozenset({VIEW_CUSTOMERS, VIEW_OWN_FIGURES, EDIT_CUSTOMERS, WRITE_INTERACTIONS, USE_TILL}),
    "marketing": frozenset(
        {
            VIEW_CUSTOMERS,
            EXPORT_CUSTOMERS,
            VIEW_FIGURES,
            EDIT_SEGMENTS,
            WRITE_INTERACTIONS,
            IMPORT_FILES,
            EDIT_COLLECTION,
            VIEW_LOYALTY,
            VIEW_CAMPAIGNS,
            PREPARE_CAMPAIGNS,
            LAUNCH_CAMPAIGNS,
            PAUSE_CAMPAIGNS,
        }
    ),
    "dpo": frozenset({VIEW_CUSTOMERS, EXPORT_CUSTOMERS, VIEW_PRIVACY, EDIT_PRIVACY, VIEW_CAMPAIGNS, PAUSE_CAMPAIGNS}),
    "reader": frozenset({VIEW_CUSTOMERS, VIEW_FIGURES, VIEW_LOYALTY, VIEW_CAMPAIGNS}),
}


def may(role: str, permission: str) -> bool:
    """Tell whether a role carries a permission.

    >>> may("seller", EXPORT_CUSTOMERS)
    False
    """
    return permission in PERMISSIONS[role]


@dataclass(frozen=True, slots=True)
class Scope:
    """What one asks about: the whole network (`store_id` None) or one store.

    A user of several stores looks at one at a time, so a figure never mixes stores they may not see.
    """

    store_id: int | None = None


EVERYWHERE = Scope()
"""The whole network."""


def scope_for(*, all_stores: bool, store_ids: frozenset[int], chosen: int | None) -> Scope | None:
    """Return what a user looks at after choosing a store in the top bar, or None if they may see nothing.

    A choice beyond their stores falls back to their first store.
    """
    if all_stores:
        return Scope(chosen)
    if not store_ids:
        return None
    return Scope(chosen if chosen in store_ids else min(store_ids))


@dataclass(frozen=True, slots=True)
class TokenAccess:
    """What an API token opens: one till, one store, or with neither the whole network (a partner).

    The token of a till also names the till's store.
    """

    token_id: int
    store_id: int | None = None
    till_id: int | None = None


LOGIN_LINK_LASTS = timedelta(hours=24)


def session_is_over(
    *, signed_in_at: datetime, seen_at: datetime, now: datetime, idle: timedelta, age: timedelta
) -> bool:
    """Tell whether a session has been idle, or has lasted, longer than it may. Source: OWASP ASVS 5.0, 7.3.

    >>> noon, hour = datetime(2026, 11, 22, 12), timedelta(hours=1)
    >>> session_is_over(signed_in_at=noon, seen_at=noon, now=noon + 4 * hour, idle=3 * hour, age=12 * hour)
    True
    """
    return now - seen_at > idle or now - signed_in_at > age


PIN_FAILURES = 5
"""Wrong PINs in a row after which a till takes none for a while. Source: OWASP ASVS 5.0, 6.3.1."""
PIN_WAIT = timedelta(minutes=15)
TILL_IDLE = timedelta(minutes=10)
"""How long a till stays with its seller while nobody touches it."""
_PIN = re.compile("[0-9]{4,6}")
_RUN = "01234567890"


def check_pin(pin: str) -> str:
    """Return a PIN that a seller may have: four to six digits, neither all the same nor in a row.

    Raises Refusal `pin_not_understood` or `pin_too_simple`.

    >>> check_pin("4071")
    '4071'
    """
    if not _PIN.fullmatch(pin):
        raise Refusal("pin_not_understood", field="pin")
    if len(set(pin)) == 1 or pin in _RUN or pin in _RUN[::-1]:
        raise Refusal("pin_too_simple", field="pin")
    return pin


def is_at_till(seen_at: datetime | None, now: datetime) -> bool:
    """Tell whether a seller last seen then is still at the till.

    >>> noon = datetime(2026, 11, 22, 12)
    >>> is_at_till(noon, noon + timedelta(minutes=10)), is_at_till(noon, noon + timedelta(minutes=11))
    (True, False)
    """
    return seen_at is not None and now - seen_at <= TILL_IDLE
