"""What the frame around every page shows."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chaland import __version__
from chaland.accounts import rules
from chaland.accounts.queries import scope_of, stores_of
from chaland.stores.models import Network, Store
from chaland.stores.queries import the_network
from chaland.web.common.access import CHOSEN_STORE

Text: TypeAlias = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the main navigation.

    key: what a page puts in its `nav` variable. view: the name of its address; left out until it exists.
    permissions: having one of them is enough; none means everybody.
    """

    key: str
    label: Text
    icon: str
    view: str
    permissions: tuple[str, ...] = ()
    starts_group: bool = False

    @property
    def url(self) -> str | None:
        try:
            return reverse(self.view)
        except NoReverseMatch:
            return None

    def is_open_to(self, role: str) -> bool:
        return not self.permissions or any(rules.may(role, name) for name in self.permissions)


ENTRIES = (
    Entry("dashboard", _("Dashboard"), "layout-dashboard", "dashboard", (rules.VIEW_CUSTOMERS,)),
    Entry("customers", _("Customers"), "users", "customers", (rules.VIEW_CUSTOMERS,)),
    Entry("agenda", _("Agenda"), "calendar-event", "agenda", (rules.WRITE_INTERACTIONS,)),
    Entry("imports", _("Import"), "upload", "imports", (rules.IMPORT_FILES,), starts_group=True),
    Entry("settings", _("Settings"), "settings", "settings", (rules.EDIT_SETTINGS, rules.EDIT_USERS)),
    Entry("api-docs", _("API"), "api", "api-docs"),
)


def entries_for(role: str) -> list[Entry]:
    """Return the lines of the navigation that a role may open and that exist."""
    return [entry for entry in ENTRIES if entry.is_open_to(role) and entry.url]


def home_for(role: str) -> str:
    """Return the address where a role starts its day."""
    entries = entries_for(role)
    return str(entries[0].url) if entries else reverse("about")


class Shell:
    """The frame's contents, each read only if the template asks for it."""

    version = __version__
    languages = settings.LANGUAGES

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def entries(self) -> list[Entry]:
        user = self.request.user
        return entries_for(user.role) if user.is_authenticated else []

    @cached_property
    def home(self) -> str:
        user = self.request.user
        return home_for(user.role) if user.is_authenticated else reverse("login")

    @cached_property
    def network(self) -> Network:
        return the_network()

    @cached_property
    def store(self) -> Store | None:
        """The store looked at, or None for the whole network."""
        user = self.request.user
        scope = scope_of(user, self.request.session.get(CHOSEN_STORE)) if user.is_authenticated else None
        return Store.objects.filter(pk=scope.store_id).first() if scope and scope.store_id else None

    @cached_property
    def can_switch(self) -> bool:
        user = self.request.user
        return user.is_authenticated and len(stores_of(user)) > 1

    @cached_property
    def search_url(self) -> str | None:
        return Entry("search", "", "", "search").url

    @cached_property
    def initials(self) -> str:
        words = getattr(self.request.user, "name", "").split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Give the templates `shell`."""
    return {"shell": Shell(request)}
