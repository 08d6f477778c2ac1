"""A customer chooses, by the link at the foot of a mail, what they receive and by which way."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chaland.customers.merging import head_of
from chaland.customers.models import ContactPoint, Customer
from chaland.database.locks import lock_words, one_writer
from chaland.messages.links import read_footer
from chaland.messages.rules import Item
from chaland.privacy import services as consents
from chaland.privacy.queries import boxes, consents_of, purposes
from chaland.privacy.rules import Act, Consent
from chaland.stores.models import Merchant
from chaland.usecases.consents.confirm_opt_in import Answerer
from chaland.usecases.consents.unsubscribe import address_in, masked
from chaland.usecases.customers.speak_to import language_of

_KINDS = {"email": {"email"}, "sms": {"mobile"}, "phone": {"mobile", "phone"}, "post": {"address"}}
_NO = frozenset({"refused", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One box: what it is about and its words. refuses: ticked, it says no. shop: whose it is, where it is one's."""

    item: Item
    text: str
    ticked: bool
    refuses: bool
    shop: str = ""

    @property
    def key(self) -> str:
        """What names the box in the form, its wording included."""
        one = self.item
        return f"{one.purpose}:{one.channel}:{one.merchant_id or ''}:{one.text_id}"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Where a customer stands. name, address: masked. token: what the page was opened with."""

    language: str
    name: str
    address: str
    choices: tuple[Choice, ...]


def look_at_preferences(token: str, *, language: str = "", now: datetime) -> Preferences | None:
    """Return the boxes of who holds the link, in a language, or None where it is not good. Changes nothing.

    It is not good either once the customer has the address it went to no longer: somebody else may have it.
    """
    found = _reader(token, now)
    if found is None:
        return None
    customer_id, address = found
    customer = Customer.objects.get(pk=customer_id)
    spoken = language or language_of(customer_id)
    choices = tuple(_choices(customer_id, spoken, now))
    return Preferences(language_of(customer_id), _masked_name(customer), masked(address), choices)


def change_preferences(
    token: str, *, shown: Collection[str], ticked: Collection[str], by: Answerer, now: datetime
) -> bool:
    """Write down what was changed among the boxes shown, named by their keys; tell whether the link is good.

    A box whose words changed meanwhile is left as it was. Safe to repeat.
    """
    with one_writer(), transaction.atomic():
        found = _reader(token, now)
        if found is None:
            return False
        customer_id, address = found
        lock_words([f"preferences:{customer_id}"])
        acts = [
            by.act(customer_id, choice.item, _act(choice), address if choice.item.channel == "email" else "")
            for choice in _choices(customer_id, by.language, now)
            if choice.key in shown and choice.ticked != (choice.key in ticked)
        ]
        consents.record_many(acts, now=now)
        return True


def _reader(token: str, now: datetime) -> tuple[int, str] | None:
    footer = read_footer(token, now=now)
    customer_id = head_of(footer.customer_id) if footer else None
    address = address_in(footer, customer_id) if footer and customer_id else ""
    return (customer_id, address) if customer_id and address else None


def _act(choice: Choice) -> Act:
    """Return what turning a box over says."""
    says_no = choice.ticked != choice.refuses
    return Act.WITHDRAWN if says_no else Act.GRANTED


def _choices(customer_id: int, language: str, now: datetime) -> Iterator[Choice]:
    """Give the boxes of the ways that reach the customer, and those of what single shops were told."""
    kinds = set(ContactPoint.objects.filter(customer_id=customer_id).values_list("kind", flat=True))
    held: dict[tuple[str, str, int | None], Consent] = {
        (one.purpose, one.channel, one.merchant_id): one for one in consents_of(customer_id, now=now)
    }
    shops = dict(Merchant.objects.filter(pk__in={key[2] for key in held if key[2]}).values_list("pk", "name"))
    for box in boxes(language, [one.pk for one in purposes() if one.is_marketing], now=now):
        for merchant_id in (None, *shops):
            one = held.get((box.purpose, box.channel, merchant_id))
            if (one is None and merchant_id) or not (one or kinds & _KINDS[box.channel]):
                continue
            state = one.state if one else ""
            ticked = state in _NO if box.refuses else state == "granted"
            item = Item(box.purpose, box.channel, merchant_id, box.text_id)
            yield Choice(item, box.text, ticked, box.refuses, shops.get(merchant_id or 0, ""))


def _masked_name(customer: Customer) -> str:
    return " ".join(f"{name[0]}•••" for name in (customer.first_name, customer.last_name) if name)
