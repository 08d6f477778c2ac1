"""Files as other mailers and printers read them: their separators, encodings and headings."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Self

from chaland.campaigns.rules.postal import MOST_LINES
from chaland.usecases.campaigns.hand_over import Addressee
from chaland.usecases.campaigns.mailer_files import Contact

_FORMULA = "=+-@\t\r\n\0"


@dataclass(frozen=True, slots=True)
class Mailer:
    """How one mailer reads a file. row: a person's cells, in the order of the headings."""

    name: str
    delimiter: str
    encoding: str
    headings: tuple[str, ...]
    row: Callable[[Contact], Sequence[str]]

    def write(self, file: IO[bytes], people: Iterable[Contact]) -> list[int]:
        """Write the rows one by one; returns whose they are."""
        taken: list[int] = []
        with _Csv(file, self.delimiter, self.encoding) as rows:
            rows.write(self.headings)
            for one in people:
                rows.write(self.row(one))
                taken.append(one.customer_id)
        return taken

    def write_out(self, file: IO[bytes], people: Iterable[tuple[int, str]]) -> list[int]:
        """Write the addresses that must be left out; returns whose they are."""
        taken: list[int] = []
        with _Csv(file, self.delimiter, self.encoding) as rows:
            rows.write(self.headings[:1])
            for customer_id, address in people:
                rows.write([address])
                taken.append(customer_id)
        return taken


def _civility(one: Contact) -> str:
    return {"mme": "Mme", "m": "M."}.get(one.civility, "")


MAILERS: Mapping[str, Mailer] = {
    # Source: help.brevo.com 208729849; attributes of French accounts.
    "brevo": Mailer(
        "Brevo", ";", "utf-8", ("EMAIL", "NOM", "PRENOM", "EXT_ID", "CIVILITE", "BON"),
        lambda one: (
            one.email, one.last_name, one.first_name, f"chaland-{one.customer_id}", _civility(one), one.voucher_code,
        ),
    ),
    # Source: the headings of its own exports.
    "mailchimp": Mailer(
        "Mailchimp", ",", "utf-8", ("Email Address", "First Name", "Last Name", "Language", "Voucher"),
        lambda one: (one.email, one.first_name, one.last_name, one.language or "fr", one.voucher_code),
    ),
    # Neither publishes its columns: those are mapped by hand while importing.
    "newsletter2go": Mailer(
        "Newsletter2Go", ";", "utf-8-sig", ("email", "first_name", "last_name", "gender", "voucher"),
        lambda one: (
            one.email, one.first_name, one.last_name, {"mme": "f", "m": "m"}.get(one.civility, ""), one.voucher_code,
        ),
    ),
    "etarget": Mailer(
        "eTarget", ";", "windows-1252", ("EMAIL", "CIVILITE", "NOM", "PRENOM", "BON"),
        lambda one: (one.email, _civility(one), one.last_name, one.first_name, one.voucher_code),
    ),
}  # fmt: skip


def write_addresses(file: IO[bytes], people: Iterable[Addressee], wrongs: Mapping[str, str]) -> list[int]:
    """Write the addresses for a printer: each line in its place of the norm, the voucher, what is wrong with them."""
    taken: list[int] = []
    with _Csv(file, ";", "utf-8-sig") as rows:
        rows.write([*(f"LIGNE{place}" for place in range(1, MOST_LINES + 1)), "PAYS", "BON", "REMARQUES"])
        for one in people:
            placed = dict(zip(one.lines.places, one.lines.lines, strict=True))
            lines = [placed.get(place, "") for place in range(1, MOST_LINES + 2)]
            remarks = " ".join(wrongs[code] for code in one.lines.wrongs)
            rows.write([*lines, one.written.voucher_code if one.written else "", remarks])
            taken.append(one.customer_id)
    return taken


class _Csv:
    """Rows of text; a cell that a spreadsheet would run as a formula loses what starts it."""

    def __init__(self, file: IO[bytes], delimiter: str, encoding: str) -> None:
        self._text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="", write_through=True)
        self._rows = csv.writer(self._text, delimiter=delimiter, lineterminator="\r\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._text.detach()

    def write(self, cells: Iterable[str]) -> None:
        self._rows.writerow([cell.lstrip(_FORMULA) for cell in cells])
