"""Users, one-time links and tokens."""

from datetime import timedelta

import pytest

from chaland.accounts import queries, services
from chaland.accounts.models import LoginLink, Token, User
from chaland.accounts.rules import TokenAccess
from chaland.kernel.errors import Conflict, NotFound, Refusal
from factories.people import NOW, join, owner
from factories.sales import open_shops

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=24)


def change(user, **fields):
    known = {
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "all_stores": user.all_stores,
        "stores": user.stores.all(),
        "is_active": user.is_active,
    }
    services.update_user(user, **{**known, **fields})


def test_new_user_cannot_sign_in_before_choosing_a_password():
    assert owner().has_usable_password() is False


def test_address_is_kept_in_one_form_and_once():
    join("Claire.Bonnet@Example.com", "seller")
    with pytest.raises(Conflict) as refused:
        join("claire.bonnet@EXAMPLE.com", "owner")
    assert (refused.value.code, refused.value.field, User.objects.count()) == ("email_taken", "email", 1)


def test_owner_sees_every_store_whatever_is_asked():
    (lyon,) = open_shops("lyon")
    assert join("helene@example.com", "owner", lyon).all_stores is True


@pytest.mark.parametrize("changed", [{"role": "manager"}, {"is_active": False}])
def test_last_owner_stays_owner(changed):
    helene = owner()
    with pytest.raises(Refusal) as refused:
        change(helene, **changed)
    helene.refresh_from_db()
    assert (refused.value.code, helene.role, helene.is_active) == ("last_owner", "owner", True)


def test_owner_may_leave_when_another_stays():
    helene = owner()
    join("paul@example.com", "owner")
    change(helene, role="reader")
    assert User.objects.get(pk=helene.pk).role == "reader"


def test_disabled_owner_does_not_count_as_another():
    helene = owner()
    change(join("paul@example.com", "owner"), is_active=False)
    with pytest.raises(Refusal, match="last_owner"):
        change(helene, is_active=False)


def test_login_link_works_once():
    helene = owner()
    token = services.issue_login_link(helene, now=NOW)
    assert services.use_login_link(token, now=NOW) == helene
    with pytest.raises(Refusal, match="login_link_refused"):
        services.use_login_link(token, now=NOW)


def test_login_link_works_for_24_hours():
    token = services.issue_login_link(owner(), now=NOW)
    assert queries.open_login_link(token, now=NOW + DAY - timedelta(seconds=1)) is not None
    with pytest.raises(Refusal):
        services.use_login_link(token, now=NOW + DAY)


def test_new_login_link_ends_the_earlier_one():
    helene = owner()
    first, second = (services.issue_login_link(helene, now=NOW) for _ in range(2))
    assert [queries.open_login_link(token, now=NOW) is not None for token in (first, second)] == [False, True]


def test_login_link_of_a_disabled_user_is_dead():
    ines = join("ines@example.com", "seller")
    token = services.issue_login_link(ines, now=NOW)
    change(ines, is_active=False)
    with pytest.raises(Refusal):
        services.use_login_link(token, now=NOW)


def test_secrets_are_not_kept():
    link, token = services.issue_login_link(owner(), now=NOW), services.create_token(name="Partenaire inventé")
    kept = [LoginLink.objects.get().token_hash, Token.objects.get().token_hash]
    assert (len(link) >= 43, len(token) >= 43, {link, token} & set(kept)) == (True, True, set())


def test_token_opens_its_till_its_store_or_the_network():
    (lyon,) = open_shops("lyon")
    till = lyon.tills.get()
    secrets = [services.create_token(name="x", **of) for of in ({"till": till}, {"store": lyon}, {})]
    first = Token.objects.order_by("pk").values_list("pk", flat=True)[0]
    assert [queries.token_access(secret) for secret in secrets] == [
        TokenAccess(first, lyon.pk, till.pk),
        TokenAccess(first + 1, lyon.pk, None),
        TokenAccess(first + 2, None, None),
    ]


@pytest.mark.parametrize("secret", ["", "unknown", "é\ud800", "a" * 100_000])
def test_unknown_token_opens_nothing(secret):
    assert queries.token_access(secret) is None


def test_revoked_token_opens_nothing_and_stays_listed():
    secret = services.create_token(name="Caisse inventée")
    token = Token.objects.get()
    services.revoke_token(token.pk, now=NOW)
    services.revoke_token(token.pk, now=NOW + DAY)
    token.refresh_from_db()
    assert (queries.token_access(secret), token.revoked_at) == (None, NOW)


def test_unknown_token_cannot_be_revoked():
    with pytest.raises(NotFound, match="token_unknown"):
        services.revoke_token(1, now=NOW)


def test_stores_of_a_user_are_found_by_name_code_or_town():
    lyon, nantes, rennes = open_shops("lyon", "nantes", "rennes")
    rennes.city = "Cesson"
    rennes.save()
    ines, helene = join("ines@example.com", "seller", lyon, rennes), owner()
    assert queries.stores_of(ines) == [lyon, rennes]
    assert queries.stores_of(ines, "nan") == []
    assert queries.stores_of(helene, "CESS") == [rennes]
    assert queries.stores_of(helene, "nan\x00") == [nantes]
