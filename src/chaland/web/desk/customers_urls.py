"""Addresses of the customer list."""

from django.urls import path

from chaland.web.desk import customers, customers_export

urlpatterns = [
    path("customers/", customers.customers, name="customers"),
    path("customers/counts/", customers.customers_counts, name="customers-counts"),
    path("customers/export/", customers_export.customers_export, name="customers-export"),
    path("customers/views/", customers.customers_view_save, name="customers-view-save"),
    path("customers/views/<int:view_id>/", customers.customers_view, name="customers-view"),
]
