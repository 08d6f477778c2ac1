"""Which gateway an address names: Brevo's own, or any that apprise knows."""

from chaland.campaigns.ports import SmsGateway


def chosen(url: str) -> SmsGateway:
    """Return the gateway of an address: `brevo://KEY@SENDER`, else one of apprise such as `twilio://SID:TOKEN@FROM`.

    What speaks to it is loaded here, by the first text. Raises ValueError where the address names none.
    """
    if url.startswith("brevo://"):
        from chaland.gateways.sms.brevo import Brevo

        return Brevo(url)
    from chaland.gateways.sms.any_service import AnyService

    return AnyService(url)
