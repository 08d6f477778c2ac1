"""Addresses of whom to bring back, frequency, sellers, hours and collection."""

from django.urls import path

from chaland.accounts.rules import VIEW_FIGURES, WRITE_INTERACTIONS
from chaland.web.common.access import late

urlpatterns = [
    path(
        "bring-back/", late("chaland.web.desk.insight.bring_back.bring_back", VIEW_FIGURES), name="insight-bring-back"
    ),
    path(
        "bring-back/<int:customer_id>/done/",
        late("chaland.web.desk.insight.bring_back.bring_back_done", WRITE_INTERACTIONS),
        name="insight-bring-back-done",
    ),
    path("frequency/", late("chaland.web.desk.insight.frequency.frequency", VIEW_FIGURES), name="insight-frequency"),
    path(
        "frequency/<int:customer_id>/",
        late("chaland.web.desk.insight.frequency.customer_frequency", VIEW_FIGURES),
        name="customer-frequency",
    ),
    path("sellers/", late("chaland.web.desk.insight.sellers.sellers", VIEW_FIGURES), name="insight-sellers"),
    path("hours/", late("chaland.web.desk.insight.hours.hours", VIEW_FIGURES), name="insight-hours"),
    path(
        "collection/", late("chaland.web.desk.insight.collection.collection", VIEW_FIGURES), name="insight-collection"
    ),
]
