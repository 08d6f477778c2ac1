"""What a draft names that is gone, or that leads back to its own segment: told beside its field."""

from collections.abc import Sequence

from chaland.accounts.rules import Scope
from chaland.kernel.errors import Refusal
from chaland.segments.queries import read_rule
from chaland.segments.slots import Ids
from chaland.usecases.segments.name_things import READ, names_of
from chaland.web.desk.segments.form import DraftCondition, DraftGroup, name_of, typed_of, walk

_LONGEST_ID = 19


def told_of(draft: DraftGroup, scope: Scope, own_id: int | None) -> dict[str, Refusal]:
    """Return what is wrong with what was chosen by key, by the field's name."""
    found: dict[str, Refusal] = {}
    for path, node in walk(draft):
        for slot in node.slots if isinstance(node, DraftCondition) else ():
            if isinstance(node, DraftCondition) and isinstance(slot, Ids):
                keys = [int(text) for text in typed_of(node, slot.name)[""] if _is_id(text)]
                if refusal := _wrong(slot.of, keys, scope, own_id):
                    found[f"{name_of('c', path)}-{slot.name}"] = refusal
    return found


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < _LONGEST_ID


def _wrong(of: str, keys: Sequence[int], scope: Scope, own_id: int | None) -> Refusal | None:
    known = READ[of](list(keys), scope) if keys else {}
    for key in keys:
        if key not in known:
            return Refusal("choice_gone", text=names_of({of: [key]}, scope)(of, key))
    if of == "segment" and keys:
        try:
            read_rule({"all": [{"condition": "member", "is": list(keys)}]}, scope, own_id=own_id)
        except Refusal as refusal:
            return refusal
    return None
