"""What taking an import back did: told in the right number, and nothing of what there was none of."""

from django.utils import translation

from chaland.sentences.imports import undo_said, undone_said
from chaland.usecases.imports.undo_import import Undone

CASES = (
    (Undone(0, 66, 0, 0), "Import annulé : 66 clients."),
    (
        Undone(1200, 1, 1, 1),
        "Import annulé : 1 200 tickets, 1 client, 1 échange. 1 client reste : il lui est arrivé quelque chose depuis.",
    ),
    (
        Undone(0, 0, 0, 2, given_back=1),
        (
            "Import annulé : il n’en restait rien. 2 clients restent : il leur est arrivé quelque chose depuis. "
            "1 client redit ce qu’il disait avant."
        ),
    ),
    (Undone(0, 0, 0, 0, carts=2, points=1), "Import annulé : 2 paniers, 1 solde d’ouverture."),
)


def test_it_is_told_in_the_right_number_and_without_noughts():
    with translation.override("fr"):
        told = [undone_said(undone).replace("\xa0", " ").replace("\u202f", " ") for undone, _ in CASES]
    assert told == [said for _, said in CASES]


def test_it_is_told_before_it_is_done():
    foreseen = (Undone(0, 1200, 0, 1, given_back=2), Undone(0, 0, 0, 0))
    with translation.override("fr"):
        told = [[one.replace("\xa0", " ").replace("\u202f", " ") for one in undo_said(each)] for each in foreseen]
    assert told == [
        [
            "À retirer : 1 200 clients.",
            "2 clients qu’il a complétés rediront ce qu’ils disaient avant.",
            "1 client reste : il lui est arrivé quelque chose depuis.",
        ],
        ["À retirer : rien."],
    ]
