"""The screens of what the file knows, in the order of their navigation. Each registers one line here."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. name: in its address, `/insight/<name>/`. order: its place in the navigation.

    question: what a shopkeeper asks it, on the landing page.
    has_period, has_segment: whether the bar over the screen lets one choose them.
    """

    name: str
    label: str | Promise
    question: str | Promise
    icon: str
    order: int
    has_period: bool = True
    has_segment: bool = True

    @property
    def url(self) -> str:
        return reverse(f"insight-{self.name}")


SCREENS: tuple[Screen, ...] = tuple(
    sorted(
        (
            Screen(
                "lifecycle",
                _("Where they stand"),
                _("Who is new, who keeps coming, who is falling asleep, and how does that move?"),
                "recycle",
                20,
            ),
            Screen(
                "arrivals",
                _("New customers"),
                _("Who arrived in each month, who came again, and what did they bring?"),
                "calendar-stats",
                25,
                has_period=False,
            ),
            Screen(
                "revenue-change",
                _("More or less revenue"),
                _("Where does the difference with the same days before come from?"),
                "arrows-diff",
                30,
            ),
            Screen(
                "habits",
                _("Intervals and baskets"),
                _("How often do they come, how much do they spend, and how does it change?"),
                "chart-histogram",
                35,
            ),
            Screen(
                "concentration",
                _("The best customers"),
                _("What share of the revenue do the best of them make?"),
                "chart-bar",
                38,
            ),
            Screen(
                "expected",
                _("What to expect"),
                _("What will my customers bring in the next year, and how sure is it?"),
                "hourglass",
                65,
                has_period=False,
            ),
            Screen(
                "bring-back",
                _("To bring back today"),
                _("Who has been away for longer than usual, and what is at stake?"),
                "phone",
                10,
                has_period=False,
            ),
            Screen(
                "frequency",
                _("Frequency"),
                _("How often do they come, and how often might they?"),
                "refresh",
                40,
                has_period=False,
            ),
            Screen(
                "sellers",
                _("Sellers and stores"),
                _("Who sells, and whose customers come back?"),
                "id",
                75,
            ),
            Screen(
                "hours",
                _("Days and hours"),
                _("When do my customers come?"),
                "clock",
                80,
            ),
            Screen(
                "collection",
                _("Collection"),
                _("Do we ask for the card, and what do the files tell us?"),
                "clipboard-list",
                85,
            ),
            Screen(
                "catchment",
                _("Where they live"),
                _("From which communes do my customers come, and how far?"),
                "map-search",
                60,
            ),
            Screen(
                "bought",
                _("What they buy"),
                _("What do my customers buy, and a segment more or less than everybody?"),
                "category",
                45,
            ),
            Screen(
                "gains",
                _("Gained and lost"),
                _("Which families bring more or less than before, and why?"),
                "arrows-sort",
                46,
            ),
            Screen(
                "traits",
                _("Sizes and colours"),
                _("Which sizes, colours, materials and prices sell?"),
                "layout-grid",
                47,
            ),
            Screen(
                "together",
                _("Bought together"),
                _("What goes together, and to whom could I offer the other half?"),
                "puzzle",
                48,
            ),
            Screen(
                "stopped",
                _("No longer bought"),
                _("What have my regulars stopped buying, and whom do I call about it?"),
                "basket-off",
                49,
                has_period=False,
            ),
            Screen(
                "seasons",
                _("Seasons"),
                _("When in the year does each family sell?"),
                "leaf",
                50,
                has_period=False,
            ),
            Screen(
                "profiles",
                _("Kinds of customers"),
                _("Which few kinds of customers does my file really hold?"),
                "users-group",
                70,
                has_period=False,
                has_segment=False,
            ),
            Screen(
                "month",
                _("The month of your shop"),
                _("How did the month go, and what is there to do now?"),
                "calendar-event",
                5,
                has_period=False,
                has_segment=False,
            ),
        ),
        key=lambda screen: screen.order,
    )
)
BY_NAME = {screen.name: screen for screen in SCREENS}
