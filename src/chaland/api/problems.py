"""Refusals as problem documents (RFC 9457), in the caller's language."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from django.db import DatabaseError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from chaland.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from chaland.sentences import sentence

MEDIA_TYPE = "application/problem+json"
BUSY_SECONDS = 2

TITLES: dict[int, Promise] = {
    400: _("The request cannot be read"),
    401: _("No valid token"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Not possible at this address"),
    409: _("In conflict with what is recorded"),
    413: _("Too large"),
    415: _("Not in the expected format"),
    422: _("Some values are not right"),
    429: _("Too many requests"),
    500: _("An error on our side"),
    503: _("Not available for the moment"),
}
_logger = logging.getLogger(__name__)


class Problem(Exception):  # noqa: N818 - RFC 9457's own word
    """A refusal that has its HTTP status from HTTP itself rather than from the shop's rules."""

    def __init__(self, status: int, code: str, headers: Mapping[str, str] | None = None, **params: Any) -> None:
        super().__init__(code)
        self.status = status
        self.refusal = Refusal(code, **params)
        self.headers = headers or {}


class Invalid(Exception):  # noqa: N818 - read as `except Invalid`
    """Values that cannot be taken, each Refusal's `field` being the JSON pointer of one (RFC 6901)."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(", ".join(refusal.code for refusal in refusals))
        self.refusals = refusals


def status_of(refusal: Refusal) -> int:
    """Return the HTTP status of a refusal of the shop's rules: 403, 404, 409, or else 422."""
    for kind, status in ((NotFound, 404), (Conflict, 409), (Forbidden, 403)):
        if isinstance(refusal, kind):
            return status
    return 422


def problem(status: int, refusal: Refusal, **members: Any) -> dict[str, Any]:
    """Return the problem document of one refusal, with further members such as `errors` or `receipt`."""
    document = {
        "type": f"urn:chaland:problem:{refusal.code}",
        "title": str(TITLES[status]),
        "status": status,
        "detail": sentence(refusal),
        "code": refusal.code,
    }
    if refusal.field and "errors" not in members:
        members["errors"] = [_error(refusal)]
    return {**document, **members}


def problem_of_values(invalid: Invalid) -> dict[str, Any]:
    """Return the problem document of values that cannot be taken: the first one's sentence, then all of them."""
    return problem(422, invalid.refusals[0], errors=[_error(refusal) for refusal in invalid.refusals])


def problem_of(refusal: Refusal) -> dict[str, Any]:
    """Return the problem document of a refusal of the shop's rules."""
    return problem(status_of(refusal), refusal)


def problem_response(document: dict[str, Any], headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(document),
        status=document["status"],
        content_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def _error(refusal: Refusal) -> dict[str, str]:
    return {"pointer": _pointer(refusal.field), "code": refusal.code, "detail": sentence(refusal)}


def _pointer(field: str | None) -> str:
    """Return the JSON pointer of a field that the shop's rules name plainly, such as `mobile`; "" is the whole body."""
    return f"/{field}" if field and not field.startswith("/") else field or ""


def _on_problem(request: HttpRequest, exc: Problem) -> HttpResponse:
    return problem_response(problem(exc.status, exc.refusal), exc.headers)


def _on_invalid(request: HttpRequest, exc: Invalid) -> HttpResponse:
    return problem_response(problem_of_values(exc))


def _on_refusal(request: HttpRequest, exc: Refusal) -> HttpResponse:
    return problem_response(problem_of(exc))


def _on_not_found(request: HttpRequest, exc: Http404) -> HttpResponse:
    return problem_response(problem(404, Refusal("address_unknown")))


def _on_no_token(request: HttpRequest, exc: AuthenticationError) -> HttpResponse:
    return problem_response(problem(401, Refusal("token_missing")), {"WWW-Authenticate": 'Bearer realm="chaland"'})


def _on_http_error(request: HttpRequest, exc: HttpError) -> HttpResponse:
    return problem_response(problem(exc.status_code, Refusal("request_unreadable")))


def _on_bad_address(request: HttpRequest, exc: ValidationError) -> HttpResponse:
    """Answer a path or query parameter that is not what it should be, such as a number that is none."""
    return problem_response(
        problem_of_values(Invalid([Refusal("parameter_not_understood", name=str(e["loc"][-1])) for e in exc.errors]))
    )


def _on_database_trouble(request: HttpRequest, exc: DatabaseError) -> HttpResponse:
    """Answer a full disk, a locked file or a lost server: the same call may be sent again."""
    _logger.error("the database refused a write", exc_info=exc)
    return problem_response(problem(503, Refusal("database_unavailable")), {"Retry-After": str(BUSY_SECONDS)})


def _on_anything_else(request: HttpRequest, exc: Exception) -> HttpResponse:
    _logger.error("unexpected error on %s %s", request.method, request.path, exc_info=exc)
    return problem_response(problem(500, Refusal("unexpected_error")))


def handle_problems(api: NinjaAPI) -> None:
    """Make every exception of the API a problem document."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Problem: _on_problem,
        Invalid: _on_invalid,
        Refusal: _on_refusal,
        Http404: _on_not_found,
        AuthenticationError: _on_no_token,
        HttpError: _on_http_error,
        ValidationError: _on_bad_address,
        OperationalError: _on_database_trouble,
        Exception: _on_anything_else,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)
