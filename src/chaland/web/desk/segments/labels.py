"""The words of the builder: conditions by family, their slots, comparisons, units and choices."""

from collections.abc import Mapping, Sequence

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from chaland.customers.models import Customer
from chaland.interactions.models import Interaction
from chaland.interactions.rules import SCORES
from chaland.sales.models import Cart
from chaland.segments.condition import types
from chaland.sentences.consents.words import CHANNELS, PURPOSES
from chaland.signups.models import Channel

Label = str | Promise

FAMILIES: Mapping[str, Label] = {
    "figures": _("What they spend, how often they come"),
    "purchases": _("What they bought"),
    "people": _("Who they are"),
    "places": _("Where they live"),
    "reach": _("How to reach them"),
    "loyalty": _("Card, points and vouchers"),
    "contacts": _("What passed between you"),
    "campaigns": _("Campaigns"),
    "others": _("Other segments, a draw"),
}
CONDITIONS: Mapping[str, Label] = {
    "revenue": pgettext_lazy("condition", "Revenue"),
    "visits": pgettext_lazy("condition", "Number of visits"),
    "average_basket": pgettext_lazy("condition", "Average basket"),
    "recency": pgettext_lazy("condition", "Last visit, days ago"),
    "visit_interval": pgettext_lazy("condition", "Interval between visits"),
    "interval_change": pgettext_lazy("condition", "Change of the interval"),
    "rhythm": pgettext_lazy("condition", "On time or late"),
    "trend": pgettext_lazy("condition", "Comes more or less often"),
    "lifecycle": pgettext_lazy("condition", "Where they stand"),
    "revenue_change": pgettext_lazy("condition", "Change of the revenue"),
    "first_visit": pgettext_lazy("condition", "First visit, when"),
    "last_visit": pgettext_lazy("condition", "Last visit, when"),
    "categories": pgettext_lazy("condition", "Number of families"),
    "expected_revenue": pgettext_lazy("condition", "Revenue expected in a year"),
    "expected_visits": pgettext_lazy("condition", "Visits expected in a year"),
    "still_customer": pgettext_lazy("condition", "Still a customer, in %"),
    "bought": pgettext_lazy("condition", "Bought"),
    "came": pgettext_lazy("condition", "Hour, payment, seller"),
    "civility": pgettext_lazy("condition", "Civility"),
    "age": pgettext_lazy("condition", "Age"),
    "birthday": pgettext_lazy("condition", "Birthday"),
    "marital_status": pgettext_lazy("condition", "Marital status"),
    "household_size": pgettext_lazy("condition", "People in the household"),
    "children": pgettext_lazy("condition", "Children"),
    "language": pgettext_lazy("condition", "Language"),
    "profession": pgettext_lazy("condition", "Profession"),
    "hobbies": pgettext_lazy("condition", "Hobbies"),
    "home_store": pgettext_lazy("condition", "Store of reference"),
    "home_seller": pgettext_lazy("condition", "Seller of reference"),
    "opened": pgettext_lazy("condition", "File opened"),
    "came_in": pgettext_lazy("condition", "Came in by"),
    "custom": pgettext_lazy("condition", "Own field"),
    "commune": pgettext_lazy("condition", "Commune"),
    "postcode": pgettext_lazy("condition", "Postcode"),
    "distance": pgettext_lazy("condition", "Distance from the store"),
    "zone": pgettext_lazy("condition", "Zone drawn on the map"),
    "reachable": pgettext_lazy("condition", "Can be reached"),
    "agreed": pgettext_lazy("condition", "Agreed to be contacted"),
    "may_contact": pgettext_lazy("condition", "May be contacted"),
    "consent_to_renew": pgettext_lazy("condition", "Consent to renew"),
    "card": pgettext_lazy("condition", "Has a card"),
    "points": pgettext_lazy("condition", "Points"),
    "points_lost": pgettext_lazy("condition", "Points lost soon"),
    "tier": pgettext_lazy("condition", "Tier"),
    "early_access": pgettext_lazy("condition", "Has early access"),
    "vouchers": pgettext_lazy("condition", "Vouchers to use"),
    "vouchers_used": pgettext_lazy("condition", "Vouchers used"),
    "referred": pgettext_lazy("condition", "Brought by another customer"),
    "contacted": pgettext_lazy("condition", "Exchanges written down"),
    "open_cart": pgettext_lazy("condition", "Cart or quote still open"),
    "campaign_received": pgettext_lazy("condition", "Received campaigns"),
    "campaign_clicked": pgettext_lazy("condition", "Followed a campaign link"),
    "campaign_used": pgettext_lazy("condition", "Used a campaign voucher"),
    "campaign_ignored": pgettext_lazy("condition", "Ignored campaigns"),
    "member": pgettext_lazy("condition", "Is in another segment"),
    "drawn": pgettext_lazy("condition", "Drawn by lot"),
}
SLOTS: Mapping[str, Label] = {
    "window": pgettext_lazy("slot", "When"),
    "purpose": pgettext_lazy("slot", "For what"),
    "store": pgettext_lazy("slot", "Store"),
    "category": pgettext_lazy("slot", "Family"),
    "product": pgettext_lazy("slot", "Article"),
    "brand": pgettext_lazy("slot", "Brand"),
    "line": pgettext_lazy("slot", "Line"),
    "size": pgettext_lazy("slot", "Size"),
    "colour": pgettext_lazy("slot", "Colour"),
    "material": pgettext_lazy("slot", "Material"),
    "price_level": pgettext_lazy("slot", "Price level"),
    "measure": pgettext_lazy("slot", "Counted in"),
    "is": pgettext_lazy("slot", "How much"),
    "hours": pgettext_lazy("slot", "Hours"),
    "weekdays": pgettext_lazy("slot", "Days of the week"),
    "with_category": pgettext_lazy("slot", "Together with the family"),
    "with_product": pgettext_lazy("slot", "Together with the article"),
    "seller": pgettext_lazy("slot", "Seller"),
    "campaign": pgettext_lazy("slot", "Campaign"),
    "payment": pgettext_lazy("slot", "Payment"),
    "kind": pgettext_lazy("slot", "Kind"),
    "channel": pgettext_lazy("slot", "Channel"),
    "outcome": pgettext_lazy("slot", "Outcome"),
    "score": pgettext_lazy("slot", "Score"),
    "ages": pgettext_lazy("slot", "Ages"),
    "days": pgettext_lazy("slot", "Days from today"),
    "by": pgettext_lazy("slot", "Ways"),
    "field": pgettext_lazy("slot", "Field"),
    "texts": pgettext_lazy("slot", "Value"),
    "source": pgettext_lazy("slot", "Occasion"),
    "number": pgettext_lazy("slot", "Number"),
    "corners": pgettext_lazy("slot", "Corners: longitude, latitude"),
    "within": pgettext_lazy("slot", "Within"),
    "share": pgettext_lazy("slot", "Share"),
    "seed": pgettext_lazy("slot", "Number of the draw"),
}
OPERATORS: Mapping[str, Label] = {
    "at_least": _("at least"),
    "at_most": _("at most"),
    "between": pgettext_lazy("comparison", "between"),
    "equal": _("exactly"),
    "top_percent": _("among the highest"),
    "bottom_percent": _("among the lowest"),
    "known": pgettext_lazy("comparison", "is known"),
    "unknown": pgettext_lazy("comparison", "is not known"),
}
WINDOWS: Mapping[str, Label] = {
    "": _("whenever"),
    "last": _("in the last"),
    "before": _("more than"),
    "dates": _("from a day to a day"),
}
UNITS: Mapping[str, Label] = {
    "cents": "€",
    "percent": "%",
    "km": "km",
    "days": pgettext_lazy("unit", "days"),
    "years": pgettext_lazy("unit", "years"),
    "quantity": pgettext_lazy("unit", "pieces or kilos"),
}
COUNTED: Mapping[str, Label] = {
    "visits": pgettext_lazy("unit", "visits"),
    "came": pgettext_lazy("unit", "visits"),
    "bought": pgettext_lazy("unit", "times"),
    "categories": pgettext_lazy("unit", "families"),
    "expected_visits": pgettext_lazy("unit", "visits"),
    "household_size": pgettext_lazy("unit", "people"),
    "children": pgettext_lazy("unit", "children"),
    "points": pgettext_lazy("unit", "points"),
    "points_lost": pgettext_lazy("unit", "points"),
    "vouchers": pgettext_lazy("unit", "vouchers"),
    "vouchers_used": pgettext_lazy("unit", "vouchers"),
    **dict.fromkeys(
        ("campaign_received", "campaign_clicked", "campaign_ignored"), pgettext_lazy("unit", "messages of campaigns")
    ),
    "campaign_used": pgettext_lazy("unit", "vouchers"),
    "contacted": pgettext_lazy("unit", "exchanges"),
    "open_cart": pgettext_lazy("unit", "carts or quotes"),
}
CHOICES: Mapping[tuple[str, str], Mapping[str, Label]] = {
    ("civility", "is"): dict(Customer.Civility.choices),
    ("marital_status", "is"): dict(Customer.MaritalStatus.choices),
    ("contacted", "kind"): dict(Interaction.Kind.choices),
    ("contacted", "channel"): dict(Interaction.Channel.choices),
    ("contacted", "outcome"): dict(Interaction.Outcome.choices),
    ("contacted", "score"): {str(score): str(score) for score in SCORES},
    ("open_cart", "kind"): dict(Cart.Kind.choices),
    ("card", "is"): {"active": _("In use"), "lost": _("Lost"), "replaced": _("Replaced")},
    ("rhythm", "is"): {
        "on_time": _("On time"),
        "late": _("Late"),
        "very_late": _("Very late"),
        "unknown": _("No habit yet"),
    },
    ("trend", "is"): {
        "more_often": _("More often"),
        "steady": _("As often"),
        "less_often": _("Less often"),
        "unknown": _("Not known yet"),
    },
    ("lifecycle", "is"): {
        "new": pgettext_lazy("customers", "New"),
        "growing": pgettext_lazy("customers", "Growing"),
        "regular": pgettext_lazy("customers", "Regular"),
        "slowing": pgettext_lazy("customers", "Slowing down"),
        "asleep": pgettext_lazy("customers", "Asleep"),
        "lost": pgettext_lazy("customers", "Lost"),
        "back": pgettext_lazy("customers", "Back"),
    },
    ("reachable", "by"): {
        "email": _("E-mail"),
        "mobile": _("SMS"),
        "phone": _("Telephone"),
        "address": _("Post"),
    },
    ("early_access", "by"): {"tier": _("By the tier"), "voucher": _("By a voucher")},
    ("came_in", "is"): dict(Channel.choices),
    ("", "purpose"): PURPOSES,
    **dict.fromkeys((("agreed", "channel"), ("may_contact", "channel"), ("consent_to_renew", "channel")), CHANNELS),
    ("bought", "measure"): {"times": _("Times"), "quantity": _("Quantity"), "amount": _("Euros")},
    ("", "weekdays"): {str(day + 1): name for day, name in WEEKDAYS.items()},
}
HINTS: Mapping[tuple[str, str], Label] = {
    ("birthday", "days"): _("0 is today, 7 in a week, -3 three days ago"),
    ("", "hours"): _("17 to 17 is from 17:00 to 17:59"),
    ("tier", "is"): _("as the programme calls it"),
    ("postcode", "is"): _("begins with, such as 34 or 34000"),
    ("profession", "is"): _("contains"),
    ("hobbies", "is"): _("contains"),
}


def condition_label(code: str) -> Label:
    """Return what a condition is called; one that has no words here yet goes by its code."""
    return CONDITIONS.get(code, code.replace("_", " "))


def slot_label(name: str) -> Label:
    """Return what a slot is called."""
    return SLOTS.get(name, name.replace("_", " "))


def chosen_labels(code: str, slot: str) -> Mapping[str, Label]:
    """Return the words of the choices of a slot, as far as they have some."""
    return CHOICES.get((code, slot)) or CHOICES.get(("", slot), {})


def grouped() -> Sequence[tuple[Label, Sequence[tuple[str, Label]]]]:
    """Return the conditions as the chooser lists them: by family, in the order of their words above."""
    codes = [*CONDITIONS, *sorted(types().keys() - CONDITIONS.keys())]
    return [
        (label, [(code, condition_label(code)) for code in codes if code in types() and types()[code].family == family])
        for family, label in FAMILIES.items()
    ]
