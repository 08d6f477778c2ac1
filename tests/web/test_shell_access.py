"""Who may open which address: every role, every address."""

import pytest

from chaland.accounts.rules import PERMISSIONS
from chaland.web.common.access import PUBLIC, SIGNED_IN
from factories.pages import addresses
from factories.people import join

pytestmark = pytest.mark.django_db


def test_every_address_declares_who_may_open_it(street):
    known = {PUBLIC, SIGNED_IN, *PERMISSIONS["owner"]}
    assert [one.name for one in addresses(street.arguments) if one.permission not in known] == []


def allows(role, address):
    return address.permission in (PUBLIC, SIGNED_IN) or address.permission in PERMISSIONS[role]


def is_refused(client, address):
    return client.get(address.path).status_code == 403


@pytest.mark.parametrize("role", list(PERMISSIONS))
def test_role_is_refused_what_its_permissions_lack(client, street, role):
    client.force_login(join(f"{role}@example.com", role))
    forbidden = [one for one in addresses(street.arguments) if not allows(role, one)]
    assert [one.name for one in forbidden if not is_refused(client, one)] == []


@pytest.mark.parametrize("role", list(PERMISSIONS))
def test_role_opens_what_nobody_of_fewer_permissions_may(client, street, role):
    """Each address is opened by the humblest of those who may; the others may do more besides."""
    client.force_login(join(f"{role}@example.com", role))
    humblest = sorted(PERMISSIONS, key=lambda one: len(PERMISSIONS[one]))
    theirs = [
        one for one in addresses(street.arguments) if role == next(other for other in humblest if allows(other, one))
    ]
    assert [one.name for one in theirs if is_refused(client, one)] == []


def opened(answer):
    """Whether an address did anything for somebody who is not signed in; 405 says only that it takes a form."""
    return answer.status_code != 405 and not answer.headers.get("Location", "").startswith("/login/")


def test_nobody_opens_anything_without_signing_in(client, street):
    guarded = [one for one in addresses(street.arguments) if one.permission != PUBLIC]
    assert [one.name for one in guarded if opened(client.get(one.path))] == []


def test_forms_are_refused_without_signing_in(client, street):
    guarded = [one for one in addresses(street.arguments) if one.permission != PUBLIC]
    assert [one.name for one in guarded if opened(client.post(one.path))] == []


def test_part_of_a_page_sends_the_whole_page_to_sign_in(client, street):
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/agenda/?day=2026-03-02"}
    answer = client.get("/settings/", headers=asked)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/login/?next=/agenda/%3Fday%3D2026-03-02")


def test_user_without_a_store_is_told_to_ask_for_one(client, street):
    user = join("perdu@example.com", "seller", street.lyon)
    user.stores.clear()
    client.force_login(user)
    answer = client.get("/agenda/")
    assert answer.status_code == 403
    assert "Aucun magasin ne vous est encore attribué" in answer.content.decode()


def test_manager_of_one_store_does_not_see_settings_of_the_others(client, street):
    client.force_login(join("marc@example.com", "manager", street.lyon))
    hidden = [f"/settings/stores/{street.nantes.pk}/", f"/settings/tills/{street.nantes.tills.get().pk}/"]
    assert [client.get(path).status_code for path in hidden] == [404, 404]
    wide = ["network", "merchants", "stores/new", "users", "fields", "products", "families"]
    assert {client.get(f"/settings/{path}/").status_code for path in wide} == {403}
    assert "Nantes" not in client.get("/settings/stores/").content.decode()


def test_manager_of_one_store_changes_only_its_own(client, street):
    client.force_login(join("marc@example.com", "manager", street.lyon))
    till = street.nantes.tills.get()
    client.post(f"/settings/tills/{till.pk}/", {"store": street.lyon.pk, "code": "9", "name": ""})
    client.post("/settings/tills/new/", {"store": street.nantes.pk, "code": "9", "name": ""})
    assert [*street.nantes.tills.values_list("code", flat=True)] == ["1"]
