"""Addresses to which providers tell what became of messages."""

from django.urls import path

from chaland.web.public import news

urlpatterns = [path("events/<str:provider>/<str:key>/", news.news, name="public-news")]
