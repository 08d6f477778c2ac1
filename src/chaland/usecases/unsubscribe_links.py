"""What every message that asks for something to be bought must carry: the way out of it."""

from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chaland.kernel.dates import format_day
from chaland.messages.links import address_of, footer_token
from chaland.signups.models import Arrival, Channel
from chaland.stores.queries import network_zone


@dataclass(frozen=True, slots=True)
class WayOut:
    """The foot of a mail as text and as HTML, and its headers. Source: RFC 2369, RFC 8058, LCEN art. 22."""

    text: str
    html: str
    headers: dict[str, str]


def unsubscribe_links(customer_id: int, *, address: str, purpose: str, language: str, now: datetime) -> WayOut:
    """Return the way out of a mail about one purpose to one address, as kept; good for more than thirteen months.

    To somebody whose details came from a file, it says from which. Source: RGPD art. 14(2)(f), 14(3)(b).

    The mail server must sign both headers by DKIM. They hold one address of the web and nothing to fold.
    """
    end = address_of("public-unsubscribe", footer_token(customer_id, purpose=purpose, address=address, now=now))
    choose = address_of("public-preferences", footer_token(customer_id, address=address, now=now))
    with translation.override(language):
        words = ((_("Unsubscribe"), end), (_("Choose what you receive"), choose))
        lines = [*_origin(customer_id), *(_("{label}: {url}").format(label=label, url=url) for label, url in words)]
        origin = "".join(f"{escape(one)}<br>" for one in _origin(customer_id))
    links = " · ".join(f'<a href="{escape(url)}" style="color:#14614d">{escape(label)}</a>' for label, url in words)
    return WayOut(
        text="\n".join(lines) + "\n",
        html=f'<p style="font-size:13px;color:#5f6c65">{origin}{links}</p>',
        headers={"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def _origin(customer_id: int) -> list[str]:
    """Return from where we have somebody's details, unless they gave them to us themselves."""
    came = Arrival.objects.filter(customer=customer_id, channel=Channel.IMPORT).exclude(source="").first()
    if came is None:
        return []
    day = format_day(came.arrived_at.astimezone(ZoneInfo(network_zone())).date(), get_language() or "fr")
    said = _(
        "We have your details from “{source}”, since {day}. You may ask us what we hold, have it put right or erased."
    )
    return [said.format(source=came.source, day=day)]
