"""Addresses of the pages where the public answers a survey."""

from django.urls import path

from chaland.web.public import survey

urlpatterns = [
    path("s/<slug:survey_code>/", survey.page, name="public-survey"),
    path("s/<slug:survey_code>/at/<int:store_id>/", survey.page, name="public-survey-store"),
    path("s/<slug:survey_code>/c/<str:token>/", survey.page, name="public-survey-customer"),
    path("s/<slug:survey_code>/thanks/", survey.thanks, name="public-survey-thanks"),
]
