"""Addresses of the screens on what is bought."""

from django.urls import path

from chaland.accounts.rules import VIEW_FIGURES
from chaland.web.common.access import late

urlpatterns = [
    path("bought/", late("chaland.web.desk.insight.tastes.tastes", VIEW_FIGURES), name="insight-bought"),
    path("gains/", late("chaland.web.desk.insight.gains.gains", VIEW_FIGURES), name="insight-gains"),
    path("traits/", late("chaland.web.desk.insight.crossed.crossed", VIEW_FIGURES), name="insight-traits"),
    path("together/", late("chaland.web.desk.insight.together.together", VIEW_FIGURES), name="insight-together"),
    path("stopped/", late("chaland.web.desk.insight.stopped.stopped", VIEW_FIGURES), name="insight-stopped"),
    path("seasons/", late("chaland.web.desk.insight.seasons.seasons", VIEW_FIGURES), name="insight-seasons"),
]
