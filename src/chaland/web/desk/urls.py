"""Addresses of the back office. Each part adds its lines."""

from django.urls import URLPattern, URLResolver, include, path

from chaland.accounts.rules import VIEW_OWN_FIGURES
from chaland.web.common.access import late
from chaland.web.desk.dashboard.view import dashboard
from chaland.web.desk.imports import import_page, import_undo, import_undo_stop, imports, upload_page, upload_stop
from chaland.web.desk.imports_files import import_rejects, import_report
from chaland.web.desk.imports_guide import import_guide
from chaland.web.desk.search import search

urlpatterns: list[URLPattern | URLResolver] = [
    path("", dashboard, name="dashboard"),
    path("search/", search, name="search"),
    path("imports/", imports, name="imports"),
    path("imports/files/<int:upload_id>/", upload_page, name="upload"),
    path("imports/files/<int:upload_id>/columns/", import_guide, name="import-guide"),
    path("imports/files/<int:upload_id>/rejects/", import_rejects, name="import-rejects"),
    path("imports/files/<int:upload_id>/report/", import_report, name="import-report"),
    path("imports/files/<int:upload_id>/stop/", upload_stop, name="upload-stop"),
    path("imports/<int:import_id>/", import_page, name="import"),
    path("imports/<int:import_id>/undo/", import_undo, name="import-undo"),
    path("imports/<int:import_id>/undo/stop/", import_undo_stop, name="import-undo-stop"),
    path("my-figures/", late("chaland.web.desk.insight.own.own", VIEW_OWN_FIGURES), name="own-figures"),
    path("insight/", include("chaland.web.desk.insight.urls")),
    path("settings/", include("chaland.web.desk.settings_urls")),
    path("", include("chaland.web.desk.customer_urls")),
    path("", include("chaland.web.desk.customers_urls")),
    path("", include("chaland.web.desk.segments.urls")),
    path("", include("chaland.web.desk.campaigns.urls")),
    path("", include("chaland.web.desk.collection.urls")),
    path("", include("chaland.web.desk.quotes_urls")),
    path("", include("chaland.web.desk.clearing.urls")),
    path("agenda/slots/", include("chaland.web.desk.slots_urls")),
    path("surveys/", include("chaland.web.desk.surveys_urls")),
    path("", include("chaland.web.desk.rights.urls")),
    path("", include("chaland.web.desk.loyalty.urls")),
    path("", include("chaland.web.desk.vouchers.urls")),
]
