"""Looks at the screens of what the file knows as somebody who is signed in, and takes answers apart."""

import csv
import io
import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.urls import reverse

from factories.people import join


def as_user(role="owner", *stores):
    """A browser of somebody who reads English, with that role in those stores, everywhere without."""
    user = join(f"{role}@example.com", role, *stores)
    user.language = "en"
    user.save()
    client = Client()
    client.force_login(user)
    return client


def page(client, name, **query):
    return client.get(reverse(f"insight-{name}"), query)


def rows_of(answer):
    """The rows of a CSV file, its headings first."""
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def rules_behind(answer):
    """The rule and the number of each link to people on a page, in order."""
    links = re.findall(r'href="([^"]*\?rule=[^"]*)">([^<]*)<', answer.content.decode())
    return [(json.loads(parse_qs(urlsplit(unescape(url)).query)["rule"][0]), text) for url, text in links]
