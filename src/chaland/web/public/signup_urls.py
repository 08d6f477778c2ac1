"""Addresses of the forms that the public fills in."""

from django.urls import path

from chaland.web.public import popup, signup, tablet

urlpatterns = [
    path("f/<slug:form_code>/", signup.page, name="public-form"),
    path("f/<slug:form_code>/thanks/", signup.thanks, name="public-form-thanks"),
    path("popup/<slug:form_code>.js", popup.script, name="public-popup-script"),
    path("popup/<slug:form_code>/", popup.frame, name="public-popup"),
    path("popup/<slug:form_code>/thanks/", popup.thanks, name="public-popup-thanks"),
    path("t/<slug:form_code>/", tablet.tablet, name="public-tablet"),
    path("t/<slug:form_code>/worker.js", tablet.worker, name="public-tablet-worker"),
    path("t/<slug:form_code>/send/", tablet.send, name="public-tablet-send"),
]
