"""Made-up notes and what is said of each; the words are those that the CNIL quotes, and their neighbours."""

import pytest

from chaland.interactions.screening import WORDS, screen

WARNED = {
    "health": [
        "Cancer du sein, en chimio", "Enceinte de 5 mois", "diabétique", "Sous traitement depuis mars",
        "Elle sort d'une dépression", "mari hospitalisé", "a fait une fausse couche", "handicapée, fauteuil",
        "Alcoolique notoire", "en arrêt maladie",
    ],
    "religion": ["Famille juive", "Musulmane pratiquante", "femme voilée", "fait le ramadan", "témoin de Jéhovah"],
    "opinion": ["Délégué syndical CGT", "militante écologiste", "vote à gauche", "un facho"],
    "origin": ["famille maghrébine", "type asiatique", "D'origine portugaise", "sans-papiers ?"],
    "intimacy": [
        "en instance de divorce", "Homosexuel, vient avec son ami", "sa maîtresse est venue avec lui",
        "interdit bancaire", "sort de prison", "surendettée", "trompe son mari",
    ],
    "insult": ["a pété un plomb", "Grosse vache", "vraiment con", "radine", "cliente folle", "il pue", "Casse-pieds !"],
}  # fmt: skip
BLOCKED = [
    "CB 4970 1012 3456 7893",
    "iban FR76 3000 6000 0112 3456 7890 189",
    "NIR 2 55 08 14 168 025 38",
    "carte 5555-5555-5555-4444 exp 12/28",
]
PASSED = [
    "Mme Noir", "chaussure orthopédique", "taille 38, aime le bleu", "rappeler au 06 39 98 01 23",
    "préfère être livrée le soir", "a aimé la veste en lin", "Cherche un cadeau pour sa fille", "pointure 41 large",
    "allergique à rien, dit-elle", "ne veut pas de courrier", "vient le samedi avec son mari", "Mlle Blanc",
    "aime la confiture", "contente de la retouche", "maîtresse d’école, vient le mercredi", "carte 2990000002303",
    "fêter ses 40 ans", "parle italien", "Marie Conte", "Le Gall",
]  # fmt: skip


@pytest.mark.rule("free-text")
@pytest.mark.parametrize(("about", "text"), [(about, text) for about, texts in WARNED.items() for text in texts])
def test_note_that_tells_too_much_is_warned_of(about, text):
    verdict = screen(text)
    assert (verdict.kind, about in verdict.about) == ("warn", True)


@pytest.mark.rule("free-text")
@pytest.mark.parametrize("text", BLOCKED)
def test_note_with_a_secret_number_is_refused(text):
    assert (screen(text).kind, screen(text).about) == ("block", ("secret",))


@pytest.mark.rule("free-text")
@pytest.mark.parametrize("text", PASSED)
def test_ordinary_note_passes(text):
    assert screen(text).kind == "pass"


def test_the_corpus_knows_every_kind_of_warning():
    assert set(WARNED) == set(WORDS)
