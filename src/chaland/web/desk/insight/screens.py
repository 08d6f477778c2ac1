"""The screens of what the file knows: each registers here, and in one of the groups by which they are found."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. name: in its address, `/insight/<name>/`.

    question: what a shopkeeper asks it, on the landing page.
    has_period, has_segment: whether the bar over the screen lets one choose them.
    """

    name: str
    label: str | Promise
    question: str | Promise
    icon: str
    has_period: bool = True
    has_segment: bool = True

    @property
    def url(self) -> str:
        return reverse(f"insight-{self.name}")


BY_NAME: dict[str, Screen] = {
    screen.name: screen
    for screen in (
        Screen(
            "lifecycle",
            _("Where they stand"),
            _("Who is new, who keeps coming, who is falling asleep, and how does that move?"),
            "recycle",
        ),
        Screen(
            "arrivals",
            _("New customers"),
            _("Who arrived in each month, who came again, and what did they bring?"),
            "calendar-stats",
            has_period=False,
        ),
        Screen(
            "revenue-change",
            _("More or less revenue"),
            _("Where does the difference with the same days before come from?"),
            "arrows-diff",
        ),
        Screen(
            "habits",
            _("Intervals and baskets"),
            _("How often do they come, how much do they spend, and how does it change?"),
            "chart-histogram",
        ),
        Screen(
            "concentration",
            _("The best customers"),
            _("What share of the revenue do the best of them make?"),
            "chart-bar",
        ),
        Screen(
            "expected",
            _("What to expect"),
            _("What will my customers bring in the next year, and how sure is it?"),
            "hourglass",
            has_period=False,
        ),
        Screen(
            "bring-back",
            _("To bring back today"),
            _("Who has been away for longer than usual, and what is at stake?"),
            "phone",
            has_period=False,
        ),
        Screen(
            "frequency",
            _("Frequency"),
            _("How often do they come, and how often might they?"),
            "refresh",
            has_period=False,
        ),
        Screen(
            "sellers",
            _("Sellers and stores"),
            _("Who sells, and whose customers come back?"),
            "id",
        ),
        Screen(
            "hours",
            _("Days and hours"),
            _("When do my customers come?"),
            "clock",
        ),
        Screen(
            "collection",
            _("Collection"),
            _("Do we ask for the card, and what do the files tell us?"),
            "clipboard-list",
        ),
        Screen(
            "came-in",
            _("How they came in"),
            _("Which forms, sellers and occasions bring customers who buy?"),
            "door-enter",
            has_segment=False,
        ),
        Screen(
            "catchment",
            _("Where they live"),
            _("From which communes do my customers come, and how far?"),
            "map-search",
        ),
        Screen(
            "bought",
            _("What they buy"),
            _("What do my customers buy, and a segment more or less than everybody?"),
            "category",
        ),
        Screen(
            "gains",
            _("Gained and lost"),
            _("Which families bring more or less than before, and why?"),
            "arrows-sort",
        ),
        Screen(
            "traits",
            _("Sizes and colours"),
            _("Which sizes, colours, materials and prices sell?"),
            "layout-grid",
        ),
        Screen(
            "together",
            _("Bought together"),
            _("What goes together, and to whom could I offer the other half?"),
            "puzzle",
        ),
        Screen(
            "stopped",
            _("No longer bought"),
            _("What have my regulars stopped buying, and whom do I call about it?"),
            "basket-off",
            has_period=False,
        ),
        Screen(
            "seasons",
            _("Seasons"),
            _("When in the year does each family sell?"),
            "leaf",
            has_period=False,
        ),
        Screen(
            "points",
            _("Points and vouchers"),
            _("What do I give, what is used, what is lost, and who stands on which tier?"),
            "medal",
        ),
        Screen(
            "profiles",
            _("Kinds of customers"),
            _("Which few kinds of customers does my file really hold?"),
            "users-group",
            has_period=False,
            has_segment=False,
        ),
        Screen(
            "month",
            _("The month of your shop"),
            _("How did the month go, and what is there to do now?"),
            "calendar-event",
            has_period=False,
            has_segment=False,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Group:
    """Screens that are looked at together, in this order."""

    label: str | Promise
    names: tuple[str, ...]

    @property
    def screens(self) -> list[Screen]:
        return [BY_NAME[name] for name in self.names]


GROUPS = (
    Group(_("What to do now"), ("month", "bring-back", "stopped")),
    Group(
        _("My customers"),
        (
            "lifecycle",
            "arrivals",
            "frequency",
            "habits",
            "concentration",
            "profiles",
            "expected",
            "points",
            "catchment",
        ),
    ),
    Group(_("My articles and my revenue"), ("revenue-change", "bought", "gains", "traits", "together", "seasons")),
    Group(_("My stores"), ("sellers", "hours", "collection", "came-in")),
)


def group_of(screen: Screen) -> Group:
    """Return the group of a screen."""
    return next(group for group in GROUPS if screen.name in group.names)
