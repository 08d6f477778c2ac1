"""Addresses of the screens on what is bought."""

from django.urls import path

from chaland.web.desk.insight.crossed import crossed
from chaland.web.desk.insight.gains import gains
from chaland.web.desk.insight.seasons import seasons
from chaland.web.desk.insight.stopped import stopped
from chaland.web.desk.insight.tastes import tastes
from chaland.web.desk.insight.together import together

urlpatterns = [
    path("bought/", tastes, name="insight-bought"),
    path("gains/", gains, name="insight-gains"),
    path("traits/", crossed, name="insight-traits"),
    path("together/", together, name="insight-together"),
    path("stopped/", stopped, name="insight-stopped"),
    path("seasons/", seasons, name="insight-seasons"),
]
