"""The wall between merchants: every address of the desk, every role, every row of another.

What a role may not open at all is refused before a row is read: tests/web/test_shell_access.py.
"""

import logging

import pytest
from django.urls import reverse
from django.utils import timezone

from chaland.accounts.rules import PERMISSIONS
from factories.people import join
from factories.sales import rolled_back
from factories.wall import build_wall, canaries_in, everything, fields, numbered, plain, plainly, secrets_in

ROLES = [role for role in PERMISSIONS if role != "owner"]


@pytest.fixture(scope="module")
def wall(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield build_wall(timezone.now())


@pytest.fixture(autouse=True)
def refusals_unlogged():
    """Hundreds of refusals are expected; telling each in the log takes longer than asking."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def asker(client, wall, db):
    """Signs somebody of Nantes in."""

    def sign_in(role):
        client.force_login(join(f"{role}@example.com", role, wall.nantes))
        return client

    return sign_in


@pytest.mark.parametrize("role", ROLES)
def test_a_row_of_another_merchant_answers_like_one_that_is_not_there(asker, wall, role):
    client = asker(role)
    known, unknown = numbered(wall.foreign, role), numbered(wall.absent(), role)
    told = {}
    for name, path in known.items():
        for ask in (client.get, client.post):
            there, nowhere = (plainly(ask(one, follow=True)) for one in (path, unknown[name]))
            if there != nowhere:
                told[name, ask.__name__] = (there[0], nowhere[0])
    assert told == {}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_anything_of_another_merchant(asker, wall, role):
    client, asked = asker(role), fields(wall.foreign)
    # What the lake answers depends on the store alone: one role asks it, in the address of its rows too.
    paths = plain(role, with_lake=role == "manager")
    shown = {path: found for path in paths if (found := secrets_in(client.get(path, asked)))}
    assert shown == {}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_the_contact_details_that_another_merchant_keeps(asker, wall, role):
    asked = ABOUT_JEANNE | {name: value for name, value in fields(wall.common).items() if name not in ABOUT_JEANNE}
    pages = dict.fromkeys(plain(role, with_lake=False), asked)
    pages |= {reverse(name): {} for name in ("insight-bring-back", "insight-stopped")}
    rows = numbered(wall.common, role)
    if role != "manager":
        # Whose details are seen depends on the store alone: what a manager opens is asked once.
        known = plain("manager", with_lake=False)
        pages = {path: sent for path, sent in pages.items() if path not in known}
        rows = {name: path for name, path in rows.items() if name not in numbered(wall.common, "manager")}
    assert canaries_shown(asker(role), rows, pages, sends=role == "manager") == {}


def test_without_the_wall_pages_show_the_contact_details_of_others(asker, wall, monkeypatch):
    monkeypatch.setattr("chaland.customers.street.walled_merchant", lambda _scope: None)
    pages, rows = {"/customers/": ABOUT_JEANNE, "/agenda/": {}}, numbered(wall.common, "manager")
    shown = canaries_shown(asker("manager"), rows, pages, sends=True)
    assert {*shown} >= {"/customers/", "/agenda/", "customer", "customer-timeline", "contact-edit"}


ABOUT_JEANNE = {"q": "rossignol", "name": "rossignol", "columns": "name,city,postcode,email,mobile,store,seller"}


def canaries_shown(client, rows, pages, *, sends) -> dict[str, list[str]]:
    """What is said of them on these pages, and on those that name a row by its number, asked for and sent."""
    shown = {path: canaries_in(client.get(path, asked)) for path, asked in pages.items()}
    for name, path in rows.items():
        shown[name] = canaries_in(client.get(path, follow=True))
        if sends:
            shown[name] += canaries_in(client.post(path, follow=True))
    return {name: found for name, found in shown.items() if found}


def test_forms_that_name_rows_of_another_merchant_change_nothing_of_theirs(asker, wall):
    client = asker("manager")
    before = everything()
    for path in numbered(wall.foreign, "manager").values():
        client.post(path, fields(wall.foreign))
    after = everything()
    assert {label: (rows, after[label]) for label, rows in before.items() if rows != after[label]} == {}
