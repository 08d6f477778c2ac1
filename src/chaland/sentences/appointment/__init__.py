"""Sentences about appointments that people book by themselves, and the file that calendars open."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chaland.interactions.models import Booking

SENTENCES: dict[str, Promise] = {
    "opening_unknown": _("This page takes no appointment."),
    "booking_unknown": _("This appointment no longer stands."),
    "slot_taken": _("Somebody has just taken this moment. Choose another one."),
    "hours_not_understood": _("“%(text)s” cannot be read. Write the hours as 9:00-12:00, 14:00-18:30."),
    "opening_out_of_range": _("Give a number from %(least)s to %(most)s."),
    "opening_without_title": _("Say what the appointment is for."),
}
_LINE = 74


def calendar_file(booking: Booking) -> str:
    """Return an appointment as iCalendar. Source: RFC 5545."""
    start, store = booking.interaction.due_at, booking.opening.store
    if start is None:
        return ""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Chaland//EN", "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:booking-{booking.pk}@{host}",
        f"DTSTAMP:{_moment(booking.booked_at)}",
        f"DTSTART:{_moment(start)}",
        f"DTEND:{_moment(start + timedelta(minutes=booking.opening.length_minutes))}",
        f"SUMMARY:{_escaped(f'{booking.interaction.subject} – {store.name}')}",
        f"LOCATION:{_escaped(f'{store.name} {store.postcode} {store.city}'.strip())}",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> str:
    r"""Cut a line at 75 bytes, never inside a letter; what follows begins with a space.

    >>> _folded("X" * 80) == "X" * 74 + "\r\n " + "X" * 6
    True
    """
    parts, room = [""], _LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append("")
            room = _LINE
        parts[-1] += letter
        room -= size
    return "\r\n ".join(parts)
