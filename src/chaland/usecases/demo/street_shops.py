"""The three invented shops of the demonstration street: what they sell, when, and for how much."""

from collections.abc import Sequence
from dataclasses import dataclass

from chaland.kernel.money import Cents
from chaland.stores.rules import PATH_SEPARATOR, Description

STREET = "Rue inventée des Tilleuls"
ALL_YEAR = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop: code, names, the weekdays on which it is closed (0 is Monday), its hours, its sellers by code."""

    code: str
    merchant: str
    store: str
    closed: frozenset[int]
    opens: int
    closes: int
    sellers: Sequence[tuple[str, str]]


SHOES = Shop(
    "chaussures", "Aux Pas Inventés", "Aux Pas Inventés (chaussures)", frozenset({0, 6}), 10, 19,
    (("ines", "Inès"), ("marc", "Marc")),
)  # fmt: skip
GREENS = Shop(
    "primeur", "Primeur Imaginaire", "Primeur Imaginaire (fruits et légumes)", frozenset({0}), 8, 13,
    (("lea", "Léa"), ("karim", "Karim")),
)  # fmt: skip
BOOKS = Shop(
    "librairie", "Librairie Fictive", "Librairie Fictive (livres)", frozenset({0, 6}), 10, 19,
    (("rose", "Rose"), ("paul", "Paul")),
)  # fmt: skip
SHOPS = (SHOES, GREENS, BOOKS)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the greengrocer sells by weight: cents a kilogram, its months, and how much one takes, in grams."""

    name: str
    family: str
    kilo_cents: Cents
    months: Sequence[int]
    grams: tuple[int, int]

    def description(self) -> Description:
        return Description(self.name, PATH_SEPARATOR.join(("Primeur", self.family)), price_level="au poids")


def _months(first: int, last: int) -> tuple[int, ...]:
    """Months from the first to the last, over the new year when need be."""
    return tuple((first + step - 1) % 12 + 1 for step in range((last - first) % 12 + 1))


BASKET = (
    Weighed("Pommes de terre", "Légumes", 190, ALL_YEAR, (800, 2500)),
    Weighed("Carottes", "Légumes", 220, ALL_YEAR, (400, 1200)),
    Weighed("Oignons", "Légumes", 210, ALL_YEAR, (300, 900)),
    Weighed("Poireaux", "Légumes", 320, _months(9, 4), (500, 1300)),
    Weighed("Courgettes", "Légumes", 290, _months(5, 10), (400, 1100)),
    Weighed("Tomates", "Légumes", 380, _months(5, 10), (500, 1800)),
    Weighed("Haricots verts", "Légumes", 690, _months(6, 9), (300, 800)),
    Weighed("Potimarron", "Légumes", 270, _months(9, 1), (900, 2200)),
    Weighed("Asperges", "Légumes", 990, _months(4, 6), (400, 1000)),
    Weighed("Endives", "Légumes", 360, _months(10, 4), (400, 900)),
    Weighed("Pommes", "Fruits", 290, _months(8, 5), (600, 2000)),
    Weighed("Poires", "Fruits", 340, _months(8, 3), (500, 1500)),
    Weighed("Clémentines", "Fruits", 350, _months(11, 2), (700, 2200)),
    Weighed("Fraises", "Fruits", 1190, _months(4, 7), (250, 800)),
    Weighed("Cerises", "Fruits", 890, _months(5, 7), (400, 1200)),
    Weighed("Abricots", "Fruits", 490, _months(6, 8), (500, 1500)),
    Weighed("Melon", "Fruits", 320, _months(6, 9), (800, 1900)),
    Weighed("Raisin", "Fruits", 450, _months(8, 11), (400, 1200)),
    Weighed("Bananes", "Fruits", 230, ALL_YEAR, (500, 1300)),
)


@dataclass(frozen=True, slots=True)
class Model:
    """A model of shoe: for whom, in which months it sells, its materials and colours, its price in cents."""

    name: str
    family: str
    brand: str
    months: Sequence[int]
    materials: Sequence[str]
    colours: Sequence[str]
    cents: Cents


LEATHER = ("cuir", "cuir velours")
MODELS = {
    "woman": (
        Model("Bottines Alba", "Bottines", "Trottinette", _months(9, 2), LEATHER, ("noir", "camel", "bordeaux"), 11900),
        Model("Bottes Neva", "Bottes", "Trottinette", _months(9, 1), LEATHER, ("noir", "marron"), 15900),
        Model("Ballerines Lou", "Ballerines", "Pas de Deux", _months(3, 9), LEATHER, ("noir", "rouge", "nude"), 7900),
        Model("Sandales Calanque", "Sandales", "Pas de Deux", _months(4, 8), ("cuir",), ("camel", "blanc"), 6900),
        Model("Baskets Ville", "Baskets", "Semelle Vive", ALL_YEAR, ("cuir", "toile"), ("blanc", "marine"), 8900),
    ),
    "man": (
        Model("Derbies Oscar", "Derbies", "Pied à Terre", ALL_YEAR, LEATHER, ("noir", "marron"), 12900),
        Model("Boots Rando", "Bottines", "Pied à Terre", _months(9, 2), LEATHER, ("marron", "noir"), 13900),
        Model("Mocassins Jean", "Mocassins", "Pied à Terre", _months(3, 9), LEATHER, ("marine", "marron"), 9900),
        Model("Baskets Tempo", "Baskets", "Semelle Vive", ALL_YEAR, ("toile", "cuir"), ("blanc", "gris"), 8500),
    ),
    "child": (
        Model("Baskets Récré", "Baskets", "Semelle Vive", ALL_YEAR, ("toile", "cuir"), ("bleu", "rouge"), 4900),
        Model("Bottines Marron", "Bottines", "Petit Pas", _months(9, 2), LEATHER, ("marine", "bordeaux"), 6500),
        Model("Sandales Plage", "Sandales", "Petit Pas", _months(4, 8), ("cuir", "toile"), ("marine", "rose"), 4500),
        Model("Bottes de pluie", "Bottes", "Petit Pas", _months(9, 3), ("caoutchouc",), ("jaune", "bleu"), 2990),
    ),
}  # fmt: skip
AISLES = {"woman": "Femme", "man": "Homme", "child": "Enfant"}
"""Where each kind of person finds them."""

PRICE_LEVELS = (("haut", 10_000), ("moyen", 5_000), ("petit prix", 0))
"""The levels of price of a pair, with the cents from which each begins."""

SHELVES = (
    ("Romans", ("Le phare de novembre", "Une saison sans vent", "La rue d’en face", "Les heures claires"), 2150),
    ("Policiers", ("Le dernier tramway", "Brume sur le canal", "La clé du grenier"), 1990),
    ("Bandes dessinées", ("Tilleul, tome 1", "Tilleul, tome 2", "Le chat du relieur"), 1495),
    ("Cuisine", ("Soupes de marché", "Tartes d’été", "Le pain du dimanche"), 2490),
    ("Poches", ("Carnet de pluie", "Deux rives", "Avant la neige", "Le jardin muet"), 890),
)
CHILDREN_SHELVES = (
    ("Jeunesse > Albums", ("Le renard en bottes", "Dodo, petit ours", "La lune a faim"), 1350, (0, 6)),
    ("Jeunesse > Premières lectures", ("L’école sous la mer", "Mamie détective"), 790, (6, 10)),
    ("Jeunesse > Romans", ("Les passeurs de brume", "L’île aux cartes"), 1490, (10, 16)),
)
"""Invented titles, by shelf, with their price; for children, with their ages."""


def shoe(kind: str, model: Model, material: str, colour: str, size: str) -> tuple[str, Description]:
    """Return the sku and the description of one pair."""
    path = PATH_SEPARATOR.join(("Chaussures", AISLES[kind], model.family))
    sku = "-".join((model.name.replace(" ", "")[:12], material[:3], colour[:3], size)).upper()
    level = next(name for name, least in PRICE_LEVELS if model.cents >= least)
    return sku, Description(model.name, path, model.brand, "", size, colour, material, level)
