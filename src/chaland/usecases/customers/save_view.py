"""A user keeps a state of the customer list under a name, renames it, or lets it go."""

from django.db import transaction

from chaland.customers import services


@transaction.atomic
def save_view(user_id: int, name: str, query: str) -> int:
    """Keep the state `query`, a query string of the list, and return the view's id; the same name replaces it.

    Raises Refusal as `customers.services.save_view`.
    """
    return services.save_view(user_id, name, query).pk


@transaction.atomic
def rename_view(user_id: int, view_id: int, name: str) -> None:
    """Give one's own view another name. Raises NotFound `view_unknown`, Refusal `view_name_missing`."""
    services.rename_view(user_id, view_id, name)


@transaction.atomic
def delete_view(user_id: int, view_id: int) -> None:
    """Let one's own view go. Raises NotFound `view_unknown`."""
    services.delete_view(user_id, view_id)
