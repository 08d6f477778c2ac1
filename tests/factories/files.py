"""Made-up files to take in, and somebody who watches."""

import csv
from contextlib import contextmanager

HEADINGS = ("store", "till", "number", "sold_at", "customer", "card", "sku", "label", "category", "quantity", "amount")
PERSON = ("reference", "civility", "first_name", "last_name", "email", "mobile", "postcode", "city", "birthday", "card")


def row(number="1", sku="BOT-38", amount="49,90", **cells):
    """One line of a made-up receipt, by column."""
    told = {
        "store": "lyon",
        "till": "1",
        "number": number,
        "sold_at": "2026-03-02 13:00",
        "customer": "x:1",
        "card": "",
        "sku": sku,
        "label": f"Article {sku}",
        "category": "Chaussures > Bottes",
        "quantity": "1",
        "amount": amount,
    }
    return {**told, **cells}


def person(number=1, **cells):
    """One made-up person, by column."""
    told = {
        "reference": f"c{number}",
        "civility": "mme",
        "first_name": "Claire",
        "last_name": f"Bonnet{number}",
        "email": f"claire{number}@example.org",
        "mobile": f"06 39 98 00 {number:02}",
        "postcode": "34000",
        "city": "Montpellier",
        "birthday": "24/11/1984",
        "card": f"29900000{number:04}",
    }
    return {**told, **cells}


def write_csv(path, rows, headings=None, delimiter=","):
    """Write rows given by column; returns the path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings or list(rows[0]), delimiter=delimiter, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


@contextmanager
def unwatched(rows):
    """Watch nothing."""
    yield lambda _: None


def stopping_after(most):
    """Watch, and stop the import as a power cut would once so many rows are taken."""

    @contextmanager
    def watch(rows):
        taken = 0

        def advance(count):
            nonlocal taken
            taken += count
            if taken >= most:
                raise KeyboardInterrupt

        yield advance

    return watch
