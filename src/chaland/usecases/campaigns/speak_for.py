"""In whose name a campaign speaks."""

from chaland.campaigns.content.compiled import Sender
from chaland.campaigns.models import Campaign
from chaland.stores.models import Merchant
from chaland.stores.queries import the_network


def sender_of(campaign: Campaign) -> Sender:
    """Return the shop and who stands behind it: the campaign's merchant, the only one there is, or the network.

    Source: LCEN art. 20 (in whose name an advertisement is made).
    """
    network = the_network().name
    merchant = campaign.merchant or _only_merchant()
    if merchant is None:
        return Sender(network, network)
    stores = list(merchant.stores.order_by("pk").values_list("name", "postcode", "city")[:2])
    store = campaign.store
    if store is not None:
        stores = [(store.name, store.postcode, store.city)]
    place = " ".join(stores[0][1:]).strip() if len(stores) == 1 else ""
    shop = merchant.name if campaign.merchant else network
    return Sender(shop, ", ".join(filter(None, [merchant.legal_name or merchant.name, place])))


def _only_merchant() -> Merchant | None:
    found = list(Merchant.objects.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
