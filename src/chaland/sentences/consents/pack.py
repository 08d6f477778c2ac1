"""The proof of what somebody agreed to, in one ZIP: a sheet to read, the same for machines, and how to verify it."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language, gettext
from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from chaland.kernel.dates import format_day
from chaland.kernel.print import CHARACTERS, spelt
from chaland.sentences.consents.words import ACTS, CHANNELS, METHODS, PURPOSES, point_name

_INK, _SOFT = (27, 38, 33), (71, 84, 77)
SCRIPT = "verify.py"


def pack(proof: Mapping[str, Any]) -> bytes:
    """Return the ZIP of what `usecases.consents.prove_consents` gave."""
    script = files("chaland.privacy").joinpath("verify_proof.py").read_text(encoding="utf-8")
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("consents.pdf", _sheet(proof))
        archive.writestr("consents.json", json.dumps(proof, ensure_ascii=False, indent=1))
        archive.writestr(SCRIPT, script)
    return held.getvalue()


def _sheet(proof: Mapping[str, Any]) -> bytes:
    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = CHARACTERS
    pdf.set_lang(get_language() or "fr")
    pdf.set_title(spelt(gettext("Proof of consents")))
    pdf.set_margins(15, 15)
    pdf.set_auto_page_break(auto=True, margin=15)
    pdf.add_page()
    who = proof["customer"]
    _line(pdf, gettext("Proof of consents"), 16, style="B")
    _line(pdf, f"{who['name']} · {who['reference'] or who['id']} · {proof['network']}", 11)
    made = datetime.fromisoformat(proof["made_at"])
    _line(pdf, gettext("Made on {day}, from the ledger of consents.").format(day=_moment(made)), 9, color=_SOFT)
    for line in proof["lines"]:
        _entry(pdf, dict(zip(proof["columns"], line["sealed"], strict=True)), line, proof["texts"])
    if not proof["lines"]:
        _line(pdf, gettext("Nothing was ever asked of them."), 11)
    pdf.ln(4)
    _line(pdf, gettext("To verify this proof without us: python {script}").format(script=SCRIPT), 9, color=_SOFT)
    _line(pdf, gettext("End of the ledger: {hash}").format(hash=proof["head"]), 8, color=_SOFT)
    return bytes(pdf.output())


def _entry(pdf: FPDF, said: Mapping[str, Any], line: Mapping[str, Any], texts: Mapping[str, str]) -> None:
    pdf.ln(3)
    what = f"{PURPOSES.get(said['purpose'], said['purpose'])} · {CHANNELS[said['channel']]}"
    _line(
        pdf,
        f"{said['number']}. {_moment(datetime.fromisoformat(said['given_at']))} · {ACTS[said['act']]}",
        11,
        style="B",
    )
    _line(pdf, f"{what} · {said['controller']}", 10)
    for detail in _details(said, line):
        _line(pdf, detail, 9, color=_SOFT)
    if text := texts.get(str(said["text_id"])):
        _line(pdf, f"« {text} »", 10)
        shown = gettext("Text {number}, SHA-256: {hash}").format(number=said["text_id"], hash=said["text_hash"])
        _line(pdf, shown, 7, color=_SOFT)
    _line(pdf, gettext("Line of the ledger, SHA-256: {hash}").format(hash=line["hash"]), 7, color=_SOFT)


def _details(said: Mapping[str, Any], line: Mapping[str, Any]) -> Sequence[str]:
    how = f"{point_name(said['point'])}, {METHODS.get(said['method'], said['method'])}"
    recorded = gettext("Written down on {day} ({zone})").format(
        day=_moment(datetime.fromisoformat(said["recorded_at"])), zone=said["zone"]
    )
    beside = [*(line["private"] or {"values": []})["values"], *(line["trace"] or {"values": []})["values"]]
    return [how, recorded, *filter(None, [" · ".join(filter(None, beside))])]


def _moment(moment: datetime) -> str:
    return f"{format_day(moment.date(), get_language() or 'fr')} {moment:%H:%M} UTC"


def _line(pdf: FPDF, text: object, size: float, *, style: str = "", color: tuple[int, int, int] = _INK) -> None:
    pdf.set_font("Helvetica", style, size)
    pdf.set_text_color(*color)
    pdf.multi_cell(180, size * 0.5, spelt(text), align=Align.L, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
