"""A program is let in: a till's own software, a store's, or a partner's."""

from django.db import transaction

from chaland.accounts import services
from chaland.kernel.errors import NotFound
from chaland.stores.models import Store, Till
from chaland.stores.queries import store_with_code


@transaction.atomic
def add_token(*, name: str, store_code: str | None = None, till_code: str | None = None) -> str:
    """Return the secret of a new token: of a till (both codes), of a store (its code), or of a partner (neither).

    Raises NotFound `store_code_unknown` or `till_code_unknown`.
    """
    store = store_with_code(store_code) if store_code else None
    till = _till(store, till_code) if store and till_code else None
    return services.create_token(name=name, till=till, store=None if till else store)


def _till(store: Store, code: str) -> Till:
    till = Till.objects.filter(store=store, code=code).first()
    if till is None:
        raise NotFound("till_code_unknown", field="till", till=code, store=store.code)
    return till
