"""A postal address as machines that sort letters read it. Source: AFNOR NF Z10-011, La Poste."""

import re
import textwrap
import unicodedata
from dataclasses import dataclass

LONGEST, MOST_LINES = 38, 6
HOME = frozenset({"", "FR"})
COUNTRIES = {
    "AD": "ANDORRE", "BE": "BELGIQUE", "CH": "SUISSE", "DE": "ALLEMAGNE", "ES": "ESPAGNE", "GB": "ROYAUME-UNI",
    "IT": "ITALIE", "LU": "LUXEMBOURG", "MC": "MONACO", "NL": "PAYS-BAS", "PT": "PORTUGAL", "US": "ETATS-UNIS",
}  # fmt: skip
"""Written in French where the letter is posted in France; others by their two letters."""
_SHORTER = (
    ("ALLEE", "ALL"), ("APPARTEMENT", "APT"), ("AVENUE", "AV"), ("BATIMENT", "BAT"), ("BOULEVARD", "BD"),
    ("CENTRE COMMERCIAL", "CCAL"), ("CHEMIN", "CHE"), ("COMMANDANT", "CDT"), ("ESCALIER", "ESC"), ("FAUBOURG", "FG"),
    ("GENERAL", "GAL"), ("IMMEUBLE", "IMM"), ("IMPASSE", "IMP"), ("LIEU DIT", "LD"), ("LOTISSEMENT", "LOT"),
    ("MARECHAL", "MAL"), ("PLACE", "PL"), ("PRESIDENT", "PDT"), ("QUARTIER", "QUA"), ("RESIDENCE", "RES"),
    ("ROUTE", "RTE"), ("SAINTE", "STE"), ("SAINT", "ST"), ("SQUARE", "SQ"), ("ZONE INDUSTRIELLE", "ZI"),
)  # fmt: skip
"""Abbreviations of the norm, used for a line that is too long and for no other."""
_POSTCODE = re.compile(r"\d{5}")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that a window shows, six at most, and what is wrong with them, by code.

    wrongs: `incomplete` where no letter can arrive, `too_long` where a line is cut in the window. places: of each line
    in the norm: 1 and 2 who, 2 or 3 where in the building, 4 the street, 6 the town, 7 the country.
    """

    lines: tuple[str, ...]
    wrongs: tuple[str, ...] = ()
    places: tuple[int, ...] = ()

    @property
    def is_postable(self) -> bool:
        return "incomplete" not in self.wrongs


def postal_lines(  # noqa: PLR0917 - an address has that many
    name: str, address1: str, address2: str = "", postcode: str = "", city: str = "", country: str = ""
) -> Lines:
    """Return the lines of an address in order: who, what is within the building, the street, the town, the country.

    >>> postal_lines("Mme Claire Moreau", "12 bis, rue de l’Abbé-Grégoire", "Bât. B", "34000", "Montpellier").lines
    ('MME CLAIRE MOREAU', 'BAT B', '12 BIS RUE DE L ABBE GREGOIRE', '34000 MONTPELLIER')
    """
    is_home = country.upper() in HOME
    town = _written(f"{postcode} {city}")
    who = _broken(_shortened(_written(name)))
    within = (len(who) + 1, _shortened(_written(address2)))
    given = [*enumerate(who, 1), within, (4, _shortened(_written(address1))), (6, _shortened(town))]
    if not is_home:
        given.append((7, COUNTRIES.get(country.upper(), country.upper())))
    kept = [(place, one) for place, one in given if one]
    lines = tuple(one for _, one in kept)
    wrongs = []
    if not (name.strip() and address1.strip() and city.strip()) or (is_home and not _POSTCODE.fullmatch(postcode)):
        wrongs.append("incomplete")
    if any(len(one) > LONGEST for one in lines):
        wrongs.append("too_long")
    return Lines(lines, tuple(wrongs), tuple(place for place, _ in kept))


def _broken(name: str) -> list[str]:
    """Break a name that is too long over the two lines that the norm has for it."""
    first, *rest = textwrap.wrap(name, LONGEST) or [""]
    return [first, " ".join(rest)] if rest else [first]


def _written(text: str) -> str:
    """Return capitals without accents or marks, as the last lines must be and the others may."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    letters = "".join(
        one if one.isalnum() and one.isascii() else " " for one in plain if not unicodedata.combining(one)
    )
    return " ".join(letters.upper().split())


def _shortened(line: str) -> str:
    """Return a line with as many abbreviations as it needs, from the longest gain on."""
    for word, short in sorted(_SHORTER, key=lambda pair: len(pair[1]) - len(pair[0])):
        if len(line) <= LONGEST:
            return line
        line = re.sub(rf"\b{word}\b", short, line)
    return line
