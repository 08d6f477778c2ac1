"""A user keeps a screen of what the file knows under a name, renames it, or lets it go."""

from datetime import datetime

from django.db import transaction

from chaland.insight import services


@transaction.atomic
def save_report(user_id: int, name: str, *, screen: str, query: str, is_shared: bool, now: datetime) -> None:
    """Keep the screen as it was asked. Raises Refusal as `insight.services.save_report`."""
    services.save_report(user_id, name, screen=screen, query=query, is_shared=is_shared, now=now)


@transaction.atomic
def rename_report(user_id: int, report_id: int, name: str, *, is_shared: bool) -> None:
    """Rename one's own report, share it or no longer. Raises as `insight.services.rename_report`."""
    services.rename_report(user_id, report_id, name, is_shared=is_shared)


@transaction.atomic
def remove_report(user_id: int, report_id: int) -> None:
    """Let one's own report go. Raises NotFound `report_unknown`."""
    services.remove_report(user_id, report_id)
