"""What a satisfaction survey asks, and what its scores say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chaland.kernel.errors import Refusal
from chaland.kernel.text import clean

LANGUAGES = ("fr", "en")
MOST_CHOICE_QUESTIONS, FEWEST_CHOICES, MOST_CHOICES = 3, 2, 10
_LABEL = 200
PROMOTERS, DETRACTORS = range(9, 11), range(7)

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with answers to choose one from."""

    label: Words
    answers: Sequence[Words]


@dataclass(frozen=True, slots=True)
class Questions:
    """score: asked from 0 to 10. choices: further questions. text: asked last, empty for none."""

    score: Words
    choices: Sequence[Choice] = ()
    text: Words | None = None


def said(words: Words | None, language: str) -> str:
    """Return words in a language, or in the other where they have none.

    >>> said({"fr": "Bonjour", "en": ""}, "en")
    'Bonjour'
    """
    return (words or {}).get(language) or next(filter(None, (words or {}).values()), "")


def check(questions: Questions) -> Questions:
    """Return questions cleaned. Raises Refusal `survey_without_score`, `survey_choices_missing` or those of texts."""
    score = tidy(questions.score)
    if not any(score.values()):
        raise Refusal("survey_without_score", field="score_fr")
    choices = []
    for place, one in enumerate(questions.choices[:MOST_CHOICE_QUESTIONS]):
        answers = [tidy(answer) for answer in one.answers]
        if not FEWEST_CHOICES <= len(answers) <= MOST_CHOICES:
            raise Refusal("survey_choices_missing", field=f"answers_{place}", most=MOST_CHOICES)
        choices.append(Choice(tidy(one.label), answers))
    text = tidy(questions.text or {})
    return Questions(score, choices, text if any(text.values()) else None)


def tidy(words: Words) -> dict[str, str]:
    """Return words of each language cleaned."""
    return {language: clean(words.get(language, ""), _LABEL) for language in LANGUAGES}


def plain(questions: Questions) -> dict[str, Any]:
    """Return questions as they are kept."""
    choices = [
        {"label": dict(one.label), "answers": [dict(answer) for answer in one.answers]} for one in questions.choices
    ]
    return {"score": dict(questions.score), "choices": choices, "text": dict(questions.text or {})}


def read(kept: Mapping[str, Any]) -> Questions:
    """Return what `plain` wrote."""
    choices = [Choice(one["label"], one["answers"]) for one in kept["choices"]]
    return Questions(kept["score"], choices, kept["text"] or None)


@dataclass(frozen=True, slots=True)
class Scores:
    """How many gave each score from 0 to 10."""

    counts: tuple[int, ...] = (0,) * 11

    @property
    def answers(self) -> int:
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The mean score, None without an answer."""
        total = sum(score * count for score, count in enumerate(self.counts))
        return total / self.answers if self.answers else None

    @property
    def net_promoters(self) -> float | None:
        """Share of scores 9 and 10 less share of scores 0 to 6, from −1 to 1; None without an answer.

        >>> Scores((1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2)).net_promoters
        0.25
        """
        if not self.answers:
            return None
        good = sum(self.counts[score] for score in PROMOTERS)
        return (good - sum(self.counts[score] for score in DETRACTORS)) / self.answers

    def __add__(self, other: "Scores") -> "Scores":
        return Scores(tuple(a + b for a, b in zip(self.counts, other.counts, strict=True)))
