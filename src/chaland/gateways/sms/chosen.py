"""Which gateway an address names: Brevo's own, or any that apprise knows."""

from chaland.campaigns.ports import SmsGateway
from chaland.gateways.sms.any_service import AnyService
from chaland.gateways.sms.brevo import Brevo


def chosen(url: str) -> SmsGateway:
    """Return the gateway of an address: `brevo://KEY@SENDER`, else one of apprise such as `twilio://SID:TOKEN@FROM`.

    Raises ValueError where a key or sender is missing.
    """
    return Brevo(url) if url.startswith("brevo://") else AnyService(url)
