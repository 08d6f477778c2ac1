"""Addresses of the pages about one person, of the agenda and of the exchanges."""

from django.urls import path

from chaland.web.desk import (
    agenda,
    customer_contacts,
    customer_edit,
    customer_life,
    customer_new,
    customer_page,
    interactions,
)

urlpatterns = [
    path("agenda/", agenda.agenda, name="agenda"),
    path("agenda/new/", agenda.appointment_new, name="appointment-new"),
    path("communes/", customer_new.communes, name="communes"),
    path("customers/new/", customer_new.customer_new, name="customer-new"),
    path("customers/known/", customer_new.customers_known, name="customers-known"),
    path("customers/<int:customer_id>/", customer_page.customer, name="customer"),
    path("customers/<int:customer_id>/timeline/", customer_page.customer_timeline, name="customer-timeline"),
    path("customers/<int:customer_id>/receipts/", customer_page.customer_receipts, name="customer-receipts"),
    path("customers/<int:customer_id>/receipts/claim/", customer_life.receipt_claim, name="receipt-claim"),
    path(
        "customers/<int:customer_id>/receipts/<int:receipt_id>/",
        customer_page.customer_receipt,
        name="customer-receipt",
    ),
    path("customers/<int:customer_id>/edit/", customer_edit.customer_edit, name="customer-edit"),
    path("customers/<int:customer_id>/edit/<slug:section>/", customer_edit.customer_edit, name="customer-edit-section"),
    path("customers/<int:customer_id>/contacts/new/<slug:kind>/", customer_contacts.contact_new, name="contact-new"),
    path("customers/<int:customer_id>/contacts/<int:point_id>/", customer_contacts.contact_edit, name="contact-edit"),
    path("customers/<int:customer_id>/contacts/<int:point_id>/act/", customer_contacts.contact_act, name="contact-act"),
    path("customers/<int:customer_id>/cards/new/", customer_contacts.card_new, name="card-new"),
    path("customers/<int:customer_id>/cards/act/", customer_contacts.card_act, name="card-act"),
    path("customers/<int:customer_id>/household/", customer_life.household_join, name="household-join"),
    path("customers/<int:customer_id>/household/leave/", customer_life.household_leave, name="household-leave"),
    path("customers/<int:customer_id>/wishes/new/", customer_life.wish_new, name="wish-new"),
    path("customers/<int:customer_id>/exchanges/new/", interactions.interaction_new, name="interaction-new"),
    path("wishes/<int:wish_id>/arrived/", customer_life.wish_arrived, name="wish-arrived"),
    path("wishes/<int:wish_id>/told/", customer_life.wish_told, name="wish-told"),
    path("wishes/<int:wish_id>/forget/", customer_life.wish_forget, name="wish-forget"),
    path("carts/<int:cart_id>/cancel/", customer_life.cart_cancel, name="cart-cancel"),
    path("exchanges/", interactions.interactions, name="interactions"),
    path("exchanges/<int:interaction_id>/", interactions.interaction_close, name="interaction-close"),
    path("exchanges/<int:interaction_id>/move/", interactions.interaction_move, name="interaction-move"),
    path("exchanges/<int:interaction_id>/cancel/", interactions.interaction_cancel, name="interaction-cancel"),
]
