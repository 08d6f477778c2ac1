"""The OpenAPI file as a person reads it, in their language."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from ninja import NinjaAPI

from chaland.api.examples import EXAMPLES

_PREFIX = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Member:
    """One value of an object, a query or a path.

    kind: its type in JSON's words. shape: the name of the object inside, if any.
    """

    name: str
    kind: str
    required: bool
    description: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One way in which a call is answered. shape: of its body."""

    status: str
    shape: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One call. anchor: its name in the page's address. example: a body to copy, or empty."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Member, ...]
    body: str
    answers: tuple[Answer, ...]
    example: str


@dataclass(frozen=True, slots=True)
class Section:
    """The calls about one thing."""

    title: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object that is sent or answered."""

    name: str
    description: str
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Documentation:
    """All there is to know to call the API."""

    title: str
    description: str
    sections: tuple[Section, ...]
    shapes: tuple[Shape, ...]


def documentation(api: NinjaAPI, path_prefix: str | None = None) -> Documentation:
    """Read the OpenAPI file of `api`; every text comes in the language now active."""
    schema = api.get_openapi_schema(path_prefix=path_prefix)
    return Documentation(
        title=schema["info"]["title"],
        description=_told(schema["info"]["description"]),
        sections=tuple(_sections(schema["paths"])),
        shapes=tuple(_shape(name, shape) for name, shape in schema["components"]["schemas"].items()),
    )


def _told(text: str | None) -> str:
    """Return a text in the reader's language. A docstring's line ends are no breaks."""
    on_one_line = " ".join((text or "").split())
    return gettext(on_one_line) if on_one_line else ""


def _sections(paths: Mapping[str, Mapping[str, Any]]) -> Iterator[Section]:
    by_tag: dict[str, list[Operation]] = {}
    for path, operations in paths.items():
        for method, operation in operations.items():
            by_tag.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    for tag, found in by_tag.items():
        yield Section(_told(tag), tuple(found))


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> Operation:
    return Operation(
        anchor=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=_told(operation["summary"]),
        description=_told(operation.get("description")),
        parameters=tuple(
            Member(item["name"], _kind(item["schema"]), item["required"], _told(item.get("description")))
            for item in operation["parameters"]
        ),
        body=_body(operation),
        answers=tuple(_answer(status, answer) for status, answer in operation["responses"].items()),
        example=json.dumps(example, indent=2) if (example := EXAMPLES.get((method, path.partition("/v1")[2]))) else "",
    )


def _body(operation: Mapping[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    return next((_shape_in(body["schema"]) for body in content.values()), "")


def _answer(status: str, answer: Mapping[str, Any]) -> Answer:
    return Answer(str(status), next((_shape_in(body["schema"]) for body in answer.get("content", {}).values()), ""))


def _shape(name: str, shape: Mapping[str, Any]) -> Shape:
    required = set(shape.get("required", ()))
    members = tuple(
        Member(key, _kind(value), key in required, _told(value.get("description")), _shape_in(value))
        for key, value in shape.get("properties", {}).items()
    )
    return Shape(name, _told(shape.get("description")), members)


def _shape_in(value: Mapping[str, Any]) -> str:
    """Return the name of the object that a value is, or holds, or may be."""
    if "$ref" in value:
        return str(value["$ref"]).removeprefix(_PREFIX)
    inside = [value["items"]] if "items" in value else value.get("anyOf", value.get("allOf", ()))
    return next((found for part in inside if (found := _shape_in(part))), "")


def _kind(value: Mapping[str, Any]) -> str:
    """Return the type of a value in JSON's words, such as `integer | null` or `array of string`."""
    if "$ref" in value:
        return "object"
    if "anyOf" in value or "allOf" in value:
        return " | ".join(dict.fromkeys(_kind(part) for part in value.get("anyOf", value.get("allOf"))))
    if "enum" in value:
        return " | ".join(f'"{choice}"' for choice in value["enum"])
    if "const" in value:
        return f'"{value["const"]}"'
    if value.get("type") == "array":
        return f"array of {_kind(value['items'])}"
    format_ = {"date": " (date)", "date-time": " (date-time)"}.get(value.get("format", ""), "")
    return f"{value.get('type', 'any')}{format_}"
