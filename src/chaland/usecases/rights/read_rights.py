"""Somebody looks at one person's rights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chaland.accounts.models import User
from chaland.journal import accesses
from chaland.journal.models import Access
from chaland.privacy.models import DataRequest, Stance
from chaland.sales.models import Receipt

ACCESSES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the access log. who: the user's name; empty for a till, a partner or a command."""

    line: Access
    who: str


@dataclass(frozen=True, slots=True)
class Rights:
    """What the page of a person's rights shows. receipts: that an erasure leaves, nobody's."""

    receipts: int
    stances: frozenset[str]
    requests: Sequence[DataRequest]
    seen: Sequence[Seen]


def read_rights(customer_id: int) -> Rights:
    """Read what one person asked for, what holds, and who saw their file last."""
    lines = accesses.of_customer(customer_id, ACCESSES_SHOWN)
    names = names_of_users({line.user_id for line in lines if line.user_id})
    return Rights(
        Receipt.objects.filter(customer=customer_id).count(),
        frozenset(Stance.objects.filter(customer=customer_id).values_list("kind", flat=True)),
        list(DataRequest.objects.filter(customer=customer_id).order_by("-received_on", "-pk")),
        [Seen(line, names.get(line.user_id or 0, "")) for line in lines],
    )


def names_of_users(ids: set[int]) -> Mapping[int, str]:
    """Return the names of users by their number."""
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
