"""Values checked against their shape, every mistake with its JSON pointer and in the caller's language."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from chaland.api.problems import Invalid
from chaland.kernel.errors import Refusal

Shape = TypeVar("Shape", bound=BaseModel)

_CODES = {
    "missing": "field_missing",
    "extra_forbidden": "member_unknown",
    "string_type": "text_expected",
    "string_too_long": "text_too_long",
    "string_unicode": "text_unreadable",
    "int_type": "integer_expected",
    "bool_type": "yes_no_expected",
    "list_type": "list_expected",
    "too_long": "list_too_long",
    "dict_type": "object_expected",
    "model_type": "object_expected",
    "model_attributes_type": "object_expected",
    "literal_error": "choice_expected",
}


def validated(shape: type[Shape], body: Any) -> Shape:
    """Return the body as its shape. Raises Invalid."""
    try:
        return shape.model_validate(body)
    except ValidationError as error:
        raise Invalid([_refusal(detail) for detail in error.errors(include_url=False)]) from None


def _refusal(detail: ErrorDetails) -> Refusal:
    context = detail.get("ctx", {})
    pointer = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')[:60]}" for part in detail["loc"])
    return Refusal(
        _CODES.get(detail["type"], "value_not_understood"),
        field=pointer,
        name=str(detail["loc"][-1])[:60] if detail["loc"] else "",
        limit=context.get("max_length", 0),
        choices=str(context.get("expected", "")).replace("'", "").replace(" or ", ", "),
    )
