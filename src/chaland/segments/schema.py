"""The JSON schema of a rule, made from the slots of its conditions."""

from typing import Any

from chaland.segments.condition import Type, types
from chaland.segments.tree import KINDS, MOST_CONDITIONS


def rule_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12). `$defs` holds `group`, `part`, and each condition under its code.

    What stands beyond it: at most five levels and 200 conditions, and what a comparison needs beside its operator.
    """
    every = types()
    parts = [{"$ref": "#/$defs/group"}, *({"$ref": f"#/$defs/{code}"} for code in sorted(every))]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rule of a segment",
        "$ref": "#/$defs/group",
        "$defs": {
            "group": _group(),
            "part": {"anyOf": parts},
            **{code: _condition(one) for code, one in sorted(every.items())},
        },
    }


def _group() -> dict[str, Any]:
    parts = {"type": "array", "items": {"$ref": "#/$defs/part"}, "maxItems": MOST_CONDITIONS}
    return {
        "type": "object",
        "description": "all, any or none of these must hold.",
        "properties": dict.fromkeys(KINDS, parts),
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    }


def _condition(one: Type) -> dict[str, Any]:
    return {
        "type": "object",
        "description": one.family,
        "properties": {"condition": {"const": one.code}, **{slot.name: slot.schema() for slot in one.slots}},
        "required": ["condition", *(slot.name for slot in one.slots if slot.required)],
        "additionalProperties": False,
    }
