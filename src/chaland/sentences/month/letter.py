"""The month of a shop as a mail: its lines, and the sheet of paper with it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, gettext

from chaland.kernel.money import format_euros_round
from chaland.messages.letters import Button, Part, write
from chaland.messages.transport import Attachment
from chaland.sentences.month import words
from chaland.sentences.month.sheet import sheet
from chaland.usecases.insight.mail_month import Written
from chaland.usecases.insight.read_month import MonthReport


def letter(report: MonthReport) -> Written:
    """Return the mail in the language now active."""
    title = words.heading(report)
    body = write(title, _parts(report), language=_language())
    name = gettext("month_{month}.pdf").format(month=report.month)
    subject = gettext("The month of your shop: {heading}").format(heading=title)
    return Written(subject, body.text, body.html, Attachment(name, "application/pdf", sheet(report)))


def _parts(report: MonthReport) -> list[Part]:
    parts: list[Part] = [[_figure(one) for one in words.figures(report)]]
    if not report.takings.receipts:
        parts = [gettext("No receipt was recorded in this month. Is the till still connected?")]
    parts += [gettext("Your customers:"), [words.people(one) for one in report.people]]
    if report.families:
        parts += [gettext("The families that bring most:"), [_family(one.name, one.cents) for one in report.families]]
    if report.tasks:
        parts += [gettext("To do now:"), [words.task(one) for one in report.tasks]]
    return [
        *parts,
        gettext("The same page, to print, is attached."),
        Button(
            gettext("Open the month in Chaland"),
            f"{settings.PUBLIC_URL}{reverse('insight-month')}?month={report.month}",
        ),
        gettext("You asked for this mail, or an owner of the shop chose you. On that page you may stop it."),
    ]


def _figure(one: words.Figure) -> str:
    return gettext("{label}: {figure} ({compared})").format(
        label=one.label, figure=one.text, compared=", ".join(one.compared)
    )


def _family(name: str, cents: int) -> str:
    return gettext("{name}: {amount}").format(name=name, amount=format_euros_round(cents, _language()))


def _language() -> str:
    return get_language() or "fr"
