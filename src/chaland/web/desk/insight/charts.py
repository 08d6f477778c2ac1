"""Charts: what insight_charts.js draws, given to the page as data."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from django.utils.functional import Promise

Kind: TypeAlias = Literal["line", "bar", "stacked", "heat", "scatter"]
Unit: TypeAlias = Literal["count", "decimal", "euros", "percent", "days"]
"""How numbers are written: euros are given in cents, a percent as a share from 0 to 1."""
Text: TypeAlias = str | Promise


@dataclass(frozen=True, slots=True)
class Series:
    """A line, the bars of one colour, or the points of one colour.

    values: one for each category, None where unknown; of a scatter [x, y] or [x, y, text] pairs.
    urls: who is behind each value, as many as values or none. tone: a colour's name of the page, such as "gold".
    """

    name: Text
    values: Sequence[Any]
    urls: Sequence[str] = ()
    tone: str = ""
    is_dashed: bool = False
    is_filled: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. The figures stand in a table beside it for who does not see it.

    key: unique on the page. label: what the curve shows, read aloud. categories: along the bottom; of a heat, columns.
    rows: of a heat, from top to bottom; its values are one series for each row.
    is_flat: bars lie on their side. x_unit, x_label: of a scatter's or a numeric line's bottom.
    """

    key: str
    kind: Kind
    label: Text
    series: Sequence[Series]
    categories: Sequence[Text] = ()
    unit: Unit = "count"
    rows: Sequence[Text] = field(default_factory=tuple)
    is_flat: bool = False
    x_unit: Unit = "count"
    x_label: Text = ""
    y_label: Text = ""

    @property
    def id(self) -> str:
        """The id of the data on the page."""
        return f"chart-{self.key}"

    @property
    def data(self) -> dict[str, Any]:
        """What the script reads."""
        return {
            "kind": self.kind,
            "unit": self.unit,
            "categories": [str(name) for name in self.categories],
            "rows": [str(name) for name in self.rows],
            "flat": self.is_flat,
            "x": {"unit": self.x_unit, "label": str(self.x_label)},
            "y": {"label": str(self.y_label)},
            "series": [
                {
                    "name": str(one.name),
                    "values": list(one.values),
                    "urls": list(one.urls),
                    "tone": one.tone,
                    "dashed": one.is_dashed,
                    "filled": one.is_filled,
                }
                for one in self.series
            ],
        }
