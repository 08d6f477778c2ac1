"""Addresses of the settings of online booking."""

from django.urls import path

from chaland.web.desk import slots

urlpatterns = [
    path("", slots.slots, name="slots"),
    path("<int:store_id>/", slots.slots_store, name="slots-store"),
    path("<int:store_id>/qr.svg", slots.slots_qr, name="slots-qr"),
]
