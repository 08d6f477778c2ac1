"""Somebody decides what the network asks of its customers, and why."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from chaland.customers import policies


@transaction.atomic
def edit_policies(decisions: Mapping[str, tuple[str, str]]) -> None:
    """Decide about standard fields: by field, its requirement and its purpose."""
    for field, (requirement, purpose) in decisions.items():
        policies.set_policy(field, requirement=requirement, purpose=purpose)


@transaction.atomic
def add_custom_field(*, label: str, kind: str, choices: Sequence[str], requirement: str, purpose: str) -> None:
    """Add a field of the network's own. Raises the Refusals of `customers.policies`."""
    policies.add_custom_field(label=label, kind=kind, choices=choices, requirement=requirement, purpose=purpose)


@transaction.atomic
def edit_custom_field(field_id: int, *, label: str, choices: Sequence[str], requirement: str, purpose: str) -> None:
    """Change a field of the network's own. Raises the Refusals of `customers.policies`."""
    policies.update_custom_field(field_id, label=label, choices=choices, requirement=requirement, purpose=purpose)
