"""Addresses of collection."""

from django.urls import path

from chaland.web.desk.collection import builder, contest, lists, share

urlpatterns = [
    path("collection/", lists.collection, name="collection"),
    path("collection/new/<slug:form_kind>/", builder.form_new, name="collection-new"),
    path("collection/<slug:form_code>/", builder.form_edit, name="collection-form"),
    path("collection/<slug:form_code>/close/", builder.form_close, name="collection-close"),
    path("collection/<slug:form_code>/share/", share.share, name="collection-share"),
    path("collection/<slug:form_code>/qr.svg", share.qr, name="collection-qr"),
    path("collection/<slug:form_code>/poster.pdf", share.poster, name="collection-poster"),
    path("collection/<slug:form_code>/contest/", contest.contest, name="collection-contest"),
]
