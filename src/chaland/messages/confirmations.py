"""Links by which somebody says yes, once: reads and writes. Callers hold the transaction."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from chaland.messages.links import new_token, token_hash
from chaland.messages.models import Confirmation
from chaland.messages.rules import LINK_LASTS, Item, plain, read


def make(
    customer_id: int,
    *,
    kind: str,
    address: str,
    items: Iterable[Item],
    language: str,
    now: datetime,
    lasts: timedelta = LINK_LASTS,
    replaces: str = "",
) -> str:
    """Keep a new link and return its secret, which is not kept."""
    token = new_token()
    Confirmation.objects.create(
        kind=kind,
        customer_id=customer_id,
        address=address,
        replaces=replaces,
        items=plain(items),
        language=language,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + lasts,
    )
    return token


def unanswered(customer_id: int, kind: str) -> QuerySet[Confirmation]:
    """The links of a customer that nobody has answered, whether they are still good or not."""
    return Confirmation.objects.filter(customer_id=customer_id, kind=kind, used_at=None)


def send_again(confirmation: Confirmation, *, now: datetime) -> str:
    """Give a link a new secret for one more mail and return it; the secret before is void."""
    token = new_token()
    confirmation.token_hash = token_hash(token)
    confirmation.mails += 1
    confirmation.expires_at = now + LINK_LASTS
    confirmation.save(update_fields=["token_hash", "mails", "expires_at"])
    return token


def add_items(confirmation: Confirmation, items: Iterable[Item]) -> None:
    """Have a link that was sent say yes to more; its page shows all of it."""
    confirmation.items = plain([*read(confirmation.items), *items])
    confirmation.save(update_fields=["items"])


def good(token: str, *, now: datetime) -> Confirmation | None:
    """Return the link of this secret, if it may still be answered."""
    found = Confirmation.objects.filter(token_hash=token_hash(token), used_at=None, expires_at__gt=now)
    return found.select_related("customer").first()


def use(confirmation: Confirmation, *, now: datetime) -> bool:
    """Note that it was answered; False where somebody else just did."""
    return bool(Confirmation.objects.filter(pk=confirmation.pk, used_at=None).update(used_at=now))


def forget(*, before: datetime) -> int:
    """Delete the links made and out of date before that moment; returns how many."""
    old = Confirmation.objects.filter(created_at__lt=before, expires_at__lt=before)
    return old.delete()[0]
