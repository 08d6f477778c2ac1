"""Every table with what it holds of persons, as the packages declare it in their `privacy_tags`."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db.models import Model, QuerySet

from chaland.kernel.personal import Personal, personal

OTHERS: Mapping[str, Personal] = {
    "auth.Permission": personal("technical", technical="name content_type codename"),
    "auth.Group": personal("technical", technical="name permissions"),
    "contenttypes.ContentType": personal("technical", technical="app_label model"),
    "sessions.Session": personal("session", staff="session_key session_data expire_date"),
    "axes.AccessFailureLog": personal(
        "access", staff="user_agent ip_address username http_accept path_info attempt_time locked_out"
    ),
    "axes.AccessAttempt": personal(
        "access",
        staff="user_agent ip_address username http_accept path_info attempt_time get_data post_data"
        " failures_since_start",
    ),
    "axes.AccessAttemptExpiration": personal("access", staff="access_attempt expires_at"),
    "axes.AccessLog": personal(
        "access", staff="user_agent ip_address username http_accept path_info attempt_time logout_time session_hash"
    ),
}
"""Tables of libraries: those who sign in."""


@cache
def tagged() -> Mapping[type[Model], Personal]:
    """Return every table that is declared."""
    found = {apps.get_model(label): one for label, one in OTHERS.items()}
    for config in apps.get_app_configs():
        name = f"{config.name}.privacy_tags"
        if config.name.startswith("chaland.") and find_spec(name):
            tags = import_module(name).TAGS
            found.update({config.get_model(model): one for model, one in tags.items()})
    return found


def of_persons() -> Mapping[type[Model], Personal]:
    """Return the tables whose rows are a customer's, those nearest to the customer last."""
    own = {model: one for model, one in tagged().items() if one.subject}
    return dict(sorted(own.items(), key=lambda pair: -depth(pair[1])))


def depth(one: Personal) -> int:
    """Return how many tables lie between a row and its customer; the customer's own row is nearest."""
    return 0 if one.subject == "pk" else 1 + one.subject.count("__")


def rows_of(model: type[Model], customer_id: int) -> QuerySet[Model]:
    """Return the rows of a table that are this customer's."""
    return QuerySet(model).filter(**{tagged()[model].subject: customer_id})


def undeclared() -> list[str]:
    """Name every column without a declaration, and every declaration without its column."""
    return sorted(name for model in apps.get_models() for name in _differences(model))


def _differences(model: type[Model]) -> set[str]:
    label, known = model._meta.label, tagged().get(model)
    if known is None:
        return {label}
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    columns = {field.name for field in fields if field.name != "id"}
    return {f"{label}.{name}" for name in columns ^ set(known.holds)}
