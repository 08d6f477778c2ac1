"""Who asks: a till, a store or a partner by its token, or a person signed in to the desk, who may only read."""

from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from chaland.accounts.models import User
from chaland.accounts.queries import scope_of, token_access
from chaland.accounts.rules import Scope, TokenAccess, may
from chaland.api.problems import Problem
from chaland.kernel.errors import Forbidden

CHOSEN_STORE = "store_id"
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="chaland"'}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. access: of a token. user: of a person at the desk. Exactly one of the two is given."""

    scope: Scope
    access: TokenAccess | None = None
    user: User | None = None

    def need(self, permission: str) -> None:
        """Raise Forbidden `permission_missing` for a person whose role does not carry it; a token may always."""
        if self.user is not None and not may(self.user.role, permission):
            raise Forbidden("permission_missing")

    @property
    def store_ids(self) -> frozenset[int] | None:
        """The stores whose figures the caller sees; None for all."""
        return None if self.scope.store_id is None else frozenset({self.scope.store_id})


class Token(HttpBearer):
    """Takes the token of a till, a store or a partner."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller:  # noqa: ARG002 - ninja gives both
        """Return who the token stands for. Raises Problem 401 for one that is unknown or revoked."""
        access = token_access(token.strip())
        if access is None:
            raise Problem(401, "api_token_unknown", _CHALLENGE)
        return Caller(Scope(access.store_id), access=access)


def session_user(request: HttpRequest) -> Caller | None:
    """Take a person signed in to the desk, looking at the store chosen in the top bar.

    For reading only: a form on another site can then change nothing.
    """
    if not request.user.is_authenticated:
        return None
    if request.method != "GET":
        raise Forbidden("token_needed")
    scope = scope_of(request.user, request.session.get(CHOSEN_STORE))
    if scope is None:
        raise Forbidden("no_store")
    return Caller(scope, user=request.user)


def caller(request: HttpRequest) -> Caller:
    """Return who asks, once authentication has passed."""
    return cast("Caller", cast("Any", request).auth)
