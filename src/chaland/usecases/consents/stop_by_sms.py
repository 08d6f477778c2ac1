"""Somebody answers STOP to a text message: no other is sent to that number."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chaland.database.locks import one_writer
from chaland.kernel.phone import normalise_phone
from chaland.privacy.rules import Proof
from chaland.privacy.rules.stops import is_stop
from chaland.usecases.consents.stop_channel import stop_channel


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
        proof = Proof("sms", "text", reference=reference)
        return Stopped(stopped=True, customers=stop_channel([called.e164], channel="sms", proof=proof, now=now))
