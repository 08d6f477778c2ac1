"""What a customer's deletion has to look at is found by an index, however long the tables are."""

from django.apps import apps
from django.db.models import ForeignKey, Q

from chaland.customers.models import Customer


def led_by(model, key):
    """Tell whether an index begins with a foreign key; a partial one will do that leaves out nobody's rows alone."""
    told = Q(**{f"{key.name}__isnull": False})
    listed = [*model._meta.indexes, *model._meta.constraints]
    first = [one for one in listed if column_of(one) in {key.name, key.attname}]
    return key.db_index or key.unique or any(one.condition in (None, told) for one in first)


def column_of(index):
    """The first column of an index or constraint, none of an expression or a check."""
    named = [*getattr(index, "fields", ()), *(getattr(one, "name", None) for one in getattr(index, "expressions", ()))]
    return named[0] if named else None


def test_every_reference_to_a_customer_is_indexed():
    keys = [
        (model, key)
        for model in apps.get_models()
        for key in model._meta.concrete_fields
        if isinstance(key, ForeignKey) and key.related_model is Customer and key.db_constraint
    ]
    assert len(keys) > 20
    assert [f"{model._meta.label}.{key.name}" for model, key in keys if not led_by(model, key)] == []
