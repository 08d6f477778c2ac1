"""Addresses of what the file knows. Each screen adds its line, named `insight-<name>`."""

from django.urls import include, path

from chaland.web.desk.insight import expected
from chaland.web.desk.insight.landing import landing, tile
from chaland.web.desk.insight.lifecycle import lifecycle

urlpatterns = [
    path("", landing, name="insight"),
    path("tile/<slug:name>/", tile, name="insight-tile"),
    path("expected/", expected.expected, name="insight-expected"),
    path("lifecycle/", lifecycle, name="insight-lifecycle"),
    path("", include("chaland.web.desk.insight.rhythm_urls")),
]
