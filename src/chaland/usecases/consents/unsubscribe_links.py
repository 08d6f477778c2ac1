"""What every message that asks for something to be bought must carry: the way out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.utils import translation
from django.utils.translation import gettext as _

from chaland.messages.links import address_of, footer_token
from chaland.signups.models import Arrival, Channel
from chaland.usecases.rights.tell_origin import origin_said

_PLACE = "-token-"


@dataclass(frozen=True, slots=True)
class WayOut:
    """The foot of a mail as text and as HTML, and its headers. Source: RFC 2369, RFC 8058, LCEN art. 22."""

    text: str
    html: str
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Way:
    """The parts of a way out. end: where no more is asked for; choose: where everything is chosen.

    origin: from which file we have the details, or nothing.
    """

    end: str
    choose: str
    origin: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers by which mail programs offer it."""
        return {"List-Unsubscribe": f"<{self.end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def unsubscribe_links(customer_id: int, *, address: str, purpose: str, language: str, now: datetime) -> WayOut:
    """Return the way out of a mail about one purpose to one address, as kept; good for more than thirteen months.

    To somebody whose details came from a file, it says from which. Source: RGPD art. 14(2)(f), 14(3)(b).

    The mail server must sign both headers by DKIM. They hold one address of the web and nothing to fold.
    """
    way = ways_out([(customer_id, address, language)], purpose=purpose, now=now)[customer_id]
    with translation.override(language):
        words = ((_("Unsubscribe"), way.end), (_("Choose what you receive"), way.choose))
        lines = [_("{label}: {url}").format(label=label, url=url) for label, url in words]
    origin = f"{escape(way.origin)}<br>" if way.origin else ""
    links = " · ".join(f'<a href="{escape(url)}" style="color:#14614d">{escape(label)}</a>' for label, url in words)
    return WayOut(
        text="\n".join([*filter(None, [way.origin]), *lines]) + "\n",
        html=f'<p style="font-size:13px;color:#5f6c65">{origin}{links}</p>',
        headers=way.headers,
    )


def ways_out(people: Sequence[tuple[int, str, str]], *, purpose: str, now: datetime) -> dict[int, Way]:
    """Return the way out of each: customer, address as kept, language; in one statement for all of them."""
    origins = _origins([one for one, _, _ in people])
    # Looked up once: it is the same for everybody but for the token.
    end, choose = (address_of(name, _PLACE) for name in ("public-unsubscribe", "public-preferences"))
    return {
        one: Way(
            end.replace(_PLACE, footer_token(one, purpose=purpose, address=address, now=now)),
            choose.replace(_PLACE, footer_token(one, address=address, now=now)),
            _said(origins[one], language) if one in origins else "",
        )
        for one, address, language in people
    }


def _origins(customer_ids: Sequence[int]) -> dict[int, tuple[str, datetime]]:
    """Return from which file we have somebody's details, and since when, unless they gave them to us themselves."""
    came = Arrival.objects.filter(customer__in=customer_ids, channel=Channel.IMPORT).exclude(source="")
    return {one: (source, at) for one, source, at in came.values_list("customer_id", "source", "arrived_at")}


def _said(origin: tuple[str, datetime], language: str) -> str:
    with translation.override(language):
        return origin_said(*origin)
