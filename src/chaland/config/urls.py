"""Every address of the product."""

from django.urls import include, path

from chaland.api.main import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("p/", include("chaland.web.public.urls")),
    path("caisse/", include("chaland.web.till.urls")),
    path("", include("chaland.web.common.urls")),
    path("", include("chaland.web.desk.urls")),
]

handler403 = "chaland.web.common.errors.forbidden"
handler404 = "chaland.web.common.errors.not_found"
handler500 = "chaland.web.common.errors.server_error"
