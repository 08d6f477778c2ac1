"""The step of a draft where one writes what it says, and sees it as people will."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import IO, Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from chaland.accounts.rules import PREPARE_CAMPAIGNS
from chaland.campaigns import queries
from chaland.campaigns.content.body import has_markup, refusals
from chaland.campaigns.content.checks import check
from chaland.campaigns.content.templates import template, templates_for
from chaland.campaigns.models import Campaign
from chaland.kernel.errors import Refusal
from chaland.kernel.money import format_euros
from chaland.sentences import sentence
from chaland.sentences.campaign_content import TEMPLATES, field_names, remarks_told
from chaland.stores.models import Product
from chaland.stores.queries import find_products
from chaland.usecases.campaigns.add_picture import add_picture
from chaland.usecases.campaigns.preview_message import some_people
from chaland.usecases.campaigns.write_content import VARIANTS, add_variant, remove_content, write_content
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.campaigns.what_form import Draft, act, draft_of, kinds_for, read_draft, rows_of, skus_of
from chaland.web.desk.refusals import not_found_as_404

LONGEST_NUMBER = 18
PRODUCTS_SHOWN = 20
_FILE = "-file"
_NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Place:
    """Where one writes: which variant of a campaign, in which language."""

    campaign: Campaign
    variant: str
    language: str

    @property
    def url(self) -> str:
        """The address of the page that shows it."""
        asked = urlencode({"variant": self.variant, "language": self.language})
        return f"{reverse('campaign-what', args=[self.campaign.pk])}?{asked}"


@permission(PREPARE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def what(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """Write what a draft says, in one variant and language at a time."""
    with not_found_as_404():
        campaign = queries.campaign(campaign_id, request_scope(request))
    if campaign.state != Campaign.State.DRAFT:
        return redirect("campaign", campaign_id)
    if campaign.channel == Campaign.Channel.FILE:
        return redirect("campaign-offer", campaign_id)
    place = Place(campaign, *which(request))
    if request.method == "POST":
        return _posted(request, place)
    return _page(request, place, _kept(request, place))


def which(request: DeskRequest) -> tuple[str, str]:
    """Return the variant and language that one looks at."""
    said = request.POST if request.method == "POST" else request.GET
    variant, language = said.get("variant", ""), said.get("language", "")
    return (
        variant if variant in tuple(VARIANTS) else VARIANTS[0],
        language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
    )


def _kept(request: DeskRequest, place: Place) -> Draft:
    """Return what was written, or the template that was asked for."""
    chosen = template(place.campaign.channel, request.GET.get("template", ""), place.language)
    if chosen:
        draft, kinds = draft_of(*chosen), {code for code, *_ in _kinds(place.campaign)}
        return replace(draft, blocks=tuple(one for one in draft.blocks if one.kind in kinds))
    content = place.campaign.contents.filter(variant=place.variant, language=place.language).first()
    return draft_of(content.subject, content.body) if content else Draft()


def _kinds(campaign: Campaign) -> list[Any]:
    return kinds_for(campaign.channel, may_renew=queries.may_ask_to_renew(campaign))


def _templates(campaign: Campaign) -> list[tuple[str, Any]]:
    """Return what one may begin with; the yearly question only where there is something to say yes to again."""
    may_renew = queries.may_ask_to_renew(campaign)
    return [(one, TEMPLATES[one]) for one in templates_for(campaign.channel) if may_renew or one != "consent"]


def _posted(request: DeskRequest, place: Place) -> HttpResponse:
    draft, errors = with_pictures(request, read_draft(request.POST))
    action = request.POST.get("act", "save")
    if errors or action.partition(":")[0] in ("add", "up", "down", "remove", "more"):
        changed, focus = act(draft, action) if not errors else (draft, "")
        return _page(request, place, changed, errors, focus)
    try:
        there = _carried_out(request, place, draft, action)
    except Refusal as refusal:
        every = [refusal, *refusals(place.campaign.channel, draft.subject, draft.body())]
        return _page(request, place, draft, {one.field or "": sentence(one) for one in every})
    if has_markup(draft.body()):
        messages.warning(request, gettext("HTML was taken out of your text: write plain words, **bold** and links."))
    return redirect(there)


def _carried_out(request: DeskRequest, place: Place, draft: Draft, action: str) -> str:
    """Do what a button asks, and return where one goes on."""
    asked: dict[str, Any] = {"scope": request_scope(request), "now": timezone.now()}
    pk, at = place.campaign.pk, {**asked, "variant": place.variant, "language": place.language}
    if action == "drop":
        remove_content(pk, **at)
        messages.success(request, gettext("The text is taken out."))
        return reverse("campaign-what", args=[pk])
    write_content(pk, **at, subject=draft.subject, body=draft.body())
    messages.success(request, gettext("Saved."))
    if action == "variant":
        return Place(place.campaign, add_variant(pk, **asked), place.language).url
    return reverse("campaign-offer", args=[pk]) if action == "next" else place.url


def with_pictures(request: DeskRequest, draft: Draft) -> tuple[Draft, dict[str, str]]:
    """Take the pictures in that were chosen, each where it was; returns the draft and what was refused."""
    data, errors = request.POST.copy(), {}
    for name, file in request.FILES.items():
        if not name.endswith(_FILE):
            continue
        try:
            picture = add_picture(cast("IO[bytes]", file).read(), now=timezone.now())
        except Refusal as refusal:
            errors[""] = sentence(refusal)
        else:
            data[name.removesuffix(_FILE) + "-digest"] = picture.digest
    return read_draft(data) if request.FILES else draft, errors


def _page(
    request: DeskRequest, place: Place, draft: Draft, errors: Mapping[str, str] = _NONE, focus: str = ""
) -> HttpResponse:
    campaign, variant, language = place.campaign, place.variant, place.language
    contents = {(one.variant, one.language) for one in campaign.contents.all()}
    variants = sorted({letter for letter, _ in contents} | {variant})
    context: dict[str, Any] = {
        "nav": "campaigns",
        "campaign": campaign,
        "step": "what",
        "draft": draft,
        "rows": rows_of(draft, errors, _products(draft)),
        "kinds": _kinds(campaign),
        "errors": errors,
        "general": errors.get("") or errors.get("blocks"),
        "focus": focus,
        "variant": variant,
        "written_in": language,
        "tabs": [
            (
                letter,
                [
                    (code, Place(campaign, letter, code).url, (letter, code) in contents)
                    for code, _ in settings.LANGUAGES
                ],
            )
            for letter in variants
        ],
        "may_add_variant": contents and len(variants) < len(VARIANTS),
        "is_kept": (variant, language) in contents,
        "templates": _templates(campaign),
        "fields": field_names(language),
        "remarks": remarks_told(check(campaign) if contents else [], has_variants=len(variants) > 1),
        "people": _people(request, campaign),
        "seen_as": _seen_as(request),
    }
    return render(request, "desk/campaigns/what.html", context, status=422 if errors else 200)


def _products(draft: Draft) -> dict[str, str]:
    """Return what the products chosen are called, with their price, by sku."""
    language = get_language() or settings.LANGUAGE_CODE
    rows = Product.objects.filter(sku__in=skus_of(draft)).values_list("sku", "name", "price_cents")
    return {sku: name if cents is None else f"{name} · {format_euros(cents, language)}" for sku, name, cents in rows}


@permission(PREPARE_CAMPAIGNS)
@require_GET
def find(request: DeskRequest) -> HttpResponse:
    """The products whose name, sku or EAN holds what is typed in a card, to choose from."""
    typed = next((str(value).strip() for name, value in request.GET.items() if name.endswith("-sku")), "")
    found = find_products(typed[:100])[:PRODUCTS_SHOWN] if typed else ()
    return render(request, "desk/quotes/articles.html", {"articles": found})


def _people(request: DeskRequest, campaign: Campaign) -> list[Any]:
    try:
        return some_people(campaign, request_scope(request), now=timezone.now(), also=_seen_as(request))
    except Refusal:
        return []


def _seen_as(request: DeskRequest) -> int | None:
    """Return the customer as whom somebody comes to look."""
    asked = request.GET.get("as", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) <= LONGEST_NUMBER else None
