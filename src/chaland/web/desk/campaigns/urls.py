"""Addresses of campaigns."""

from django.urls import path

from chaland.accounts.rules import (
    APPROVE_CAMPAIGNS,
    EDIT_SETTINGS,
    EXPORT_CUSTOMERS,
    IMPORT_FILES,
    PREPARE_CAMPAIGNS,
    VIEW_CAMPAIGNS,
    WRITE_INTERACTIONS,
)
from chaland.web.common.access import late
from chaland.web.desk.campaigns import acts, lists, progress, steps

_HERE = "chaland.web.desk.campaigns"

urlpatterns = [
    path("campaigns/", lists.campaigns, name="campaigns"),
    path("campaigns/lists/", late(f"{_HERE}.mailing.lists", EDIT_SETTINGS), name="campaign-lists"),
    path("campaigns/lists/add/", late(f"{_HERE}.mailing.list_add", EDIT_SETTINGS), name="campaign-list-add"),
    path("campaigns/lists/<int:list_id>/", late(f"{_HERE}.mailing.list_act", EDIT_SETTINGS), name="campaign-list-act"),
    path("campaigns/new/", lists.campaign_new, name="campaign-new"),
    path("campaigns/settings/", late(f"{_HERE}.policy.policy", APPROVE_CAMPAIGNS), name="campaign-policy"),
    path("campaigns/together/", late(f"{_HERE}.together.together", VIEW_CAMPAIGNS), name="campaign-together"),
    path("campaigns/<int:campaign_id>/", progress.campaign, name="campaign"),
    path("campaigns/<int:campaign_id>/act/", acts.act, name="campaign-act"),
    path(
        "campaigns/<int:campaign_id>/audience/", late(f"{_HERE}.looks.audience", VIEW_CAMPAIGNS), name="campaign-look"
    ),
    path("campaigns/<int:campaign_id>/calls/", late(f"{_HERE}.calls.calls", WRITE_INTERACTIONS), name="campaign-calls"),
    path(
        "campaigns/<int:campaign_id>/calls/<int:message_id>/",
        late(f"{_HERE}.calls.call", WRITE_INTERACTIONS),
        name="campaign-call",
    ),
    path(
        "campaigns/<int:campaign_id>/calls/<int:message_id>/open/",
        late(f"{_HERE}.calls.call_open", WRITE_INTERACTIONS),
        name="campaign-call-open",
    ),
    path("campaigns/<int:campaign_id>/check/", late(f"{_HERE}.looks.check", VIEW_CAMPAIGNS), name="campaign-check"),
    path("campaigns/<int:campaign_id>/files/", late(f"{_HERE}.files.files", VIEW_CAMPAIGNS), name="campaign-files"),
    path(
        "campaigns/<int:campaign_id>/files/<str:name>",
        late(f"{_HERE}.files.file", EXPORT_CUSTOMERS),
        name="campaign-file",
    ),
    path("campaigns/<int:campaign_id>/offer/", late(f"{_HERE}.offer.offer", PREPARE_CAMPAIGNS), name="campaign-offer"),
    path("campaigns/<int:campaign_id>/what/", late(f"{_HERE}.what.what", PREPARE_CAMPAIGNS), name="campaign-what"),
    path("campaigns/products/", late(f"{_HERE}.what.find", PREPARE_CAMPAIGNS), name="campaign-products"),
    path(
        "campaigns/<int:campaign_id>/what/preview/",
        late(f"{_HERE}.what_preview.preview", PREPARE_CAMPAIGNS),
        name="campaign-preview",
    ),
    path(
        "campaigns/<int:campaign_id>/results/",
        late(f"{_HERE}.results.results", VIEW_CAMPAIGNS),
        name="campaign-results",
    ),
    path(
        "campaigns/<int:campaign_id>/returned/",
        late(f"{_HERE}.files.returned", IMPORT_FILES),
        name="campaign-returned",
    ),
    path("campaigns/<int:campaign_id>/when/", steps.when, name="campaign-when"),
    path("campaigns/<int:campaign_id>/who/", steps.who, name="campaign-who"),
    path("journeys/", late(f"{_HERE}.journeys.journeys", VIEW_CAMPAIGNS), name="journeys"),
    path("journeys/new/", late(f"{_HERE}.journeys.journey_new", PREPARE_CAMPAIGNS), name="journey-new"),
    path("journeys/<int:journey_id>/", late(f"{_HERE}.journeys.journey", VIEW_CAMPAIGNS), name="journey"),
    path("journeys/<int:journey_id>/act/", late(f"{_HERE}.journeys.journey_act", VIEW_CAMPAIGNS), name="journey-act"),
    path(
        "journeys/<int:journey_id>/edit/",
        late(f"{_HERE}.journeys.journey_edit", PREPARE_CAMPAIGNS),
        name="journey-edit",
    ),
    path(
        "journeys/<int:journey_id>/results/",
        late(f"{_HERE}.results.journey_results", VIEW_CAMPAIGNS),
        name="journey-results",
    ),
    path(
        "journeys/<int:journey_id>/simulation/",
        late(f"{_HERE}.journeys.simulation", VIEW_CAMPAIGNS),
        name="journey-simulation",
    ),
]
