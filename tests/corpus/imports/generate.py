"""Writes the files of customers that programs and people leave behind, and those made to do harm. All of it is made up.

Bombs are small here: they are refused for what they claim or unpack to, long before that. `write_all(folder)` returns
the path of each by its case, as `expected.toml` names them.
"""

import csv
import io
import struct
import tomllib
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
PERSON = "N° carte;Nom;Prénom\n2900000000018;Lefèvre;Hélène\n"
_BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{more}'
    '<sheets><sheet name="Clients" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_ROOT = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>'
)
_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{dimension}'
    "<sheetData>{rows}</sheetData></worksheet>"
)
_STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2">'
    '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def cell(value: str | int, *, style: int = 0) -> str:
    """One cell of a sheet: a number or a text."""
    if isinstance(value, int):
        return f'<c s="{style}"><v>{value}</v></c>'
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def row(*cells: str | int) -> str:
    """One row of a sheet, of values or of cells already written."""
    written = (one if isinstance(one, str) and one.startswith("<c") else cell(one) for one in cells)
    return f"<row>{''.join(written)}</row>"


def xlsx(*rows: str, more: str = "", dimension: str = "", members: dict[str, bytes] | None = None) -> bytes:
    """A workbook of one sheet."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", _ROOT)
        package.writestr("xl/workbook.xml", _BOOK.format(more=more))
        package.writestr("xl/_rels/workbook.xml.rels", _LINKS)
        package.writestr("xl/styles.xml", _STYLES)
        package.writestr("xl/worksheets/sheet1.xml", _SHEET.format(dimension=dimension, rows="".join(rows)))
        for name, content in (members or {}).items():
            package.writestr(name, content)
    return target.getvalue()


def _lying(package: bytes) -> bytes:
    """The same package, its directory telling that the sheet unpacks to a hundred bytes."""
    place = package.rindex(b"xl/worksheets/sheet1.xml") - 46
    start = package.index(b"xl/worksheets/sheet1.xml") - 30
    shorter = struct.pack("<I", 100)
    package = package[: place + 24] + shorter + package[place + 28 :]
    return package[: start + 22] + shorter + package[start + 26 :]


HEAD = row("N° carte", "Nom", "Prénom")
ONE = row("2900000000018", "Lefèvre", "Hélène")
_FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)

FILES: dict[str, tuple[str, bytes]] = {
    "I01_utf8_bom": ("f.csv", PERSON.encode("utf-8-sig")),
    "I02_cp1252_accents": ("f.csv", PERSON.encode("cp1252")),
    "I02_mac_roman_accents": ("f.csv", PERSON.encode("mac_roman")),
    "I02_dos_accents": ("f.txt", PERSON.encode("cp850")),
    "I03_utf16le_txt": ("f.txt", PERSON.replace(";", "\t").encode("utf-16-le")),
    "I03_utf16_bom": ("f.txt", PERSON.encode("utf-16")),
    "I04_mixed_encodings": (
        "f.csv",
        (PERSON + "2900000000025;Béranger;Zoé\n").encode() + "2900000000032;Géraud;Noé\n".encode("cp1252"),
    ),
    "I05_mojibake": ("f.csv", "N° carte;Nom;Prénom\n2900000000018;LefÃ¨vre;HÃ©lÃ¨ne\n".encode()),
    "I06_semicolon_fr": ("f.csv", PERSON.encode()),
    "I07_tab_txt": ("f.txt", PERSON.replace(";", "\t").encode()),
    "I08_comma_with_decimal_comma": (
        "f.csv",
        'N° carte,Nom,Prénom,CA total\n2900000000018,Lefèvre,Hélène,"12,50"\n'.encode(),
    ),
    "I09_quotes_multiline_address": (
        "f.csv",
        'N° carte;Nom;Prénom;Adresse\n2900000000018;Lefèvre;Hélène;"Bât. B\n12, rue ""des Lilas"""\n'.encode(),
    ),
    "I10_unclosed_quote": ("f.csv", 'N° carte;Nom;Prénom\n1;"Lefèvre;Hélène\n2;Roux;Paul\n'.encode()),
    "I11_cr_only_newlines": ("f.csv", PERSON.replace("\n", "\r").encode()),
    "I12_nul_bytes": ("f.csv", PERSON.encode() + b"1;No\x00m;X\n"),
    "I13_ragged_rows": ("f.csv", (PERSON + "2900000000025;Roux\n2900000000032;Petit;Zoé;;\n").encode()),
    "I14_duplicate_headers": ("f.csv", b"Nom;Nom;E-mail\na;b;c@example.org\n"),
    "I15_header_missing": ("f.csv", b"helene@example.org;06 39 98 00 01\nzoe@example.org;06 39 98 00 02\n"),
    "I16_header_with_nbsp_and_case": (
        "f.csv",
        ("n°\u00a0CARTE ; NOM\u00a0;  prénom\n" + PERSON.partition("\n")[2]).encode(),
    ),
    "I17_empty_file": ("f.csv", b" \n"),
    "I18_header_only": ("f.csv", "N° carte;Nom;Prénom\n".encode()),
    "I20_one_line": ("f.csv", b"a" * (3 << 20)),
    "I21_5000_columns": (
        "f.csv",
        (";".join(f"c{n}" for n in range(5000)) + "\n" + ";".join("1" * 5000) + "\n").encode(),
    ),
    "I23_xlsx_renamed_csv": ("f.csv", xlsx(HEAD, ONE)),
    "I24_html_saved_as_xls": ("f.xls", b"<html><table><tr><td>Nom</td></tr><tr><td>Roux</td></tr></table></html>"),
    "I25_password_xlsx": (
        "f.xlsx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"),
    ),
    "I26_zip_bomb": ("f.xlsx", xlsx(HEAD, ONE + " " * (6 << 20))),
    "I27_sparse": ("f.xlsx", xlsx(HEAD, _FAR, dimension='<dimension ref="A1:XFD1048576"/>')),
    "I27_sparse_untold": ("f.xlsx", xlsx('<row r="1"><c r="A1"><v>1</v></c></row>', _FAR)),
    "I28_billion_laughs": (
        "f.xlsx",
        xlsx(HEAD, ONE, members={"xl/sharedStrings.xml": (_LAUGHS + "<sst><si><t>&c;</t></si></sst>").encode()}),
    ),
    "I29_formula_values_only": (
        "f.xlsx",
        xlsx(HEAD, row("2900000000018", '<c t="str"><f>DDE("cmd","/c calc","A1")</f><v>Lefèvre</v></c>', "Hélène")),
    ),
    "I30_formula_cells": ("f.xlsx", xlsx(HEAD, row("2900000000018", "Lefèvre", "<c><f>1+1</f></c>"))),
    "I31_macro_xlsm": ("f.xlsm", xlsx(HEAD, ONE, members={"xl/vbaProject.bin": b"made up"})),
    "I32_lying_zip_sizes": ("f.xlsx", _lying(xlsx(HEAD, *[ONE] * 300))),
    "I33_zip_slip_member": ("f.xlsx", xlsx(HEAD, ONE, members={"../../evil.txt": b"made up"})),
    "I34_excel_date_serial": (
        "f.xlsx",
        xlsx(row("Nom", "N° carte", "Date de naissance"), row("Lefèvre", "2900000000018", 29465)),
    ),
    "I35_1904_date_system": (
        "f.xlsx",
        xlsx(
            row("Nom", "N° carte", "Date de naissance"),
            row("Lefèvre", "2900000000018", cell(28003, style=1)),
            more='<workbookPr date1904="1"/>',
        ),
    ),
    "I38_us_dates": (
        "f.csv",
        b"Nom;E-mail;Date de naissance\nRoux;r@example.org;12/31/1980\nPetit;p@example.org;03/04/80\n",
    ),
}


def write_all(folder: Path) -> dict[str, Path]:
    """Write every file into a folder of its own."""
    paths = {}
    for case, (name, content) in FILES.items():
        (folder / case).mkdir()
        paths[case] = folder / case / name
        paths[case].write_bytes(content)
    paths["I22_xls_legacy_biff"] = HERE / "I22_excel_97.xls"
    return paths


def expected() -> dict[str, dict]:
    """What is to become of them: `files` by case, `rows` by case."""
    return tomllib.loads((HERE / "expected.toml").read_text(encoding="utf-8"))


def write_rows(path: Path, rows: dict[str, dict]) -> Path:
    """Write one file with the row of every case, told apart by its first name."""
    headings = ["first_name", *sorted({name for one in rows.values() for name in one["cells"]})]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, headings, restval="", delimiter="|")
        writer.writeheader()
        writer.writerows({"first_name": case, **one["cells"]} for case, one in rows.items())
    return path
