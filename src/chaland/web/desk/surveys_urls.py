"""Addresses of satisfaction surveys."""

from django.urls import path

from chaland.web.desk import surveys

urlpatterns = [
    path("", surveys.surveys_list, name="surveys"),
    path("new/", surveys.survey_edit, name="survey-new"),
    path("<slug:survey_code>/", surveys.survey_edit, name="survey-edit"),
    path("<slug:survey_code>/share/", surveys.survey_share, name="survey-share"),
    path("<slug:survey_code>/results/", surveys.survey_results, name="survey-results"),
]
