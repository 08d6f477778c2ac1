"""Letters of a campaign and files for other mailers: made again each time, without who has withdrawn since."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from typing import IO

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from chaland.accounts.rules import EXPORT_CUSTOMERS, IMPORT_FILES, VIEW_CAMPAIGNS, may
from chaland.campaigns import queries
from chaland.campaigns.models import Campaign, Picture
from chaland.kernel.errors import Refusal
from chaland.kernel.numbers import format_number
from chaland.sentences import sentence
from chaland.sentences.campaigns import on_paper
from chaland.sentences.campaigns.mailers import MAILERS, write_addresses
from chaland.usecases.campaigns.hand_over import Addressee, addressees
from chaland.usecases.campaigns.mailer_files import Returned, contacts, suppressed, take_returned
from chaland.usecases.campaigns.read_addresses import read_addresses
from chaland.usecases.campaigns.speak_for import sender_of
from chaland.usecases.rights.watch_accesses import note_exported, without_erased
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.campaigns.progress import who_was_left_out
from chaland.web.desk.refusals import not_found_as_404

WRONGS = {
    "too_long": _("A line is longer than the 38 characters of the norm."),
    "incomplete": _("The street or the town is missing."),
}
_MOST_FLAGGED = 100
_PDF, _CSV = "application/pdf", "text/csv"
Make = Callable[[IO[bytes], Campaign], list[int]]


@permission(VIEW_CAMPAIGNS)
@require_GET
def files(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """Show what can be taken, which addresses a sorting machine would refuse, and where to give back who left."""
    campaign = _campaign(request, campaign_id)
    by_post, counts = campaign.channel == Campaign.Channel.POST, queries.counts(campaign.pk)
    people = list(addressees(campaign, now=timezone.now(), with_words=False))
    flagged = [_flagged(one) for one in people if one.lines.wrongs][:_MOST_FLAGGED] if by_post else []
    context = {
        "nav": "campaigns",
        "campaign": campaign,
        "by_post": by_post,
        "count": len(people),
        "waiting": counts["waiting"],
        "handed_over": counts["sent"],
        **who_was_left_out(campaign),
        "flagged": flagged,
        "mailers": list(MAILERS.items()),
        "may_export": may(request.user.role, EXPORT_CUSTOMERS),
        "may_import": may(request.user.role, IMPORT_FILES),
    }
    return render(request, "desk/campaigns/files.html", context)


def _flagged(one: Addressee) -> tuple[int, str, list[str]]:
    return one.customer_id, " · ".join(one.lines.lines), [str(WRONGS[code]) for code in one.lines.wrongs]


@permission(EXPORT_CUSTOMERS)
@require_GET
def file(request: DeskRequest, campaign_id: int, name: str) -> FileResponse:
    """Send one file; who is in it is written down, as for every file about customers."""
    campaign = _campaign(request, campaign_id)
    made = _files(campaign).get(name)
    if made is None:
        raise Http404
    content_type, make = made
    whole = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it

    def write() -> list[int]:
        whole.seek(0)
        whole.truncate()
        return make(whole, campaign)

    taken = without_erased(write)
    scope = request_scope(request)
    note_exported(taken, user_id=request.user.pk, store_id=scope.store_id, detail=name[:20], now=timezone.now())
    whole.seek(0)
    stem = slugify(campaign.name) or str(campaign.pk)
    return FileResponse(whole, as_attachment=True, filename=f"{stem}-{name}", content_type=content_type)


@permission(IMPORT_FILES)
@require_POST
def returned(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """Take in the file that another mailer gives back."""
    campaign = _campaign(request, campaign_id)
    try:
        found = _take_in(request)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        said = gettext("Addresses taken in: {addresses}. Customers they are of: {customers}.")
        language = request.LANGUAGE_CODE
        shown = {"addresses": found.addresses, "customers": found.customers}
        messages.success(request, said.format(**{key: format_number(value, language) for key, value in shown.items()}))
    return redirect("campaign-files", campaign.pk)


def _take_in(request: DeskRequest) -> Returned:
    given, mailer = request.FILES.get("file"), MAILERS.get(request.POST.get("mailer", ""))
    if given is None or mailer is None:
        raise Refusal("no_addresses_in_file", field="file")
    are_dead = "dead" in request.POST
    return take_returned(read_addresses(given), mailer=mailer.name, are_dead=are_dead, now=timezone.now())


def _campaign(request: DeskRequest, campaign_id: int) -> Campaign:
    with not_found_as_404():
        found = queries.campaign(campaign_id, request_scope(request))
    if found.channel not in {Campaign.Channel.POST, Campaign.Channel.FILE}:
        raise Http404
    return found


def _files(campaign: Campaign) -> Mapping[str, tuple[str, Make]]:
    """Return what can be taken of a campaign, by name."""
    if campaign.channel == Campaign.Channel.POST:
        return {
            "letters.pdf": (_PDF, _letters),
            "cards.pdf": (_PDF, _cards),
            "labels.pdf": (_PDF, lambda file, one: on_paper.labels(file, _people(one), sender_of(one))),
            "addresses.csv": (_CSV, _addresses),
        }
    lists = {f"{code}.csv": (_CSV, _list(code)) for code in MAILERS}
    return lists | {f"{code}-stop.csv": (_CSV, _stops(code)) for code in MAILERS}


def _people(campaign: Campaign) -> Iterator[Addressee]:
    return addressees(campaign, now=timezone.now())


def _letters(file: IO[bytes], campaign: Campaign) -> list[int]:
    return on_paper.letters(file, _people(campaign), sender_of(campaign), _pictures(campaign))


def _cards(file: IO[bytes], campaign: Campaign) -> list[int]:
    return on_paper.cards(file, _people(campaign), sender_of(campaign), _pictures(campaign))


def _addresses(file: IO[bytes], campaign: Campaign) -> list[int]:
    return write_addresses(file, _people(campaign), {code: gettext(str(words)) for code, words in WRONGS.items()})


def _list(code: str) -> Make:
    return lambda file, campaign: MAILERS[code].write(file, contacts(campaign, now=timezone.now()))


def _stops(code: str) -> Make:
    return lambda file, _campaign: MAILERS[code].write_out(file, suppressed(now=timezone.now()))


def _pictures(campaign: Campaign) -> dict[str, bytes]:
    shown = {block.get("digest", "") for one in campaign.contents.all() for block in one.body.get("blocks", [])}
    return {one.digest: bytes(one.content) for one in Picture.objects.filter(digest__in=shown - {""})}
