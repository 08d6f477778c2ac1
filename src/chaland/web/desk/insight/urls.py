"""Addresses of what the file knows. Each screen adds its line, named `insight-<name>`."""

from django.urls import include, path

from chaland.accounts.rules import EDIT_SETTINGS, VIEW_FIGURES
from chaland.web.common.access import late

urlpatterns = [
    path("", late("chaland.web.desk.insight.landing.landing", VIEW_FIGURES), name="insight"),
    path("tile/<slug:name>/", late("chaland.web.desk.insight.landing.tile", VIEW_FIGURES), name="insight-tile"),
    path("catchment/", late("chaland.web.desk.insight.catchment.catchment", VIEW_FIGURES), name="insight-catchment"),
    path(
        "catchment/segment/",
        late("chaland.web.desk.insight.catchment.segment", VIEW_FIGURES),
        name="insight-catchment-segment",
    ),
    path(
        "catchment/contours/",
        late("chaland.web.desk.insight.catchment.contours", EDIT_SETTINGS),
        name="insight-contours",
    ),
    path("profiles/", late("chaland.web.desk.insight.profiles.profiles", VIEW_FIGURES), name="insight-profiles"),
    path("reports/", late("chaland.web.desk.insight.kept.report_save", VIEW_FIGURES), name="insight-report-save"),
    path(
        "reports/<int:report_id>/",
        late("chaland.web.desk.insight.kept.report_change", VIEW_FIGURES),
        name="insight-report",
    ),
    path("month/send/", late("chaland.web.desk.insight.month_mail.send", VIEW_FIGURES), name="insight-month-send"),
    path(
        "month/readers/",
        late("chaland.web.desk.insight.month_mail.readers", VIEW_FIGURES),
        name="insight-month-readers",
    ),
    path("month/", late("chaland.web.desk.insight.month.month", VIEW_FIGURES), name="insight-month"),
    path("points/", late("chaland.web.desk.insight.points.points", VIEW_FIGURES), name="insight-points"),
    path("expected/", late("chaland.web.desk.insight.expected.expected", VIEW_FIGURES), name="insight-expected"),
    path("lifecycle/", late("chaland.web.desk.insight.lifecycle.lifecycle", VIEW_FIGURES), name="insight-lifecycle"),
    path("arrivals/", late("chaland.web.desk.insight.arrivals.arrivals", VIEW_FIGURES), name="insight-arrivals"),
    path(
        "revenue-change/",
        late("chaland.web.desk.insight.revenue_change.revenue_change", VIEW_FIGURES),
        name="insight-revenue-change",
    ),
    path("came-in/", late("chaland.web.desk.insight.came_in.came_in", VIEW_FIGURES), name="insight-came-in"),
    path("habits/", late("chaland.web.desk.insight.habits.habits", VIEW_FIGURES), name="insight-habits"),
    path(
        "concentration/",
        late("chaland.web.desk.insight.concentration.concentration", VIEW_FIGURES),
        name="insight-concentration",
    ),
    path("", include("chaland.web.desk.insight.rhythm_urls")),
    path("", include("chaland.web.desk.insight.articles_urls")),
]
