"""Writes docs/api.md and the schema of segments beside it: run it after a change of the API or of a condition."""

import json
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from stamps import ROOT

if TYPE_CHECKING:
    from chaland.api.documentation import Documentation, Operation, Shape

TARGET = ROOT / "docs" / "api.md"
SCHEMA = ROOT / "docs" / "segment_rule.schema.json"
HEAD = """# HTTP API

This page is written by `tools/make_api_docs.py` from the same description as `/api/v1/openapi.json`; a running
Chaland shows it at `/api/v1/docs`, in French and in English.
"""
RULES = """
## Good to know

- **Send again after a cut.** A receipt is known by its till, number and day, and by its `uuid` when it has one. The
  same content again answers 200 `replayed` and changes nothing, even a month later. Another content under the same
  key answers 409: both are kept and a person decides.
- **One amount, one spelling.** `…_cents` are whole cents. The same member without `_cents` takes euros in quotes.
  Floats are refused: 0.1 + 0.2 is not 0.3.
- **Bodies** are UTF-8 JSON, plain or gzip, up to 1 MB for one receipt and 10 MB for a batch. A name given twice, NaN,
  an unknown member or a number that no one can hold is refused rather than guessed.
- **Moments** without an offset are in the store's own time. What a till's clock cannot mean (a year before 2000,
  more than ten minutes ahead) is recorded and flagged, never lost.
- **One till** may send 200 receipts a second, twice that at once; beyond, 429 says in `Retry-After` when to go on.
  `CHALAND_API_TILL_RATE` changes it, 0 lifts it. Batches are not counted by receipt. The count is kept by each
  server process.
- **500 and 503** leave it open whether the receipt was recorded: send the same call again, nothing is recorded twice.

## Problems

A refusal is an `application/problem+json` document. Programs read `code` and `errors[].pointer`; people read `detail`,
in the language of `Accept-Language` (French or English).

```json
{
  "type": "urn:chaland:problem:euros_text_expected",
  "title": "Some values are not right",
  "status": 422,
  "detail": "“12.5” is not an amount in euros. Write it in quotes, such as \\"12.50\\", or in whole cents.",
  "code": "euros_text_expected",
  "errors": [{"pointer": "/total", "code": "euros_text_expected", "detail": "…"}]
}
```
"""


def text() -> str:
    """Return the page, in the language now active."""
    from chaland.api.documentation import documentation
    from chaland.api.main import api

    told = documentation(api, "/api/v1/")
    return "\n".join([HEAD, told.description, RULES, *_sections(told), *_shapes(told)]).rstrip() + "\n"


def schema() -> str:
    """Return the JSON schema of a segment's rule."""
    from chaland.segments.schema import rule_schema

    return json.dumps(rule_schema(), indent=2, ensure_ascii=False) + "\n"


def _sections(told: "Documentation") -> Iterator[str]:
    for section in told.sections:
        yield f"## {section.title}\n"
        for operation in section.operations:
            yield from _operation(operation)


def _operation(operation: "Operation") -> Iterator[str]:
    yield f"### {operation.summary}\n\n`{operation.method} {operation.path}`\n"
    if operation.description:
        yield f"{operation.description}\n"
    for member in operation.parameters:
        yield f"- `{member.name}` ({_kind(member.kind)}{', required' if member.required else ''}): {member.description}"
    if operation.parameters:
        yield ""
    if operation.body:
        yield f"Body: [{operation.body}](#{operation.body.lower()})\n"
    if operation.example:
        yield f"```json\n{operation.example}\n```\n"
    answers = [f"{one.status} [{one.shape}](#{one.shape.lower()})" for one in operation.answers]
    yield f"Answers: {', '.join(answers)}\n"


def _shapes(told: "Documentation") -> Iterator[str]:
    yield "## Objects\n"
    for shape in told.shapes:
        yield from _shape(shape)


def _shape(shape: "Shape") -> Iterator[str]:
    yield f"### {shape.name}\n\n{shape.description}\n\n| name | type | meaning |\n|---|---|---|"
    for member in shape.members:
        name = f"`{member.name}`{' (required)' if member.required else ''}"
        kind = f"[{_kind(member.kind)}](#{member.shape.lower()})" if member.shape else _kind(member.kind)
        yield f"| {name} | {kind} | {member.description} |"
    yield ""


def _kind(kind: str) -> str:
    """Return a type fit for a cell of a table, where a bar would end it."""
    return kind.replace(" | ", " or ")


def main() -> None:
    """Write the page in English, and the schema."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaland.config.settings")
    import django
    from django.utils import translation

    django.setup()
    with translation.override("en"):
        TARGET.write_text(text(), encoding="utf-8")
    SCHEMA.write_text(schema(), encoding="utf-8")


if __name__ == "__main__":
    main()
