"""A new day begins, or the lake has taken in what happened: who entered and who left the saved segments is noted."""

import logging
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from chaland.kernel.errors import Refusal
from chaland.segments import services
from chaland.segments.models import Segment
from chaland.stores.queries import network_zone
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.usecases.segments.save_segment import note_members
from chaland.warehouse.models import LakeState

AGAIN_AFTER = timedelta(hours=1)
_logger = logging.getLogger(__name__)


def due(*, now: datetime) -> list[int]:
    """Return the saved segments to look at: not yet on the network's day, or changed data came and an hour passed."""
    begin = datetime.combine(today_of_network(now), time(), ZoneInfo(network_zone()))
    wanted = Q(members_at=None) | Q(members_at__lt=begin)
    if shown_at := LakeState.objects.values_list("shown_at", flat=True).first():
        wanted |= Q(members_at__lt=min(shown_at, now - AGAIN_AFTER))
    return list(Segment.objects.filter(wanted).order_by("pk").values_list("pk", flat=True))


def follow_segment(segment_id: int, *, now: datetime) -> tuple[int, int]:
    """Note who is in a saved segment; returns how many entered and left. Safe to repeat.

    One that is gone meanwhile, or whose rule no longer makes sense, is let be until the next time.
    """
    try:
        return note_members(segment_id, now=now)
    except Segment.DoesNotExist:
        return 0, 0
    except Refusal as refusal:
        _logger.warning("the members of segment %s are not noted: %s", segment_id, refusal.code)
        services.have_noted(segment_id, now=now)
        return 0, 0
