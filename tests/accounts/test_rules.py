"""Who may do what, who sees which store, when a session is over."""

from datetime import datetime, timedelta

import pytest

from chaland.accounts import rules
from chaland.accounts.models import Role
from chaland.accounts.rules import Scope, scope_for, session_is_over

NOON = datetime(2026, 3, 2, 12)  # noqa: DTZ001 - only differences count
HOUR = timedelta(hours=1)


def test_every_role_has_its_permissions():
    assert set(rules.PERMISSIONS) == set(Role.values)


def test_only_the_owner_manages_users():
    assert [role for role in Role.values if rules.may(role, rules.EDIT_USERS)] == ["owner"]


def test_seller_neither_exports_nor_changes_settings():
    assert rules.PERMISSIONS["seller"] & {rules.EXPORT_CUSTOMERS, rules.EDIT_SETTINGS, rules.IMPORT_FILES} == set()


@pytest.mark.parametrize(
    ("all_stores", "own", "chosen", "expected"),
    [
        (True, frozenset(), None, Scope(None)),
        (True, frozenset(), 7, Scope(7)),
        (False, frozenset({3, 5}), 5, Scope(5)),
        (False, frozenset({3, 5}), 9, Scope(3)),
        (False, frozenset({3, 5}), None, Scope(3)),
        (False, frozenset(), None, None),
        (False, frozenset(), 9, None),
    ],
)
def test_scope_never_leaves_the_stores_of_the_user(all_stores, own, chosen, expected):
    assert scope_for(all_stores=all_stores, store_ids=own, chosen=chosen) == expected


@pytest.mark.parametrize(
    ("signed_in", "seen", "expected"),
    [(1, 1, False), (3, 3, False), (3.01, 3.01, True), (11.9, 0, False), (12, 0, False), (12.01, 0, True)],
)
def test_session_is_over_after_three_idle_hours_or_twelve_in_all(signed_in, seen, expected):
    over = session_is_over(
        signed_in_at=NOON - signed_in * HOUR, seen_at=NOON - seen * HOUR, now=NOON, idle=3 * HOUR, age=12 * HOUR
    )
    assert over is expected
