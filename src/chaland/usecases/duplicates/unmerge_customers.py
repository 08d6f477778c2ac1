"""A merge is taken back: the two files stand by themselves again, as if they had never been one."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.customers import merging
from chaland.customers.models import Customer, Merge
from chaland.customers.queries import is_visible
from chaland.customers.street import refuse_hidden
from chaland.database.locks import one_writer
from chaland.interactions.models import Interaction
from chaland.kernel.errors import Conflict, NotFound
from chaland.loyalty.services.refreshing import refresh_points
from chaland.privacy.services import unmerge_consents
from chaland.sales import services as sales
from chaland.sales.models import Cart, Wish
from chaland.usecases.customers.tell_figures import LONGEST_ID
from chaland.usecases.duplicates.merge_customers import MOVED, as_of, locked_heads, own_stores, tell_messages
from chaland.warehouse import outbox


def unmerge_customers(merge_id: int, *, scope: Scope, now: datetime, user_id: int | None = None) -> int:
    """Take a merge back and return the customer who stands by themselves again.

    What came since by their card or reference goes with them, and whoever they had themselves taken in. Fields go back
    to what they said before, but for those corrected since. Raises NotFound `merge_unknown` also beyond the scope,
    Conflict `merge_already_undone`, Refusal `contacts_kept_elsewhere`.
    """
    with one_writer(), transaction.atomic():
        absorbed = Merge.objects.filter(pk=merge_id).values_list("absorbed", flat=True).first()
        if absorbed is None:
            raise NotFound("merge_unknown")
        (head_id,) = locked_heads([absorbed])
        if not is_visible(head_id, scope):
            raise NotFound("merge_unknown")
        refuse_hidden([head_id], scope)
        merge = Merge.objects.get(pk=merge_id)
        if merge.undone_at is not None:
            raise Conflict("merge_already_undone")
        _unmerge(merge, head_id, now)
        Merge.objects.filter(pk=merge.pk).update(undone_at=now, undone_by=user_id)
        return merge.absorbed_id


def unmerge_ref(ref: str, *, now: datetime) -> int:
    """Take back the merge of the customer of a number in the file or an outside reference; return who they are.

    Raises NotFound `merge_unknown` for one who stands by themselves.
    """
    is_number = ref.isascii() and ref.isdecimal() and len(ref) <= LONGEST_ID
    absorbed = Q(absorbed__reference=ref) | (Q(absorbed=int(ref)) if is_number else Q(pk=None))
    merge = Merge.objects.filter(absorbed, undone_at=None).order_by("pk").first()
    if merge is None:
        raise NotFound("merge_unknown")
    return unmerge_customers(merge.pk, scope=Scope(), now=now)


def _unmerge(merge: Merge, head_id: int, now: datetime) -> None:
    back_id, branch = merge.absorbed_id, merging.tree_of(merge.absorbed_id)
    sales.hand_back_receipts(head_id, branch, back_id)
    for rows, topic in MOVED:
        back = merging.hand_back(rows, head_id, merge)
        outbox.changed(topic, back if topic else ())
    outbox.changed("loyalty", [head_id, back_id])
    tell_messages(branch)
    merging.release(merge, head_id, now=now)
    rest = [pk for pk in merging.tree_of(head_id) if pk not in branch]
    sales.know_in(back_id, own_stores(branch) | _stores_of(back_id))
    sales.count_anew([head_id, back_id], as_of=as_of(now))
    unmerge_consents(head_id, branch, back_id)
    refresh_points([head_id, back_id], now=now)
    sales.forget_in(head_id, set(sales.stores_knowing(head_id)) - own_stores(rest) - _stores_of(head_id))


def _stores_of(customer_id: int) -> set[int]:
    """Return the stores where a customer belongs, bought, or left anything else."""
    home = Customer.objects.values_list("home_store_id", flat=True).get(pk=customer_id)
    return {
        *([home] if home else []),
        *sales.stores_of_sales(customer_id),
        *(
            store_id
            for model in (Cart, Wish, Interaction)
            for store_id in QuerySet(model)
            .filter(customer=customer_id, store__isnull=False)
            .order_by()
            .values_list("store_id", flat=True)
            .distinct()
        ),
    }
