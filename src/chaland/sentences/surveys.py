"""Sentences about satisfaction surveys."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "survey_unknown": _("There is no such survey, or it belongs to another store."),
    "survey_without_title": _("Give the survey a title."),
    "survey_without_score": _("Write the question that a score from 0 to 10 answers."),
    "survey_choices_missing": _("Write from 2 to %(most)s answers, one a line."),
    "survey_answered": _("People have answered already: its questions stay. Write another survey."),
    "answer_unknown": _("Choose one of the answers."),
}
