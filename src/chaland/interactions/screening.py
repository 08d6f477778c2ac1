"""What a note about a customer must not hold, or had better not.

A list of words finds what people usually write, not everything, and sometimes too much: it warns, it does not judge.
Source: RGPD art. 5(1)(c) and 9; CNIL, free-text zones, 28 February 2019.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chaland.kernel.secret_numbers import holds_secret_number
from chaland.kernel.text import fold

BLOCK, WARN, PASS = "block", "warn", "pass"
SECRET = "secret"  # noqa: S105 - the name of a category

WORDS: Mapping[str, tuple[str, ...]] = {
    "health": (
        "cancer", "diabete", "diabetique", "depression", "depressif", "depressive", "enceinte", "grossesse", "malade",
        "maladie", "handicap", "handicape", "handicapee", "alzheimer", "sida", "vih", "seropositif", "seropositive",
        "chimio", "chimiotherapie", "hospitalise", "hospitalisee", "hopital", "burn out", "alcoolique", "alcoolisme",
        "toxicomane", "obese", "obesite", "anorexique", "bipolaire", "schizophrene", "fausse couche", "avc",
        "sous traitement", "arret maladie", "cure de desintoxication", "pregnant", "disabled", "illness", "cancerous",
    ),
    "religion": (
        "musulman", "musulmane", "juif", "juive", "catholique", "protestant", "protestante", "bouddhiste", "athee",
        "temoin de jehovah", "pratiquant", "pratiquante", "voilee", "ramadan", "muslim", "jewish",
    ),
    "opinion": (
        "syndique", "syndiquee", "cgt", "cfdt", "force ouvriere", "delegue syndical", "electeur", "vote a droite",
        "vote a gauche", "gauchiste", "facho", "communiste", "militant", "militante", "trade union",
    ),
    "origin": (
        "arabe", "africain", "africaine", "maghrebin", "maghrebine", "gitan", "gitane", "rom", "noire de peau",
        "type asiatique", "d origine", "immigre", "immigree", "sans papiers",
    ),
    "intimacy": (
        "homosexuel", "homosexuelle", "lesbienne", "gay", "bisexuel", "bisexuelle", "transsexuel", "transsexuelle",
        "amant", "maitresse", "instance de divorce", "en plein divorce", "trompe son mari", "trompe sa femme",
        "casier judiciaire", "condamne", "condamnee", "prison", "garde a vue", "plainte contre", "voleur", "voleuse",
        "interdit bancaire", "interdite bancaire", "surendette", "surendettee", "rsa",
    ),
    "insult": (
        "con", "conne", "connard", "connasse", "abruti", "abrutie", "cretin", "cretine", "debile", "idiot", "idiote",
        "imbecile", "salope", "salaud", "pete un plomb", "folle", "cinglee", "cingle", "casse pieds", "chiant",
        "chiante", "emmerdeur", "emmerdeuse", "radin", "radine", "grosse vache", "gros porc", "pue", "alcoolo",
        "asshole", "stupid",
    ),
}  # fmt: skip
"""Words and phrases by what they tell, folded as `kernel.text.fold` does."""
HARMLESS = ("maitresse d ecole", "maitresse de maison", "cartes cadeaux", "depression atmospherique")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. about: health, religion, opinion, origin, intimacy, insult or secret, in this order."""

    kind: str
    about: tuple[str, ...] = ()


def screen(text: str) -> Verdict:
    """Look through a note: `block` for the number of a payment card, a bank account or of social security.

    >>> screen("taille 38, aime le bleu"), screen("En instance de divorce").about
    (Verdict(kind='pass', about=()), ('intimacy',))
    """
    if holds_secret_number(text):
        return Verdict(BLOCK, (SECRET,))
    words = f" {fold(text)} "
    for harmless in HARMLESS:
        words = words.replace(f" {harmless} ", " ")
    about = tuple(name for name, known in WORDS.items() if any(f" {one} " in words for one in known))
    return Verdict(WARN, about) if about else Verdict(PASS)
