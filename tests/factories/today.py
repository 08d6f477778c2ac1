"""Which day it is in the made-up shops, whatever the clock of the machine that tests says."""

from zoneinfo import ZoneInfo

from django.utils import timezone


def today(now=None):
    """The day in Paris, of now or of a moment: around midnight it is not that of Greenwich."""
    return timezone.localdate(now, timezone=ZoneInfo("Europe/Paris"))
