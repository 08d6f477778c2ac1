"""Addresses of collection."""

from django.urls import path

from chaland.web.desk.collection import builder, contest, lists, share

urlpatterns = [
    path("collection/", lists.collection, name="collection"),
    path("collection/new/<slug:kind>/", builder.form_new, name="collection-new"),
    path("collection/<slug:code>/", builder.form_edit, name="collection-form"),
    path("collection/<slug:code>/close/", builder.form_close, name="collection-close"),
    path("collection/<slug:code>/share/", share.share, name="collection-share"),
    path("collection/<slug:code>/qr.svg", share.qr, name="collection-qr"),
    path("collection/<slug:code>/poster.pdf", share.poster, name="collection-poster"),
    path("collection/<slug:code>/contest/", contest.contest, name="collection-contest"),
]
