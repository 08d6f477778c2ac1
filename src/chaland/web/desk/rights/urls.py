"""Addresses of the rights of people."""

from django.urls import path

from chaland.web.desk.rights import breaches, keeping, mails, notes, person, requests

urlpatterns = [
    path("customers/<int:customer_id>/rights/", person.rights, name="customer-rights"),
    path("customers/<int:customer_id>/rights/told.<slug:told_as>", person.told, name="customer-told"),
    path("customers/<int:customer_id>/rights/stance/", person.stance, name="customer-rights-stance"),
    path("customers/<int:customer_id>/rights/erase/", person.erase, name="customer-erase"),
    path("rights/", requests.register, name="rights"),
    path("rights/requests/new/", requests.request_new, name="request-new"),
    path("rights/recipients/<int:recipient_id>/", requests.recipient_told, name="recipient-told"),
    path("rights/requests/<int:request_id>/", requests.request_page, name="request"),
    path("rights/retention/", keeping.retention, name="retention"),
    path("rights/retention/<slug:row>/", keeping.retention_edit, name="retention-edit"),
    path("rights/register/", keeping.register, name="register"),
    path("rights/mails/", mails.mails, name="mails"),
    path("rights/letters/", mails.letters, name="letters"),
    path("rights/mails/<int:mail_id>/", mails.mail_again, name="mail-again"),
    path("rights/notes/", notes.notes, name="notes"),
    path("rights/breaches/", breaches.log, name="breaches"),
    path("rights/breaches/new/", breaches.breach_new, name="breach-new"),
    path("rights/breaches/<int:breach_id>/", breaches.breach, name="breach"),
    path("rights/breaches/<int:breach_id>/edit/", breaches.breach_edit, name="breach-edit"),
]
