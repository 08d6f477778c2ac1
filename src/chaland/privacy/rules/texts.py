"""What stands beside a box until the shop writes its own words: by purpose and channel, French and English."""

from collections.abc import Iterator

from chaland.privacy.rules.purposes import PURPOSES

_BY = {"email": ("par e-mail", "by e-mail"), "sms": ("par SMS", "by SMS"), "phone": ("par téléphone", "by phone"),
       "post": ("par courrier", "by post")}  # fmt: skip
_STOP = {
    "email": ("Je peux me désinscrire à tout moment, d’un clic.", "I can unsubscribe at any time, in one click."),
    "sms": ("Je peux arrêter à tout moment en répondant STOP.", "I can stop at any time by answering STOP."),
    "phone": ("Je peux changer d’avis à tout moment.", "I can change my mind at any time."),
    "post": ("Je peux changer d’avis à tout moment.", "I can change my mind at any time."),
}
_AGREED = {
    "newsletter": ("J’accepte de recevoir la lettre d’information {by}.", "I agree to receive the newsletter {by}."),
    "offers": ("J’accepte de recevoir des offres {by}.", "I agree to receive offers {by}."),
    "survey": (
        "J’accepte qu’on me demande mon avis sur mes achats {by}.",
        "I agree to be asked what I think of my purchases {by}.",
    ),
    "share-with-street": (
        "J’accepte que mes coordonnées soient données aux autres boutiques de la rue, pour recevoir leurs offres {by}.",
        "I agree that my contact details are given to the other shops of the street, to receive their offers {by}.",
    ),
    "ad-platform": (
        "J’accepte que mes coordonnées ({by}) soient transmises sous forme codée à une plateforme publicitaire.",
        "I agree that my contact details ({by}) are passed in coded form to an advertising platform.",
    ),
    "tracking": (
        "J’accepte que les liens que je suis dans les messages reçus {by} soient mesurés.",
        "I agree that the links I follow in messages received {by} are measured.",
    ),
}
_INFORMED = {
    "loyalty": (
        "Vos coordonnées servent à gérer votre compte de fidélité {by}.",
        "Your contact details serve to run your loyalty account {by}.",
    ),
    "receipt": (
        "Votre adresse sert à vous envoyer ce ticket {by}, et à rien d’autre.",
        "Your address serves to send you this receipt {by}, and nothing else.",
    ),
}
_POST_OFFERS = (
    "Nous pouvons vous envoyer des offres par courrier. Cochez la case pour les refuser.",
    "We may send you offers by post. Tick the box to refuse them.",
)


def built_in_texts() -> Iterator[tuple[str, str, str, str]]:
    """Return purpose, channel, language and text of every box there is at first."""
    for purpose, built_in in PURPOSES.items():
        for channel, _ in built_in.channels:
            for place, language in enumerate(("fr", "en")):
                yield purpose, channel, language, _text(purpose, channel, place)


def _text(purpose: str, channel: str, place: int) -> str:
    by = _BY[channel][place]
    if purpose in _INFORMED:
        return _INFORMED[purpose][place].format(by=by)
    if (purpose, channel) == ("offers", "post"):
        return _POST_OFFERS[place]
    return f"{_AGREED[purpose][place].format(by=by)} {_STOP[channel][place]}"
