"""Addresses of what the file knows. Each screen adds its line, named `insight-<name>`."""

from django.urls import path

from chaland.web.desk.insight.landing import landing, tile

urlpatterns = [
    path("", landing, name="insight"),
    path("tile/<slug:name>/", tile, name="insight-tile"),
]
