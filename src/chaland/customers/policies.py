"""What the network decides about the fields of a customer: the standard ones and its own."""

from collections.abc import Sequence

from django.db.models import Max
from django.utils.text import slugify

from chaland.customers.models import CustomField, FieldPolicy, Requirement
from chaland.customers.rules import FIELDS
from chaland.kernel.errors import NotFound, Refusal
from chaland.kernel.text import clean

_LABEL, _PURPOSE, _CODE = 60, 200, 40


def set_policy(field: str, *, requirement: str, purpose: str) -> None:
    """Decide whether a standard field is asked for, and why. Raises NotFound `field_unknown`."""
    if field not in FIELDS:
        raise NotFound("field_unknown", text=field)
    values = {"requirement": Requirement(requirement), "purpose": clean(purpose, _PURPOSE)}
    FieldPolicy.objects.update_or_create(field=field, defaults=values)


def add_custom_field(*, label: str, kind: str, choices: Sequence[str], requirement: str, purpose: str) -> CustomField:
    """Add a field of the network's own, after the others. Its code, made of the label, and its kind never change.

    Raises Refusal `choices_missing` for a choice of fewer than two, `custom_code_doubled` for a label whose code
    would hold `__`, with which Django's filters mark a step into the value.
    """
    last = CustomField.objects.aggregate(last=Max("position"))["last"]
    field = CustomField(kind=CustomField.Kind(kind), code=_free_code(label), position=0 if last is None else last + 1)
    return _write(field, label=label, choices=choices, requirement=requirement, purpose=purpose)


def update_custom_field(
    field_id: int, *, label: str, choices: Sequence[str], requirement: str, purpose: str
) -> CustomField:
    """Change a field of the network's own. Values that customers have of a choice taken away stay with them.

    Raises NotFound `field_unknown`, Refusal `choices_missing`.
    """
    field = CustomField.objects.filter(pk=field_id).first()
    if field is None:
        raise NotFound("field_unknown", text=str(field_id))
    return _write(field, label=label, choices=choices, requirement=requirement, purpose=purpose)


def _write(field: CustomField, *, label: str, choices: Sequence[str], requirement: str, purpose: str) -> CustomField:
    listed = list(dict.fromkeys(filter(None, (clean(choice, _LABEL) for choice in choices))))
    if field.kind == CustomField.Kind.CHOICE and len(listed) <= 1:
        raise Refusal("choices_missing", field="choices")
    field.label = clean(label, _LABEL)
    field.choices = listed if field.kind == CustomField.Kind.CHOICE else []
    field.requirement = Requirement(requirement)
    field.purpose = clean(purpose, _PURPOSE)
    field.save()
    return field


def _free_code(label: str) -> str:
    slug = slugify(label).replace("-", "_")
    if "__" in slug:
        raise Refusal("custom_code_doubled", field="label", text=label[:_LABEL])
    # Filters would take a number for a place in a list.
    stem = (f"field_{slug}" if slug.isdigit() else slug)[: _CODE - 3].rstrip("_") or "field"
    taken = set(CustomField.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (stem if count == 1 else f"{stem}_{count}" for count in range(1, len(taken) + 3))
    return next(code for code in numbered if code not in taken)
