"""Addresses of the public pages, all below /p/."""

from django.urls import URLPattern, URLResolver, include, path

from chaland.web.public import card, consent, details, messages

urlpatterns: list[URLPattern | URLResolver] = [
    path("c/<str:token>/", consent.confirm, name="public-confirm"),
    path("u/<str:token>/", consent.unsubscribing, name="public-unsubscribe"),
    path("stay/<str:token>/", consent.staying, name="public-stay"),
    path("details/<str:token>/", details.details, name="public-details"),
    path("address/<str:token>/", details.address, name="public-address"),
    path("card/<str:token>/", card.card, name="public-card"),
    path("l/<str:token>/", messages.link, name="public-link"),
    path("pictures/<str:digest>", messages.picture, name="public-picture"),
    path("preferences/<str:token>/", consent.preferences, name="public-preferences"),
    path("", include("chaland.web.public.signup_urls")),
    path("", include("chaland.web.public.booking_urls")),
    path("", include("chaland.web.public.news_urls")),
    path("", include("chaland.web.public.survey_urls")),
]
