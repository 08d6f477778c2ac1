"""Words of consents in templates."""

from django import template

from chaland.privacy.models import Purpose
from chaland.sentences.consents import words

register = template.Library()


@register.filter
def consent_act(code: str) -> str:
    return str(words.ACTS.get(code, code))


@register.filter
def consent_method(code: str) -> str:
    return str(words.METHODS.get(code, code))


@register.filter
def consent_channel(code: str) -> str:
    return str(words.CHANNELS.get(code, code))


@register.filter
def consent_point(code: str) -> str:
    return words.point_name(code)


@register.filter
def consent_purpose(code: str) -> str:
    return words.purpose_name(Purpose(code=code))
