"""How the screen names an open customer: a word that only this till can use, and that tells nobody who it is."""

from django.core import signing

from chaland.accounts.models import Device
from chaland.kernel.errors import NotFound

_SALT = "till"


def name_of(device: Device, customer_id: int) -> str:
    """Return the name of a customer on this till."""
    return signing.dumps([device.till_id, customer_id], salt=_SALT)


def customer_named(device: Device, name: str) -> int:
    """Return the customer of a name; what was kept for a cut may be old. Raises NotFound `customer_unknown`."""
    try:
        till_id, customer_id = signing.loads(name, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound("customer_unknown") from None
    if till_id != device.till_id:
        raise NotFound("customer_unknown")
    return int(customer_id)
