"""How a mail is written: its paragraphs as text and as plain HTML, one button at most."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{title}</title></head>'
    '<body style="margin:0;padding:16px;background:#f8f4ec;color:#1b2621;font:16px/1.5 Arial,sans-serif">'
    '<div style="max-width:560px;margin:0 auto;background:#ffffff;border:1px solid #e3dccd;padding:24px">'
    "{body}</div></body></html>"
)
_BUTTON = (
    '<p style="margin:24px 0"><a href="{url}" style="display:inline-block;padding:12px 20px;background:#14614d;'
    'color:#ffffff;text-decoration:none;border-radius:8px;font-weight:bold">{label}</a></p>'
    '<p style="color:#5f6c65;font-size:14px;overflow-wrap:anywhere">{url}</p>'
)


@dataclass(frozen=True, slots=True)
class Written:
    """A mail's two parts."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Button:
    """A link that asks to be followed."""

    label: str
    url: str


Part: TypeAlias = str | list[str] | Button


def write(title: str, parts: Sequence[Part], *, language: str) -> Written:
    """Return a mail from its parts, in order: a paragraph, a list, or a button. Words are escaped in the HTML."""
    body = "".join([f'<h1 style="font-size:20px;margin:0 0 16px">{escape(title)}</h1>', *map(_html, parts)])
    text = "\n\n".join(map(_text, parts)) + "\n"
    return Written(text, _PAGE.format(language=language, title=escape(title), body=body))


def _text(part: Part) -> str:
    if isinstance(part, Button):
        return f"{part.label}\n{part.url}"
    return part if isinstance(part, str) else "\n".join(f"- {one}" for one in part)


def _html(part: Part) -> str:
    if isinstance(part, Button):
        return _BUTTON.format(url=escape(part.url), label=escape(part.label))
    if isinstance(part, str):
        return f"<p>{escape(part)}</p>"
    return f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in part)}</ul>"
