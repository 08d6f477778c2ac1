"""A new day begins: who entered and who left the saved segments is noted."""

import logging
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Q

from chaland.kernel.errors import Refusal
from chaland.segments.models import Segment
from chaland.stores.queries import network_zone
from chaland.usecases.record_receipts import today_of_network
from chaland.usecases.save_segment import note_members

_logger = logging.getLogger(__name__)


def due(*, now: datetime) -> list[int]:
    """Return the saved segments whose members were not noted yet on the network's day."""
    begin = datetime.combine(today_of_network(now), time(), ZoneInfo(network_zone()))
    return list(
        Segment.objects.filter(Q(members_at=None) | Q(members_at__lt=begin)).order_by("pk").values_list("pk", flat=True)
    )


def follow_segment(segment_id: int, *, now: datetime) -> tuple[int, int]:
    """Note who is in a saved segment; returns how many entered and left. Safe to repeat.

    One that is gone meanwhile, or whose rule no longer makes sense, is let be.
    """
    try:
        return note_members(segment_id, now=now)
    except Segment.DoesNotExist:
        return 0, 0
    except Refusal as refusal:
        _logger.warning("the members of segment %s are not noted: %s", segment_id, refusal.code)
        return 0, 0
