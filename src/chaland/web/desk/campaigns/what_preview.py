"""What is typed, shown as a person would get it: alone in its frame, where nothing of it can do anything."""

import re
from html import escape
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from chaland.accounts.rules import PREPARE_CAMPAIGNS
from chaland.campaigns import queries
from chaland.campaigns.content.blocks import Block, Divider, Heading, Picture, Text, Voucher
from chaland.campaigns.content.checks import LONG_SUBJECT
from chaland.campaigns.content.texting import count
from chaland.campaigns.models import Campaign
from chaland.kernel.errors import NotFound, Refusal
from chaland.sentences import sentence
from chaland.usecases.campaigns.preview_message import in_one_page, preview_message
from chaland.usecases.campaigns.write_messages import Written
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.campaigns.what import which, with_pictures
from chaland.web.desk.campaigns.what_form import read_draft
from chaland.web.desk.refusals import not_found_as_404

_POLICY = {
    "default-src": ["'none'"],
    "img-src": ["'self'", "data:"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
}
_SITE = re.compile(r'<img[^>]* src="(https://[a-zA-Z0-9.-]+(?::[0-9]+)?)/')
_TEXT = "white-space:pre-wrap;overflow-wrap:anywhere;margin:0;font:13px/1.5 Consolas,Menlo,monospace"
_TICKET = "border:2px dashed #c89a3c;padding:12px;text-align:center"
_BOX = "font:14px/1.5 Verdana,sans-serif;color:#1b2621"


@permission(PREPARE_CAMPAIGNS)
@require_POST
@xframe_options_sameorigin
def preview(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """Show what is typed; nothing is kept but pictures chosen."""
    scope, (variant, language) = request_scope(request), which(request)
    with not_found_as_404():
        campaign = queries.campaign(campaign_id, scope)
    draft, refused = with_pictures(request, read_draft(request.POST))
    person = request.POST.get("as", "")
    try:
        said = preview_message(
            campaign, variant=variant, language=language, subject=draft.subject, body=draft.body(),
            customer_id=int(person) if person.isascii() and person.isdecimal() else None,
            scope=scope, now=timezone.now(),
        )  # fmt: skip
    except NotFound as gone:
        raise Http404 from gone
    except Refusal as refusal:
        page = _message(refused.get("") or sentence(refusal))
    else:
        page = _shown(campaign, said, draft.preheader, request.POST.get("shape", ""))
    answer = HttpResponse(page)
    # A product's picture may stand on the shop's own site: it is let in, and no other site.
    sites = sorted(set(_SITE.findall(page)))
    answer._csp_replace = {**_POLICY, "img-src": [*_POLICY["img-src"], *sites]}  # type: ignore[attr-defined]  # noqa: SLF001
    return answer


def _shown(campaign: Campaign, said: Written, preheader: str, shape: str) -> str:
    if campaign.channel == Campaign.Channel.EMAIL:
        if shape == "text":
            return _page(f'<pre style="{_TEXT}">{escape(said.text)}</pre>')
        page = in_one_page(said)
        start = page.index(">", page.index("<body")) + 1
        return page[:start] + _inbox(said.subject) + page[start:]
    if campaign.channel == Campaign.Channel.POST:
        return _page("".join(_on_paper(one, said) for one in said.blocks), "#ffffff")
    if campaign.channel == Campaign.Channel.SMS:
        return _page(_text_message(said.text))
    return _page(f'<div style="white-space:pre-wrap;{_BOX}">{escape(said.text)}</div>', "#ffffff")


def _page(inner: str, colour: str = "#f8f4ec") -> str:
    return (
        f'<!doctype html><html lang="{translation.get_language()}"><head><meta charset="utf-8">'
        f"<title>{_('Preview')}</title>"
        f'</head><body style="margin:0;padding:20px;background:{colour};{_BOX}">{inner}</body></html>'
    )


def _message(words: str) -> str:
    return _page(f'<p style="padding:16px;background:#fff;border:1px solid #e3dccd">{escape(words)}</p>')


def _inbox(subject: str) -> str:
    """Write the line of a mailbox: what a telephone cuts off is pale."""
    seen, cut = subject[:LONG_SUBJECT], subject[LONG_SUBJECT:]
    rest = f'<span style="color:#8a8a7c">{escape(cut)}</span>' if cut else ""
    return (
        f'<div dir="auto" style="{_BOX};background:#ffffff;border-bottom:1px solid #e3dccd;padding:10px 14px;'
        f'text-align:start"><strong>{escape(seen) or "—"}</strong>{rest}</div>'
    )


def _text_message(text: str) -> str:
    counted = count(text)
    kind = "GSM-7" if counted.is_basic else "UCS-2"
    parts = ngettext("%(count)s text message", "%(count)s text messages", counted.parts) % {"count": counted.parts}
    told = _("{characters} characters ({kind}): {parts} a person").format(
        characters=counted.characters, kind=kind, parts=parts
    )
    bubble = "white-space:pre-wrap;background:#e3f1ea;border-radius:16px;padding:12px 16px;max-width:300px"
    spoils = ""
    if counted.least < counted.parts:
        words = _("Without {signs} it would take fewer.").format(signs=" ".join(counted.spoils[:8]))
        spoils = f'<p style="color:#805300">{escape(words)}</p>'
    return f'<div style="{bubble}">{escape(text)}</div><p style="color:#47544d">{escape(told)}</p>{spoils}'


def _on_paper(block: Block, said: Written) -> str:
    match block:
        case Heading(text):
            return f'<h1 style="font:bold 22px Georgia,serif">{escape(text)}</h1>'
        case Text(text):
            return f'<p style="white-space:pre-wrap">{escape(text)}</p>'
        case Picture(digest, alt, _url) if digest:
            return f'<img src="/p/pictures/{digest}" alt="{escape(alt)}" style="max-width:100%">'
        case Divider():
            return '<hr style="border:0;border-top:1px solid #8a8a7c">'
        case Voucher(note):
            told: Any = filter(None, [said.voucher, said.voucher_code, note])
            return f'<div style="{_TICKET}">{"<br>".join(map(escape, told))}</div>'
    return ""
