"""Every address of the product that a browser opens, and what is read on a page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from django.urls import URLPattern, get_resolver, reverse

SILENT = ("script", "style", "code")
READ_ALOUD = ("title", "aria-label", "placeholder", "alt")


@dataclass(frozen=True)
class Address:
    """name: of the address. path: with its parameters filled in. permission: what its view declares."""

    name: str
    path: str
    permission: str | None


def addresses(arguments) -> list[Address]:
    """Every address outside the API, parameters taken from `arguments` by their name, or for `pk` by the address's."""
    return [
        Address(pattern.name, _path(pattern, arguments), getattr(pattern.callback, "permission", None))
        for route, pattern in patterns(get_resolver().url_patterns)
        if not route.startswith("api/v1/")
    ]


def patterns(found, prefix="") -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        route = prefix + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route, one
        else:
            yield from patterns(one.url_patterns, route)


def _path(pattern, arguments):
    names = pattern.pattern.converters
    return reverse(pattern.name, kwargs={name: arguments[pattern.name if name == "pk" else name] for name in names})


class Reader(HTMLParser):
    """Collects what a person reads or hears: text, and the attributes that are read aloud."""

    def __init__(self):
        super().__init__()
        self.segments = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in SILENT
        said = [value for name, value in attrs if name in READ_ALOUD and value]
        if tag == "button" or (tag == "input" and dict(attrs).get("type") in ("submit", "button")):
            said += [value for name, value in attrs if name == "value" and value and " " in value]
        self.segments += said

    def handle_endtag(self, tag):
        self.silent -= tag in SILENT

    def handle_data(self, data):
        if not self.silent:
            self.segments.append(data)


def segments(html: str) -> set[str]:
    """What is read on a page, each piece of text alone, spaces made plain."""
    reader = Reader()
    reader.feed(html)
    return {text for text in (re.sub(r"\s+", " ", segment).strip() for segment in reader.segments) if text}
