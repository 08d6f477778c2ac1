"""Addresses of the public pages, all below /p/."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("chaland.web.public.signup_urls")),
]
