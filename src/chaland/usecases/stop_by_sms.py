"""Somebody answers STOP to a text message: no other is sent to that number."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chaland.customers.models import ContactPoint
from chaland.database.locks import one_writer
from chaland.kernel.phone import normalise_phone
from chaland.privacy import services
from chaland.privacy.models import PurposeChannel
from chaland.privacy.rules import Act, NewConsent, Proof
from chaland.privacy.rules.stops import is_stop


@dataclass(frozen=True, slots=True)
class Stopped:
    """Whether the message asked for no more, and of how many customers who have that number."""

    stopped: bool
    customers: int = 0


def stop_by_sms(number: str, text: str, *, reference: str = "", now: datetime) -> Stopped:
    """Close text messages for everybody who has a number, in one transaction, if the message asks for it.

    A number nobody has goes on the objection list, so that it is kept out before somebody writes it down. What else
    they agreed to, calls among them, stays. Safe to repeat. Raises Refusal as `kernel.phone.normalise_phone`.
    Source: CPCE L34-5; CNIL, prospecting by SMS.
    """
    called = normalise_phone(number)
    if not is_stop(text):
        return Stopped(stopped=False)
    with one_writer(), transaction.atomic():
        points = ContactPoint.objects.filter(kind=ContactPoint.Kind.MOBILE, normalised=called.e164)
        customers = sorted(set(points.filter(copied_from=None).values_list("customer_id", flat=True)))
        if not customers:
            services.object_to("phone", called.e164, now=now)
            return Stopped(stopped=True)
        proof = Proof("sms", "text", reference=reference)
        used = PurposeChannel.objects.filter(channel="sms", purpose__is_active=True, purpose__is_marketing=True)
        purposes = list(used.order_by("pk").values_list("purpose_id", flat=True))
        services.record_many(
            [
                NewConsent(customer_id, purpose, "sms", Act.WITHDRAWN, proof, address=called.e164)
                for customer_id in customers
                for purpose in purposes
            ],
            now=now,
        )
    return Stopped(stopped=True, customers=len(customers))
