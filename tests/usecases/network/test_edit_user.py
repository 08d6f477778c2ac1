"""The owner manages the users."""

import pytest

from chaland.accounts.queries import open_login_link
from chaland.kernel.errors import NotFound, Refusal
from chaland.usecases.network.edit_user import edit_user, renew_login_link
from factories.people import NOW, join, owner

pytestmark = pytest.mark.django_db


def fields(user, **changed):
    known = {"email": user.email, "name": user.name, "role": user.role, "all_stores": True, "stores": []}
    return {**known, "is_active": True, **changed}


def test_user_changes_role():
    owner()
    ines = join("ines@example.com", "seller")
    edit_user(ines.pk, **fields(ines, role="manager"))
    ines.refresh_from_db()
    assert ines.role == "manager"


def test_last_owner_is_kept_and_nothing_else_changes():
    helene = owner()
    with pytest.raises(Refusal, match="last_owner"):
        edit_user(helene.pk, **fields(helene, name="Autre", role="seller"))
    helene.refresh_from_db()
    assert (helene.role, helene.name) == ("owner", "Hélène Teissier")


def test_unknown_user_is_not_found():
    helene = owner()
    with pytest.raises(NotFound):
        edit_user(helene.pk + 1, **fields(helene))


def test_new_link_is_only_for_those_who_may_sign_in():
    owner()
    ines = join("ines@example.com", "seller")
    token = renew_login_link(ines.pk, now=NOW)
    assert open_login_link(token, now=NOW).user == ines
    edit_user(ines.pk, **fields(ines, is_active=False))
    assert open_login_link(token, now=NOW) is None
    with pytest.raises(NotFound):
        renew_login_link(ines.pk, now=NOW)
