"""Addresses of what the file knows. Each screen adds its line, named `insight-<name>`."""

from django.urls import include, path

from chaland.web.desk.insight import catchment, expected
from chaland.web.desk.insight.landing import landing, tile
from chaland.web.desk.insight.lifecycle import lifecycle

urlpatterns = [
    path("", landing, name="insight"),
    path("tile/<slug:name>/", tile, name="insight-tile"),
    path("catchment/", catchment.catchment, name="insight-catchment"),
    path("catchment/segment/", catchment.segment, name="insight-catchment-segment"),
    path("catchment/contours/", catchment.contours, name="insight-contours"),
    path("expected/", expected.expected, name="insight-expected"),
    path("lifecycle/", lifecycle, name="insight-lifecycle"),
    path("", include("chaland.web.desk.insight.rhythm_urls")),
    path("", include("chaland.web.desk.insight.articles_urls")),
]
