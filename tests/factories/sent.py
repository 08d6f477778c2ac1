"""What a browser sends of a form that somebody opens and sends as it is."""

from html.parser import HTMLParser

from django.http import QueryDict


class Browser(HTMLParser):
    """Reads a form and tells what a browser would send of it."""

    def __init__(self):
        super().__init__()
        self.sent, self.select = QueryDict(mutable=True), ""

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "select":
            self.select = said["name"]
        elif tag == "option" and "selected" in said:
            self.sent.appendlist(self.select, said["value"])
        elif tag == "input" and "name" in said and (said["type"] not in ("checkbox", "radio") or "checked" in said):
            self.sent.appendlist(said["name"], said.get("value", "on" if said["type"] == "checkbox" else ""))


def sent_unchanged(page):
    browser = Browser()
    browser.feed(page)
    return browser.sent
