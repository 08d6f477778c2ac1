"""What somebody who writes a rule is told beside its count: on the screen, over the API, on the command line."""

from django.utils.translation import gettext

from chaland.segments.hints import contradiction, sensitive, takes_everybody
from chaland.segments.tree import Group
from chaland.sentences.segments.conditions import condition_phrase
from chaland.sentences.segments.words import Names, rule_phrase

MOST_SHOWN = 5


def notices(tree: Group, names: Names, *, is_empty: bool) -> list[str]:
    """Return what else to know of a rule, each one sentence. is_empty: it describes nobody of a file with people."""
    found = []
    if takes_everybody(tree):
        found.append(gettext("This takes the whole file: add a condition to choose among the customers."))
    if is_empty and (both := contradiction(tree)):
        one, other = ("".join(piece.text for piece in condition_phrase(each, names)) for each in both)
        template = (
            gettext("Nobody can be both asked for and excluded: “%(one)s”.")
            if one == other
            else gettext("Nobody can be both “%(one)s” and “%(other)s”.")
        )
        found.append(template % {"one": one, "other": other})
    said = (piece.text.strip("“”«» \u00a0") for piece in rule_phrase(tree, names) if piece.kind == "value")
    if touchy := sensitive(said):
        warning = gettext(
            "“%(what)s” may tell of health, faith or intimate life. The law forbids using it so without the person’s "
            "explicit agreement: ask your data-protection officer first."
        )
        found.append(warning % {"what": ", ".join(touchy[:MOST_SHOWN])})
    return found
