"""Papers that the shop completes and signs: an arrangement between merchants, an impact study, a notice of a breach.

They are drawn from the settings; what only the shop knows is left as a line of dots.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from fpdf import FPDF

from chaland.kernel.dates import format_day
from chaland.privacy.models import Breach
from chaland.sentences.rights.told import begin, write_line
from chaland.sentences.rights.words import DATA, PARTS, line, said_of
from chaland.usecases.rights.handle_breaches import HOURS

_DOTS = "." * 60
_SHARES: Sequence[tuple[Promise, Promise]] = (
    (_("What is shared"), _("The customer, their card and the balance of points. A merchant sees its own receipts, and "
        "contact details that were told to it; another's only when the person agrees to share with the street.")),
    (_("Informing people"), _("Each merchant shows the notice of the form or of the till where it collects data.")),
    (_("Consents"), _("Each merchant asks for its own; one ledger keeps the proof of all of them.")),
    (_("Requests of people"), _("A person may turn to any merchant, who notes the request the same day; the contact "
        "point below answers within a month, for all.")),
    (_("Security and access"), _("Each merchant answers for its users; the network answers for the server, the backups "
        "and the access log.")),
    (_("Breaches"), _("Who learns of one tells the contact point at once; it tells the CNIL within 72 hours, and those "
        "concerned.")),
    (_("Leaving"), _("A merchant who leaves keeps nothing of the others; what customers told it alone goes with it.")),
)  # fmt: skip
_RISKS: Sequence[tuple[Promise, Promise]] = (
    (_("Somebody sees data who should not"), _("embarrassment, unwanted contact, fraud in the customer's name")),
    (_("Data are changed"), _("lost points, a no that is forgotten")),
    (_("Data disappear"), _("lost points and proofs")),
)


def arrangement_sheet(content: Mapping[str, Any], made_at: datetime) -> bytes:
    """Return the arrangement between the merchants of a street, in the language now active. Source: RGPD art. 26.

    content: of the register in force. Its essence is to be made available to customers.
    """
    pdf = _open(gettext("Arrangement between joint controllers"), made_at)
    told = gettext(
        "Article 26 of the GDPR. The merchants named here decide together why and how the file of customers of "
        "{network} is used."
    )
    write_line(pdf, told.format(network=content["controllers"][0]), 9)
    for part in ("controllers", "purposes", "retention"):
        _part(pdf, part, content)
    _titled(pdf, gettext("Who does what"), [said_of(what, how) for what, how in _SHARES])
    _titled(pdf, gettext("Contact point for customers"), [_DOTS])
    _titled(pdf, gettext("Signed by"), [f"{name}  {_DOTS}" for name in content["controllers"]])
    return bytes(pdf.output())


def impact_sheet(content: Mapping[str, Any], customers: int, made_at: datetime) -> bytes:
    """Return the impact study as far as the settings tell it, in the language now active. Source: RGPD art. 35."""
    pdf = _open(gettext("Data protection impact assessment"), made_at)
    write_line(pdf, gettext("Article 35 of the GDPR. Drawn from the settings; what only you know is dotted."), 9)
    _titled(pdf, gettext("How many people"), [str(customers)])
    for part in ("controllers", "purposes", "data", "fields", "recipients", "retention"):
        _part(pdf, part, content)
    profiling = gettext("Purchases choose who receives offers; nobody is refused a price or a service by a score. Who "
                        "objects is left out of the computation itself.")  # fmt: skip
    _titled(pdf, gettext("Profiling"), [profiling])
    needed = gettext("Why each purpose needs these data, and why no fewer: {dots}").format(dots=_DOTS)
    _titled(pdf, gettext("Necessity and proportion"), [needed])
    told = gettext("{risk}: {harm}. Likelihood: {dots} Severity: {dots}")
    risks = [told.format(risk=risk, harm=harm, dots=_DOTS[:12]) for risk, harm in _RISKS]
    _titled(pdf, gettext("Risks for people"), risks)
    _part(pdf, "measures", content)
    officer, decision = gettext("Opinion of the data-protection officer"), gettext("Decision of the controller")
    for title in (officer, decision):
        _titled(pdf, title, [_DOTS, _DOTS])
    return bytes(pdf.output())


def notice_sheet(breach: Breach, network: str, concerned: int, categories: Sequence[str], made_at: datetime) -> bytes:
    """Return the draft of the notice of a breach to the authority, then of the letter to those concerned.

    Source: RGPD art. 33(3), 34(2).
    """
    pdf = _open(gettext("Notice of a personal data breach (draft)"), made_at)
    write_line(pdf, gettext("Article 33 of the GDPR: to be entered on notifications.cnil.fr."), 9)
    since, until = breach.from_at, breach.until_at
    period = " – ".join(_moment(one) for one in (since, until) if one)
    facts = [
        (gettext("Controller"), network),
        (gettext("Known since"), _moment(breach.known_at)),
        (gettext("When it happened"), period or _DOTS),
        (gettext("What happened"), breach.facts),
        (gettext("How many people are concerned"), str(concerned) if concerned else _DOTS),
        (gettext("Categories of data"), ", ".join(str(DATA.get(one, one)) for one in categories)),
        (gettext("What may follow from it"), breach.effects or _DOTS),
        (gettext("What was done"), breach.measures or _DOTS),
        (gettext("Data-protection officer or contact point"), _DOTS),
    ]
    if (breach.notified_at or made_at) > breach.known_at + HOURS:
        facts.append((gettext("Why it is told after 72 hours"), _DOTS))
    for title, told in facts:
        _titled(pdf, title, [told])
    pdf.add_page()
    write_line(pdf, gettext("To those concerned (draft)"), 18, bold=True)
    for paragraph in _letter(breach, network):
        pdf.ln(3)
        write_line(pdf, paragraph, 11)
    return bytes(pdf.output())


def _letter(breach: Breach, network: str) -> list[str]:
    return [
        gettext("Dear customer,"),
        gettext("We learnt on {day} that data about you may have been seen by somebody who should not have.").format(
            day=format_day(breach.known_at, get_language() or "fr")
        ),
        breach.facts,
        gettext("What may follow from it: {effects}").format(effects=breach.effects or _DOTS),
        gettext("What we did, and what you may do: {measures}").format(measures=breach.measures or _DOTS),
        gettext("Whom to ask: {dots}").format(dots=_DOTS),
        network,
    ]


def _open(title: str, made_at: datetime) -> FPDF:
    pdf = begin(title)
    write_line(pdf, title, 18, bold=True)
    write_line(pdf, format_day(made_at, get_language() or "fr"), 11)
    return pdf


def _part(pdf: FPDF, part: str, content: Mapping[str, Any]) -> None:
    rows = content.get(part, [])
    _titled(pdf, str(PARTS[part]), [line(part, row) for row in rows] or [gettext("Nobody else.")])


def _titled(pdf: FPDF, title: str, lines: Sequence[str]) -> None:
    pdf.ln(3)
    write_line(pdf, title, 12, bold=True)
    for one in lines:
        write_line(pdf, one, 9)


def _moment(moment: datetime) -> str:
    return f"{format_day(moment, get_language() or 'fr')} {localtime(moment):%H:%M}"
