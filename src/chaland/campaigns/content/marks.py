"""Places kept open in a mail while it is laid out: marks that the layout leaves alone, found again afterwards."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from chaland.campaigns.content.fields import Gap, Pieces, cut

FOOT = ("foot_origin", "foot_unsubscribe", "foot_preferences")
"""What stands in the foot besides the fields of authors: whence we have the details, and the two ways out."""
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)")
# MRML writes what is not printable as an escape; these are, and `plain_words` takes them out of what people write.
_OPEN, _CLOSE = "⟦", "⟧"
_NOT_OURS = str.maketrans({_OPEN: "[", _CLOSE: "]"})
_MARK = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around what an author wrote. shop: whose name is above. identity: who it is from, at the foot.

    words: those of the foot and the voucher by their code, in the language of the mail. picture: makes a picture's
    address from its digest. links: the code of the place for each link that is followed through us.
    """

    language: str
    shop: str
    identity: str
    words: Mapping[str, str]
    picture: Callable[[str], str]
    links: Mapping[str, str]


class Marks:
    """Writes an author's words with a mark at each place to be filled."""

    def __init__(self, frame: Frame, escape: Callable[[str], str] = str) -> None:
        self.frame, self.escape = frame, escape
        self._gaps: list[Gap] = []

    def gap(self, code: str, default: str = "", lead: str = "") -> str:
        """Return the mark of a place."""
        self._gaps.append(Gap(code, default, lead))
        return f"{_OPEN}{len(self._gaps) - 1}{_CLOSE}"

    def words(self, text: str) -> str:
        """Return an author's words, each field as a mark."""
        return "".join(
            self.escape(one) if isinstance(one, str) else self.gap(one.code, self.escape(one.default), one.lead)
            for one in cut(text)
        )

    def link(self, url: str) -> str:
        """Return where a link leads: to a mark where it is followed through us."""
        code = self.frame.links.get(url)
        return self.gap(code) if code else self.escape(url)

    def cut(self, page: str) -> Pieces:
        """Cut what was written at its marks."""
        parts = _MARK.split(page)
        return tuple(self._gaps[int(part)] if place % 2 else part for place, part in enumerate(parts) if part)


def plain_words(text: str) -> str:
    """Return a text that holds no mark of ours."""
    return text.translate(_NOT_OURS)


def paragraphs(text: str) -> Iterator[list[str]]:
    """Give the lines of each paragraph."""
    for part in re.split(r"\n\s*\n", text.strip()):
        if part.strip():
            yield [line.strip() for line in part.split("\n")]


def links_in(text: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Give each link of a text: its label, its address, where it stands."""
    for found in _LINK.finditer(text):
        yield found[1], found[2], found.span()
