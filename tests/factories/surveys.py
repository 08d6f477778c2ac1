"""Made-up satisfaction surveys, and what people answer."""

from datetime import UTC, datetime
from uuid import uuid4

from chaland.accounts.rules import Scope
from chaland.interactions.questions import Choice, Questions
from chaland.usecases.collection.answer_survey import Answer, answer_survey, edit_survey

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
ASKED = Questions(
    score={"fr": "Nous recommanderiez-vous ?", "en": "Would you recommend us?"},
    choices=[
        Choice({"fr": "L’accueil", "en": "The welcome"}, [{"fr": "Bien", "en": "Good"}, {"fr": "À revoir", "en": ""}])
    ],
    text={"fr": "Un mot ?", "en": "A word?"},
)


def open_survey(*, now=NOW, store=None, asked=ASKED, is_open=True, code=""):
    """A survey that takes answers."""
    title = {"fr": "Enquête inventée", "en": "Made-up survey"}
    store_id = store.pk if store else None
    return edit_survey(code, title=title, asked=asked, is_open=is_open, store_id=store_id, scope=Scope(), now=now)


def say(survey, score, *, now=NOW, key=None, **told):
    """Answer as the page does."""
    answer_survey(Answer(key or uuid4(), survey.code, score, **told), now=now)
