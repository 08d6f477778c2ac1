"""Addresses of the pages where the public books an appointment."""

from django.urls import path

from chaland.web.public import booking

urlpatterns = [
    path("b/<slug:code>/", booking.page, name="public-booking"),
    path("b/<slug:code>/<slug:token>/", booking.booked, name="public-booked"),
    path("b/<slug:code>/<slug:token>/appointment.ics", booking.calendar, name="public-booking-calendar"),
]
