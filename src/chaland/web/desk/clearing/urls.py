"""Addresses of the clearing between merchants."""

from django.urls import path

from chaland.web.desk.clearing import files, members, month

urlpatterns = [
    path("street/", month.clearing, name="clearing"),
    path("street/settle/", month.settle, name="clearing-settle"),
    path("street/merchants/new/", members.join, name="clearing-join"),
    path("street/merchants/<int:merchant_id>/", members.member, name="clearing-member"),
    path("street/merchants/<int:merchant_id>/leave/", members.leave, name="clearing-leave"),
    path(
        "street/merchants/<int:merchant_id>/statement.<slug:statement_as>", files.statement, name="clearing-statement"
    ),
    path("street/settlements/<int:settlement_id>/<int:merchant_id>.xml", files.order, name="clearing-order"),
]
