"""When a person may be called or texted: hours by channel, in their own time zone, with French public holidays."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

SATURDAY, SUNDAY = 5, 6
PHONE_HOURS = ((10, 13), (14, 20))
"""Monday to Friday. Source: décret 2022-1313 (C. conso D223-9)."""
WIDEST_SMS = (8, 22)
"""Source: af2m charter of business messaging, September 2024."""

_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY, _GOOD_FRIDAY = 1, 39, 50, -2
_ALSACE_MOSELLE = frozenset({"57", "67", "68"})
# The day slavery ended. Source: loi 83-550, décret 83-1003.
_ABOLITION = {"971": (5, 27), "972": (5, 22), "973": (6, 10), "974": (12, 20), "976": (4, 27)}
_ZONES: Mapping[str, str] = MappingProxyType(
    {
        "971": "America/Guadeloupe", "972": "America/Martinique", "973": "America/Cayenne", "974": "Indian/Reunion",
        "975": "America/Miquelon", "976": "Indian/Mayotte", "977": "America/St_Barthelemy", "978": "America/Marigot",
        "986": "Pacific/Wallis", "987": "Pacific/Tahiti", "988": "Pacific/Noumea",
    }
)  # fmt: skip


def department(postcode: str) -> str:
    """Return what decides the holidays of a French postcode: two figures, three overseas.

    >>> department("97400"), department("67000"), department("")
    ('974', '67', '')
    """
    return postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]


def person_zone(postcode: str, otherwise: str) -> str:
    """Return the time zone of a French postcode overseas, else the one given.

    >>> person_zone("97460", "Europe/Paris")
    'Indian/Reunion'
    """
    return _ZONES.get(postcode[:3], otherwise)


@cache
def easter(year: int) -> date:
    """Return Easter Sunday. Source: Meeus, Astronomical Algorithms, chapter 8.

    >>> easter(2026)
    datetime.date(2026, 4, 5)
    """
    century, in_century = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (in_century // 4) - moon - in_century % 4) % 7
    shift = moon + weekday - 7 * ((golden + 11 * moon + 22 * weekday) // 451) + 114
    return date(year, shift // 31, shift % 31 + 1)


@lru_cache(maxsize=1024)
def holidays(year: int, place: str) -> frozenset[date]:
    """Return the public holidays of a year in a department. Source: C. trav. L3133-1, L3134-13 (Alsace-Moselle)."""
    sunday = easter(year)
    shifts = [_EASTER_MONDAY, _ASCENSION, _WHIT_MONDAY]
    fixed = list(_FIXED)
    if place in _ALSACE_MOSELLE:
        shifts.append(_GOOD_FRIDAY)
        fixed.append((12, 26))
    if place in _ABOLITION:
        fixed.append(_ABOLITION[place])
    return frozenset([*(sunday + timedelta(days) for days in shifts), *(date(year, *day) for day in fixed)])


def may_disturb(channel: str, now: datetime, zone: str, place: str, sms_hours: tuple[int, int]) -> bool:
    """Tell whether it is an hour for this channel where the person is; e-mails and letters wait by themselves.

    sms_hours: from and until, Monday to Saturday; hours beyond `WIDEST_SMS` count as its ends.
    """
    if channel not in ("sms", "phone"):
        return True
    local = now.astimezone(_zone(zone))
    day = local.date()
    if day.weekday() == SUNDAY or day in holidays(day.year, place):
        return False
    if channel == "phone":
        return day.weekday() != SATURDAY and any(start <= local.hour < end for start, end in PHONE_HOURS)
    return max(sms_hours[0], WIDEST_SMS[0]) <= local.hour < min(sms_hours[1], WIDEST_SMS[1])


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
