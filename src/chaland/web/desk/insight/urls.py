"""Addresses of what the file knows. Each screen adds its line, named `insight-<name>`."""

from django.urls import include, path

from chaland.web.desk.insight import catchment, expected, month, profiles
from chaland.web.desk.insight.arrivals import arrivals
from chaland.web.desk.insight.concentration import concentration
from chaland.web.desk.insight.habits import habits
from chaland.web.desk.insight.landing import landing, tile
from chaland.web.desk.insight.lifecycle import lifecycle
from chaland.web.desk.insight.revenue_change import revenue_change

urlpatterns = [
    path("", landing, name="insight"),
    path("tile/<slug:name>/", tile, name="insight-tile"),
    path("catchment/", catchment.catchment, name="insight-catchment"),
    path("catchment/segment/", catchment.segment, name="insight-catchment-segment"),
    path("catchment/contours/", catchment.contours, name="insight-contours"),
    path("profiles/", profiles.profiles, name="insight-profiles"),
    path("month/", month.month, name="insight-month"),
    path("expected/", expected.expected, name="insight-expected"),
    path("lifecycle/", lifecycle, name="insight-lifecycle"),
    path("arrivals/", arrivals, name="insight-arrivals"),
    path("revenue-change/", revenue_change, name="insight-revenue-change"),
    path("habits/", habits, name="insight-habits"),
    path("concentration/", concentration, name="insight-concentration"),
    path("", include("chaland.web.desk.insight.rhythm_urls")),
    path("", include("chaland.web.desk.insight.articles_urls")),
]
