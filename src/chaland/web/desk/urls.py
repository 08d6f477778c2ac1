"""Addresses of the back office. Each part adds its lines."""

from django.urls import URLPattern, URLResolver, include, path

from chaland.web.desk.dashboard.view import dashboard
from chaland.web.desk.search import search

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboard, name="dashboard"),
    path("search/", search, name="search"),
    path("settings/", include("chaland.web.desk.settings_urls")),
    path("", include("chaland.web.desk.customer_urls")),
    path("", include("chaland.web.desk.customers_urls")),
]
