"""Addresses of the forms that the public fills in."""

from django.urls import path

from chaland.web.public import popup, signup

urlpatterns = [
    path("f/<slug:code>/", signup.page, name="public-form"),
    path("f/<slug:code>/thanks/", signup.thanks, name="public-form-thanks"),
    path("popup/<slug:code>.js", popup.script, name="public-popup-script"),
    path("popup/<slug:code>/", popup.frame, name="public-popup"),
    path("popup/<slug:code>/thanks/", popup.thanks, name="public-popup-thanks"),
]
