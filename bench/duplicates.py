"""Finding who is in the file twice: time, memory and how right it is, over made-up French customers.

One customer in ten has a second file with what people get wrong: accents, letters, swapped or compound names, another
number. Every fifth household shares its telephone and address. Reading from the database is not measured here.
"""

import argparse
import json
import random
import resource
import string
import time
from typing import Any

from faker.providers.person.fr_FR import Provider as Persons

from chaland.customers.duplicates import model, people
from chaland.customers.duplicates.table import table

Row = list[Any]
FIRST = [*dict.fromkeys((*Persons.first_names_male, *Persons.first_names_female))]
LAST = [*dict.fromkeys(Persons.last_names)]
STREETS = [f"{kind} {of}" for kind in ("rue", "avenue", "place", "impasse") for of in (*LAST[:150], *FIRST[:50])]
TOWNS = [(f"{34000 + 10 * place}", f"Ville {name}") for place, name in enumerate(LAST[:200])]
EVERY = 10
FAMILIES = 5


def main() -> None:
    """Make the people up, look for duplicates, print one line of JSON."""
    parser = argparse.ArgumentParser(prog="chaland bench duplicates")
    parser.add_argument("--size", type=int, default=100_000, help="customers in the file (100000)")
    options = parser.parse_args()
    rows, truth = world(random.Random(20261122), options.size)
    started, worked = time.perf_counter(), time.process_time()
    compared = table(people.compared(row[:8], row[8], row[9], row[10]) for row in rows)
    read, reading = time.perf_counter() - started, time.process_time() - worked
    found = model.pairs(compared)
    spent, processor = time.perf_counter() - started, time.process_time() - worked
    pairs = {(one, other) for one, other in zip(found["one"].to_pylist(), found["other"].to_pylist(), strict=True)}
    right = len(pairs & truth)
    precision, recall = right / max(len(pairs), 1), right / max(len(truth), 1)
    print(
        json.dumps(
            {
                "bench": "duplicates",
                "customers": options.size,
                "seconds": round(spent, 1),
                "processor_seconds": round(processor, 1),
                "folding_seconds": round(read, 1),
                "folding_processor_seconds": round(reading, 1),
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "pairs": len(pairs),
                "true_pairs": len(truth),
                "precision": round(precision, 4),
                "recall": round(recall, 4),
                "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
            }
        )
    )


def world(chance: random.Random, size: int) -> tuple[list[Row], set[tuple[int, int]]]:
    """Return rows as the database gives them, and the pairs that are one person."""
    rows: list[Row] = []
    truth: set[tuple[int, int]] = set()
    family: Row | None = None
    for number in range(size):
        row = person(chance, number, family)
        rows.append(row)
        family = row if number % FAMILIES == 0 else None
        if number % EVERY == 0 and len(rows) < size:
            rows.append(again(chance, row))
            truth.add((row[0], rows[-1][0]))
        if len(rows) >= size:
            break
    return rows, truth


def person(chance: random.Random, number: int, family: Row | None) -> Row:
    """Return id, names, birthday, postcode, city, e-mails, telephones and first line of the address."""
    first, last = _common(chance, FIRST), _common(chance, LAST)
    postcode, city = chance.choice(TOWNS)
    address = f"{chance.randrange(1, 120)} {chance.choice(STREETS)}"
    phone = [f"+336{chance.randrange(10**8):08}"] if chance.random() < 0.8 else []
    email = [f"{first}.{last}{chance.randrange(100)}@exemple.example".lower()] if chance.random() < 0.6 else []
    born = (chance.randrange(1, 29), chance.randrange(1, 13), chance.randrange(1940, 2006))
    day, month, year = born if chance.random() < 0.7 else (None, None, None)
    if family is not None:
        first = chance.choice([one for one in chance.sample(FIRST, 3) if one[:2] != family[1][:2]] or [first])
        last, postcode, city, phone, address = family[2], family[6], family[7], family[9], family[10]
    return [number * 2, first, last, day, month, year, postcode, city, email, phone, address]


def _common(chance: random.Random, names: list[str]) -> str:
    """Return a name, the first ones far more often, as names are."""
    return names[int(len(names) * chance.random() ** 2)]


def again(chance: random.Random, row: Row) -> Row:
    """Return the second file of a person, with two or three things otherwise."""
    copy = [row[0] + 1, *row[1:]]
    for wrong in chance.sample(WRONGS, chance.randrange(1, 4)):
        wrong(chance, copy)
    return copy


def _letter(chance: random.Random, row: Row) -> None:
    which = chance.choice((1, 2))
    text, place = row[which], chance.randrange(len(row[which]))
    row[which] = text[:place] + chance.choice(string.ascii_lowercase) + text[place + 1 :]


def _swapped(_chance: random.Random, row: Row) -> None:
    row[1], row[2] = row[2], row[1]


def _married(chance: random.Random, row: Row) -> None:
    row[2] = f"{row[2]}-{chance.choice(LAST)}"


def _shouted(_chance: random.Random, row: Row) -> None:
    row[2] = row[2].upper()


def _other_number(chance: random.Random, row: Row) -> None:
    row[9] = [f"+336{chance.randrange(10**8):08}"]


def _no_mail(_chance: random.Random, row: Row) -> None:
    row[8] = []


def _moved(chance: random.Random, row: Row) -> None:
    row[6], row[7] = chance.choice(TOWNS)
    row[10] = f"{chance.randrange(1, 120)} {chance.choice(STREETS)}"


def _no_birthday(_chance: random.Random, row: Row) -> None:
    row[3] = row[4] = row[5] = None


WRONGS = (_letter, _swapped, _married, _shouted, _other_number, _no_mail, _moved, _no_birthday)

if __name__ == "__main__":
    main()
