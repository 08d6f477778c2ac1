"""Addresses of vouchers."""

from django.urls import path

from chaland.web.desk.vouchers import cards, kinds, pages

urlpatterns = [
    path("vouchers/", pages.vouchers, name="vouchers"),
    path("vouchers/kinds/", kinds.voucher_kinds, name="voucher-kinds"),
    path("vouchers/kinds/new/", kinds.voucher_kind, name="voucher-kind-new"),
    path("vouchers/kinds/<int:kind_id>/", kinds.voucher_kind, name="voucher-kind"),
    path("vouchers/<int:voucher_id>/", pages.voucher, name="voucher"),
    path("vouchers/<int:voucher_id>/cancel/", pages.voucher_cancel, name="voucher-cancel"),
    path("cards/", cards.cards, name="cards"),
    path("customers/<int:customer_id>/card/", cards.customer_card, name="customer-card"),
    path("customers/<int:customer_id>/cards/draw/", cards.card_draw, name="card-draw"),
    path("customers/<int:customer_id>/vouchers/", pages.customer_vouchers, name="customer-vouchers"),
    path("customers/<int:customer_id>/vouchers/give/", pages.voucher_issue, name="voucher-issue"),
]
