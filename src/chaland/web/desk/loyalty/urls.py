"""Addresses of the loyalty programme."""

from django.urls import path

from chaland.web.desk.loyalty import openings, person, programme, report

urlpatterns = [
    path("loyalty/", programme.programmes, name="loyalty"),
    path("loyalty/new/", programme.programme_edit, name="programme-new"),
    path("loyalty/<int:programme_id>/", programme.programme_edit, name="programme-edit"),
    path("loyalty/<int:programme_id>/stop/", programme.programme_stop, name="programme-stop"),
    path("loyalty/points/import/", openings.points_import, name="points-import"),
    path("loyalty/report/", report.liability, name="loyalty-report"),
    path("loyalty/report/<slug:file_as>/", report.liability_file, name="loyalty-report-file"),
    path("customers/<int:customer_id>/points/", person.customer_points, name="customer-points"),
    path("customers/<int:customer_id>/points/act/", person.points_act, name="points-act"),
]
