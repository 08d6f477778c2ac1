"""Files of any program read into plain rows: encodings, separators, headings, vCards, exports recognised."""

import csv
import json
import subprocess
import sys

import pytest

from chaland.kernel.errors import Refusal
from chaland.kernel.mojibake import is_spoiled, repair
from chaland.reading import vcards
from chaland.reading.presets import recognise
from chaland.reading.process import understand_file
from chaland.reading.staging import stage

CARDS = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Lef=C3=A8vre;H=C3=A9l=
=C3=A8ne;;Mme;
TEL;CELL;PREF:06 39 98 00 01
TEL;HOME:04 67 00 00 01
TEL;WORK;FAX:04 67 00 00 02
EMAIL;INTERNET:home@example.org
EMAIL;PREF;INTERNET:helene@example.org
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Paul Roux
item1.ADR;type=HOME;type=pref:;;12\\, rue du Test\\nBât. B;Montpellier;;34000;France
BDAY;value=date:1604-02-03
NOTE:une ligne
  et sa suite
END:VCARD
BEGIN:VCARD
VERSION:4.0
N:Petit;Zoé;;;
TEL;VALUE=uri;TYPE="cell,voice":tel:+33-639-98-00-03
BDAY:--0412
LANG;PREF=1:fr
END:VCARD
"""


def read(tmp_path, text, name="f.csv", encoding="utf-8"):
    """What is understood of a made-up file, and its rows as they are copied."""
    source = tmp_path / name
    source.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    told = stage(source, tmp_path / "copy.csv")
    with (tmp_path / "copy.csv").open(encoding="utf-8", newline="") as file:
        return told, list(csv.reader(file))


def test_cards_of_three_versions_are_rows(tmp_path):
    path = tmp_path / "carnet.vcf"
    path.write_bytes(CARDS.replace("\n", "\r\n").encode())
    told = [{name: cell for name, cell in zip(vcards.HEADINGS, row, strict=True) if cell} for row in vcards.rows(path)]
    assert told == [
        {
            "civility": "Mme", "first_name": "Hélène", "last_name": "Lefèvre", "email": "helene@example.org",
            "email 2": "home@example.org", "mobile": "06 39 98 00 01", "phone": "04 67 00 00 01",
        },
        {
            "last_name": "Paul Roux", "address1": "12, rue du Test", "address2": "Bât. B", "postcode": "34000",
            "city": "Montpellier", "country": "France", "birthday": "--02-03", "note": "une ligne et sa suite",
        },
        {
            "first_name": "Zoé", "last_name": "Petit", "mobile": "+33-639-98-00-03", "birthday": "--04-12",
            "language": "fr",
        },
    ]  # fmt: skip


def test_rows_keep_the_numbers_of_the_file(tmp_path):
    text = "Boutique\n\nNom;Prénom;Mail\nRoux;A;a@example.org\n\nNom;Prénom;Mail\nPetit;B;b@example.org\nTOTAL;2;\n"
    told, copied = read(tmp_path, text)
    assert (told.header_row, told.rows, told.left_out) == (3, 2, [(1, "above"), (6, "heading"), (8, "total")])
    assert [(place, row[0]) for place, row in enumerate(copied, 1) if row] == [(1, "#0"), (4, "Roux"), (7, "Petit")]


def test_groups_above_name_columns_that_come_twice_or_blank(tmp_path):
    text = "Identité;;Domicile;Travail;E-mail\nNom;Prénom;Téléphone;Téléphone;\nRoux;Paul;1;2;a@example.org\n"
    assert read(tmp_path, text)[0].headings == ["Nom", "Prénom", "Domicile Téléphone", "Travail Téléphone", "E-mail"]


def test_customer_called_total_is_a_customer(tmp_path):
    told, _ = read(tmp_path, "Nom;Prénom;E-mail;Ville\nTotal;Marie;m@example.org;Nice\n")
    assert (told.rows, told.left_out) == (1, [])


def test_columns_without_headings_are_told_by_what_they_hold(tmp_path):
    told, _ = read(tmp_path, "Roux;06 39 98 00 01;a@example.org;34000\nPetit;06 39 98 00 02;b@example.org;75001\n")
    assert (told.header_row, [column["kind"] for column in told.columns]) == (None, ["", "mobile", "email", "postcode"])


@pytest.mark.parametrize("mark", [";", ",", "\t", "|", "^", "~"])
def test_separator_is_the_one_that_cuts_evenly(tmp_path, mark):
    rows = [
        ("Nom", "E-mail", "Adresse"),
        ("Roux", "a@example.org", "12 rue; du Test" if mark != ";" else "rue, du Test"),
    ]
    assert read(tmp_path, "".join(f"{mark.join(row)}\n" for row in rows))[0].delimiter == mark


def test_separator_told_by_a_spreadsheet_is_believed(tmp_path):
    told, _ = read(tmp_path, "sep=^\nNom^E-mail\nRoux^a@example.org\n")
    assert (told.delimiter, told.headings) == ("^", ["Nom", "E-mail"])


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        ("EMAIL;PRENOM;NOM;SMS", "brevo"),
        ("Email Address;First Name;Last Name;OPTIN_TIME;EUID", "mailchimp"),
        ("First Name;Last Name;Email;Accepts Email Marketing;Tags", "shopify"),
        ("Reference ID;First Name;Last Name;Email Address;Phone Number;Square Customer ID", "square"),
        ("customer_code;first_name;last_name", "lightspeed"),
        ("External ID;Name;Street;Zip", "odoo"),
        ("First Name;Last Name;E-mail 1 - Value;Phone 1 - Value", "google"),
        ("First Name;Last Name;E-mail Address;Home Street", "outlook"),
        ("Nom;Prénom;Tél.", None),
    ],
)
def test_exports_are_recognised_by_their_headings(headings, code):
    found = recognise(headings.split(";"))
    assert (found and found.code) == code


def test_sound_text_is_never_taken_for_spoiled():
    sound = ["SÃO PAULO", "Ãngela", "André", "L’été", "50 €", "Zoë Nuñez", "Đặng"]
    assert [(text, is_spoiled(text), repair(text)) for text in sound] == [(text, False, text) for text in sound]


def test_accents_spoiled_twice_are_repaired():
    twice = "Hélène".encode().decode("cp1252").encode().decode("cp1252")
    assert repair(twice) == "Hélène"


def test_process_may_open_no_connection_and_start_no_program(tmp_path):
    (tmp_path / "f.csv").write_text("Nom;E-mail\nRoux;a@example.org\n")
    code = (
        "import sys, socket, subprocess, pathlib; from chaland.reading.__main__ import limit\n"
        "limit(pathlib.Path(sys.argv[1]))\n"
        "for act in (lambda: socket.create_connection(('127.0.0.1', 9)), lambda: subprocess.run(['true'])):\n"
        "    try: act()\n"
        "    except PermissionError: print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "f.csv")], capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["refused", "refused"]


def test_process_that_needs_too_much_memory_is_a_refusal(tmp_path, monkeypatch):
    (tmp_path / "f.csv").write_text("Nom;E-mail\nRoux;a@example.org\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "sitecustomize.py").write_text("import resource; resource.setrlimit(resource.RLIMIT_CPU, (0, 0))")
    with pytest.raises(Refusal, match="file_too_heavy"):
        understand_file(tmp_path / "f.csv", tmp_path / "copy.csv")


def test_process_sees_no_key_of_the_server(tmp_path, monkeypatch):
    (tmp_path / "f.csv").write_text("Nom;E-mail\nRoux;a@example.org\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "made-up")
    (tmp_path / "sitecustomize.py").write_text(
        f"import os, json; open({str(tmp_path / 'seen')!r}, 'w').write(json.dumps(sorted(os.environ)))"
    )
    understand_file(tmp_path / "f.csv", tmp_path / "copy.csv")
    assert "DATABASE_URL" not in json.loads((tmp_path / "seen").read_text())
