"""Filters on where a customer stands: their rhythm, customer or prospect, what they wait for."""

from django.db.models import Q

from chaland.sales.customer_list.calendar import Calendar
from chaland.sales.customer_list.columns import Column
from chaland.sales.customer_list.reading_filters import among, any_of, read_choices
from chaland.sales.models import Wish


def rhythm_filter(column: Column, text: str, calendar: Calendar) -> Q:
    today = calendar.today
    states = {
        "on_time": Q(late_on__gt=today),
        "late": Q(late_on__lte=today, very_late_on__gt=today),
        "very_late": Q(very_late_on__lte=today),
        "unknown": Q(late_on__isnull=True),
    }
    wanted = set(read_choices(text, column.choices))
    if wanted == {"late", "very_late"}:
        return Q(late_on__lte=today)
    return any_of(states[state] for state in column.choices if state in wanted)


def status_filter(column: Column, text: str, _calendar: Calendar) -> Q:
    states = {"customer": Q(receipts__gt=0), "prospect": Q(receipts=0)}
    return any_of(states[state] for state in read_choices(text, column.choices))


def wish_filter(column: Column, text: str, _calendar: Calendar) -> Q:
    states = {
        "arrived": Q(arrived_at__isnull=False, told_at__isnull=True),
        "waiting": Q(arrived_at__isnull=True, told_at__isnull=True),
    }
    return among(Wish.objects.filter(any_of(states[one] for one in read_choices(text, column.choices))), but=False)
