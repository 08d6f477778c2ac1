"""What the frame around every page shows."""

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TypeAlias

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chaland import __version__
from chaland.accounts.models import User
from chaland.accounts.queries import may_choose_store, scope_of
from chaland.accounts.rules import VIEW_FIGURES, may
from chaland.stores.models import Network, Store
from chaland.web.common.access import CHOSEN_STORE, network_of, opens_to

Text: TypeAlias = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the main navigation: its address's name, left out until it exists, and what the page says it is.

    key: what a page puts in its `nav` variable. network_wide: only for users who see every store.
    is_public: everybody may open it, signed in or not. unless: not for who has this permission, and finds it elsewhere.
    """

    key: str
    label: Text
    icon: str
    view: str
    starts_group: bool = False
    network_wide: bool = False
    is_public: bool = False
    unless: str = ""

    @property
    def url(self) -> str | None:
        return address_of(self.view)

    def is_open_to(self, user: User) -> bool:
        if self.url is None or (self.network_wide and not user.all_stores):
            return False
        if self.unless and may(user.role, self.unless):
            return False
        return self.is_public or opens_to(resolve(self.url).func, user.role)


ENTRIES = (
    Entry("dashboard", _("Dashboard"), "layout-dashboard", "dashboard"),
    Entry("customers", _("Customers"), "users", "customers"),
    Entry("insight", _("What the file knows"), "bulb", "insight"),
    Entry("own-figures", _("My figures"), "chart-bar", "own-figures", unless=VIEW_FIGURES),
    Entry("segments", _("Segments"), "target", "segments"),
    Entry("campaigns", _("Campaigns"), "speakerphone", "campaigns"),
    Entry("agenda", _("Agenda"), "calendar-event", "agenda"),
    Entry("quotes", _("Quotes"), "file-invoice", "quotes"),
    Entry("loyalty", _("Loyalty"), "award", "loyalty"),
    Entry("vouchers", _("Vouchers"), "ticket", "vouchers"),
    Entry("collection", _("Collection"), "clipboard-list", "collection"),
    Entry("till", _("Till"), "cash-register", "till", starts_group=True),
    Entry("imports", _("Import"), "upload", "imports", network_wide=True),
    Entry("rights", _("Rights of people"), "shield-lock", "rights", network_wide=True),
    Entry("settings", _("Settings"), "settings", "settings", starts_group=True),
    Entry("api-docs", _("API"), "api", "api:docs", is_public=True),
)


@cache
def address_of(view: str) -> str | None:
    """Return the address of this name, or None if there is none."""
    try:
        return reverse(view)
    except NoReverseMatch:
        return None


def entries_for(user: User) -> list[Entry]:
    """Return the lines of the navigation that a user may open and that exist."""
    return [entry for entry in ENTRIES if entry.is_open_to(user)]


def home_for(user: User) -> str:
    """Return the address where a user starts their day."""
    entries = entries_for(user)
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
        return entries_for(user) if user.is_authenticated else []

    @cached_property
    def home(self) -> str:
        user = self.request.user
        return home_for(user) if user.is_authenticated else reverse("login")

    @cached_property
    def network(self) -> Network:
        return network_of(self.request)

    @cached_property
    def store(self) -> Store | None:
        """The store looked at, or None for the whole network."""
        user = self.request.user
        scope = scope_of(user, self.request.session.get(CHOSEN_STORE)) if user.is_authenticated else None
        return Store.objects.filter(pk=scope.store_id).first() if scope and scope.store_id else None

    @cached_property
    def can_switch(self) -> bool:
        user = self.request.user
        return user.is_authenticated and may_choose_store(user)

    @cached_property
    def search_url(self) -> str | None:
        return address_of("search")

    @cached_property
    def initials(self) -> str:
        words = getattr(self.request.user, "name", "").split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def shell(request: HttpRequest) -> dict[str, Shell]:
    """Give the templates `shell`."""
    return {"shell": Shell(request)}
