"""A dirty file of customers read, checked and taken in by `chaland import`: rows a second, and memory."""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from faker.providers.person.fr_FR import Provider as Persons

from _shop import ROOT, run_bench

TOLD = (
    "created", "replayed", "rejected", "alike", "processor_s", "wall_s", "rows_per_second", "rows_per_processor_second",
    "memory_mb", "load",
)  # fmt: skip
LOOK_SECONDS = 0.2
FIRST = [*dict.fromkeys((*Persons.first_names_male, *Persons.first_names_female))]
LAST = [*dict.fromkeys(Persons.last_names)]
AGAIN = 20
"""One row in so many is a person of the row before, written otherwise."""
PHONES = (
    "06 {0} {1} {2} {3}",
    "6{0}{1}{2}{3}",
    "+33 (0)6 {0} {1} {2} {3}",
    "06.{0}.{1}.{2}.{3} (mari)",
)
DATES = ("{d:02}/{m:02}/{y}", "{d:02}.{m:02}.{y}", "{y}-{m:02}-{d:02}", "{d:02}/{m:02}/{s:02}")
HEADINGS = (
    "N° carte;Civilité;NOM;Prénom;Date de naissance;Tél. portable;E-mail;Adresse;CP;Ville;CA total;Optin;Commentaire"
)


def write(path: Path, rows: int) -> None:
    """Write a made-up till's export: titles above, Windows letters, four ways to write a date and a number.

    The telephones are made up of the row's number; some may be somebody's.
    """
    chance = random.Random(7)
    with path.open("w", encoding="cp1252", errors="replace", newline="\r\n") as file:
        file.write(f"Boutique de démonstration;;;\nÉdité le 22/11/2026;;;\n{HEADINGS}\n")
        for number in range(rows):
            again = number % AGAIN == 1
            if not again:
                first, last = chance.choice(FIRST), chance.choice(LAST)
                last += chance.choice(("", f"-{chance.choice(LAST)}"))
                year = 1940 + number % 60
                born = {"d": 1 + number % 28, "m": 1 + number % 12, "y": year, "s": year % 100}
                digits = f"{(number * 7919 + 10_000_019) % 100_000_000:08}"
            phone = PHONES[number // 3 % 4].format(*(digits[place : place + 2] for place in range(0, 8, 2)))
            yes = chance.choice(("oui", "non", "1", "", "X"))
            file.write(
                f"{2900000000000 + number};Mme.;{last.upper() if again else last};{first};"
                f"{DATES[number % 4].format(**born)};{phone};{'' if again else f'Client{number}@EXAMPLE.org '};"
                f"{number % 99}, rue {LAST[number % 397]};{1000 + number % 8000};Ville;12,50;{yes};\n"
            )
        file.write("TOTAL;;;;;;;;;;99,00;;\n")


def take_in(path: Path, *more: str) -> dict[str, Any]:
    """Import a file in a process of its own; returns what the command says, and what all its processes took."""
    command = [sys.executable, "-P", "-m", "chaland.cli", "import", str(path), "--kind", "customers", "--json", *more]
    before, begun, most = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter(), 0.0
    with tempfile.TemporaryFile() as said:
        # A pipe would hold the process up once it is full.
        process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT / "src")}, stdout=said)
        while process.poll() is None:
            most = max(most, memory(process.pid))
            time.sleep(LOOK_SECONDS)
        said.seek(0)
        told: dict[str, Any] = json.load(said)
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    told.pop("errors", None)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told |= {"processor_s": round(processor, 1), "wall_s": round(wall, 1), "memory_mb": round(most)}
    told |= {"rows_per_second": round(told.get("rows", 0) / wall), "load": round(os.getloadavg()[0], 1)}
    return told | {"rows_per_processor_second": round(told.get("rows", 0) / processor)}


def memory(process: int) -> float:
    """Return the megabytes that a process and those it started hold, what they share counted once."""
    try:
        kilobytes = int(Path(f"/proc/{process}/smaps_rollup").read_text().partition("\nPss:")[2].split()[0])
        started = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    return kilobytes * 1024 / 1e6 + sum(memory(int(one)) for one in started)


def understand(path: Path) -> dict[str, Any]:
    """Read the file in the limited process alone: its memory and processor time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-P", "-m", "chaland.reading", str(path), str(path.with_suffix(".copy")), ""]
    # A process between: the peak of this one's children is that of the largest so far.
    code = (
        f"import resource,subprocess;subprocess.run({command!r},stdout=subprocess.DEVNULL,check=True);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    surroundings = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"processor_s": round(processor, 1), "peak_mb": round(int(done.stdout) / 1024)}


def run(options: Any) -> Iterator[dict[str, Any]]:
    """Write the file, read it, check it, take it in, and take it in again."""
    path = options.folder / "clients.csv"
    write(path, options.people)
    size = {"rows": options.people, "megabytes": round(path.stat().st_size / 1e6, 1)}
    yield {"measure": "understand", **size, **understand(path), "must_memory_mb": 512}
    for name, more in (("check", ["--dry-run"]), ("import", []), ("again", [])):
        told = take_in(path, *more)
        yield {
            "measure": name,
            **size,
            **{key: told[key] for key in TOLD},
            "must_memory_mb": 500,
            "must_rows_per_second": 8000,
        }


if __name__ == "__main__":
    run_bench("import_dirty", run, people=20_000)
