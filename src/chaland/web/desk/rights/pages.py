"""What the pages about rights share: they are about the whole network."""

from django.core.exceptions import PermissionDenied

from chaland.web.common.access import DeskRequest


def network_only(request: DeskRequest) -> None:
    """Keep out who does not see every store: requests, breaches and the register are the network's.

    Raises PermissionDenied.
    """
    if not request.user.all_stores:
        raise PermissionDenied
