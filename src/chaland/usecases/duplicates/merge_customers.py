"""Two files turn out to be one person: one takes the other in, and can give it back exactly."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.campaigns.models import Message
from chaland.customers import merging
from chaland.customers.models import Customer, Merge
from chaland.customers.street import refuse_hidden
from chaland.database.locks import lock_rows, lock_words, one_writer
from chaland.insight.models import Prediction
from chaland.interactions.models import Interaction, SurveyLink
from chaland.kernel.errors import NotFound, Refusal
from chaland.loyalty.models import Voucher
from chaland.loyalty.services.refreshing import refresh_points
from chaland.messages.models import OutgoingMail
from chaland.privacy.models import DataRequest, StayQuestion
from chaland.privacy.services import merge_consents
from chaland.sales import services as sales
from chaland.sales.models import Cart, Wish
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.warehouse import outbox

MOVED: tuple[tuple[QuerySet[Any], str], ...] = (
    (Cart.objects.all(), "cart"),
    (Wish.objects.all(), ""),
    (Interaction.objects.all(), "interaction"),
    (SurveyLink.objects.all(), ""),
    (DataRequest.objects.all(), ""),
    (OutgoingMail.objects.all(), ""),
    (StayQuestion.objects.all(), ""),
    (Voucher.objects.all(), ""),
)
"""What moves with a customer as rows, with what the lake calls it. Receipts and cards remember by their own column."""

ONE_AT_A_TIME = "one merge at a time"


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of it. survivor_id: whose file it is now. merge_id: what un-merging names. is_new: not so before."""

    survivor_id: int
    merge_id: int
    is_new: bool


def merge_customers(
    survivor_id: int,
    absorbed_id: int,
    *,
    scope: Scope,
    now: datetime,
    user_id: int | None = None,
    chosen: Collection[str] = (),
) -> Merged:
    """Have the file of one customer take in the other's. Safe to repeat, and from two processes crosswise.

    Receipts, carts, wishes, interactions and cards move, and so do consents, of which a no wins. What the survivor did
    not say is taken over, and of the fields `chosen` what the other said. Whoever was merged already stands for who
    they were merged into.
    Raises NotFound `customer_unknown` for either beyond the scope, Refusal `merge_of_oneself`
    and `contacts_kept_elsewhere`.
    """
    if survivor_id == absorbed_id:
        raise Refusal("merge_of_oneself")
    with one_writer(), transaction.atomic():
        survivor, absorbed = locked_heads((survivor_id, absorbed_id))
        open_customer(survivor, scope)
        if survivor == absorbed:
            return Merged(survivor, _standing_between(survivor_id, absorbed_id).pk, is_new=False)
        open_customer(absorbed, scope)
        refuse_hidden((survivor, absorbed), scope)
        return Merged(survivor, _merge(survivor, absorbed, chosen, now, user_id), is_new=True)


def locked_heads(customer_ids: Iterable[int]) -> list[int]:
    """Return whose files hold what is of these customers, locked against receipts and other merges; once a transaction.

    Raises NotFound `customer_unknown`.
    """
    # Merges go one after the other: a head that changed meanwhile would have to be locked out of order.
    lock_words([ONE_AT_A_TIME])
    heads = _heads(customer_ids)
    lock_words(merging.words_of(pk for head in heads for pk in merging.tree_of(head)))
    lock_rows(Customer, set(heads))
    return heads


def _heads(customer_ids: Iterable[int]) -> list[int]:
    heads = [merging.head_of(one) for one in customer_ids]
    if None in heads:
        raise NotFound("customer_unknown")
    return [head for head in heads if head is not None]


def _standing_between(one_id: int, other_id: int) -> Merge:
    """Return the merge by which two customers of one tree came together: the last one that either came in by."""
    standing = Merge.objects.filter(absorbed__in=(one_id, other_id), undone_at=None)
    return standing.order_by("-pk")[0]


def _merge(survivor_id: int, absorbed_id: int, chosen: Collection[str], now: datetime, user_id: int | None) -> int:
    own = sorted(own_stores([survivor_id])), sorted(own_stores([absorbed_id]))
    known_in = sales.stores_knowing(absorbed_id)
    changed = merging.absorb(survivor_id, absorbed_id, chosen, now=now)
    sales.hand_over_receipts(absorbed_id, survivor_id)
    for rows, topic in MOVED:
        moved = merging.hand_over(rows, absorbed_id, survivor_id)
        outbox.changed(topic, moved if topic else ())
    outbox.changed("loyalty", [survivor_id, absorbed_id])
    tell_messages(merging.tree_of(absorbed_id))
    Prediction.objects.filter(customer=absorbed_id).delete()
    outbox.changed("prediction", [absorbed_id])
    sales.drop_figures(absorbed_id)
    sales.know_in(survivor_id, known_in)
    sales.count_anew([survivor_id], as_of=as_of(now))
    merge = Merge.objects.create(
        survivor_id=survivor_id,
        absorbed_id=absorbed_id,
        changes=changed,
        survivor_stores=own[0],
        absorbed_stores=own[1],
        made_at=now,
        made_by_id=user_id,
    )
    # The ledgers stay locked from here on.
    merge_consents(survivor_id, absorbed_id, now=now)
    refresh_points([survivor_id, absorbed_id], now=now)
    return merge.pk


def tell_messages(customer_ids: Iterable[int]) -> None:
    """Tell the lake that messages of campaigns meant for these files count for somebody else now."""
    outbox.changed("message", Message.objects.filter(customer__in=list(customer_ids)).values_list("pk", flat=True))


def own_stores(customer_ids: Iterable[int]) -> set[int]:
    """Return the stores that know these customers, or would had nobody been merged."""
    found: set[int] = set()
    for customer_id in customer_ids:
        standing = Merge.objects.filter(Q(survivor=customer_id) | Q(absorbed=customer_id), undone_at=None).first()
        if standing is None:
            found.update(sales.stores_knowing(customer_id))
        else:
            is_survivor = standing.survivor_id == customer_id
            found.update(standing.survivor_stores if is_survivor else standing.absorbed_stores)
    return found


def as_of(now: datetime) -> date:
    """Return the day to which the twelve-month figures reach."""
    return sales.figures_day(today_of_network(now))
