"""The OpenAPI file: what ninja knows of the addresses, and the bodies that we read ourselves."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from chaland.api.problems import problem, problem_response
from chaland.kernel.errors import Refusal

_REFERENCE = "#/components/schemas/{model}"
_bodies: dict[str, type[BaseModel]] = {}


def body_of(shape: type[BaseModel]) -> dict[str, Any]:
    """Return what an operation says of its body, and have the shape described among the schemas."""
    _bodies[shape.__name__] = shape
    schema = {"$ref": _REFERENCE.format(model=shape.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


class DescribedAPI(NinjaAPI):
    """An API whose file also describes the bodies of `body_of`, and problems as what they are."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Return the file as a dict."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        _, shapes = models_json_schema([(shape, "validation") for shape in _bodies.values()], ref_template=_REFERENCE)
        known = schema["components"].setdefault("schemas", {})
        known.update(shapes.get("$defs", {}))
        schema["components"]["schemas"] = dict(sorted(known.items()))
        _name_problems(schema)
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the view, which names the call in generated clients."""
        return operation.view_func.__name__

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        addresses = super()._get_urls()
        for address in addresses:
            if isinstance(address, URLPattern):
                address.callback = _with_method_problem(address.callback)
        return addresses


def _with_method_problem(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Make the answer to a method that an address does not know a problem document too."""

    @wraps(view)
    def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        refusal = Refusal("method_not_allowed", method=str(request.method))
        return problem_response(problem(405, refusal), {"Allow": response.headers["Allow"]})

    return answering


def _name_problems(schema: dict[str, Any]) -> None:
    for path in schema["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400 and "content" in answer:  # noqa: PLR2004
                    answer["content"] = {"application/problem+json": answer["content"].pop("application/json")}
