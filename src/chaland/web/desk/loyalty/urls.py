"""Addresses of the loyalty programme."""

from django.urls import path

from chaland.web.desk.loyalty import openings, person, programme, report, sales

urlpatterns = [
    path("loyalty/", programme.programmes, name="loyalty"),
    path("loyalty/new/", programme.programme_edit, name="programme-new"),
    path("loyalty/<int:programme_id>/", programme.programme_edit, name="programme-edit"),
    path("loyalty/<int:programme_id>/stop/", programme.programme_stop, name="programme-stop"),
    path("loyalty/points/import/", openings.points_import, name="points-import"),
    path("loyalty/sales/", sales.private_sales_page, name="private-sales"),
    path("loyalty/sales/new/", sales.private_sale_new, name="private-sale-new"),
    path("loyalty/sales/<int:sale_id>/remove/", sales.private_sale_remove, name="private-sale-remove"),
    path("loyalty/report/", report.liability, name="loyalty-report"),
    path("loyalty/report/<slug:file_as>/", report.liability_file, name="loyalty-report-file"),
    path("customers/<int:customer_id>/points/", person.customer_points, name="customer-points"),
    path("customers/<int:customer_id>/points/act/", person.points_act, name="points-act"),
]
