"""Addresses of whom to bring back, frequency, sellers, hours and collection."""

from django.urls import path

from chaland.web.desk.insight import bring_back, collection, frequency, hours, sellers

urlpatterns = [
    path("bring-back/", bring_back.bring_back, name="insight-bring-back"),
    path("bring-back/<int:customer_id>/done/", bring_back.bring_back_done, name="insight-bring-back-done"),
    path("frequency/", frequency.frequency, name="insight-frequency"),
    path("frequency/<int:customer_id>/", frequency.customer_frequency, name="customer-frequency"),
    path("sellers/", sellers.sellers, name="insight-sellers"),
    path("hours/", hours.hours, name="insight-hours"),
    path("collection/", collection.collection, name="insight-collection"),
]
