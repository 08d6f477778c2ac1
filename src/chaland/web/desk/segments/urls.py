"""Addresses of the segments."""

from django.urls import path

from chaland.accounts.rules import EDIT_SEGMENTS, VIEW_FIGURES
from chaland.web.common.access import late

urlpatterns = [
    path("segments/", late("chaland.web.desk.segments.lists.segments", VIEW_FIGURES), name="segments"),
    path("segments/new/", late("chaland.web.desk.segments.builder.segment_new", VIEW_FIGURES), name="segment-new"),
    path(
        "segments/from-list/",
        late("chaland.web.desk.segments.from_list.segment_from_list", VIEW_FIGURES),
        name="segment-from-list",
    ),
    path(
        "segments/panel/", late("chaland.web.desk.segments.builder.segment_panel", VIEW_FIGURES), name="segment-panel"
    ),
    path("segments/zone/", late("chaland.web.desk.segments.zone.zone_map", VIEW_FIGURES), name="segment-zone"),
    path("segments/<int:segment_id>/", late("chaland.web.desk.segments.builder.segment", VIEW_FIGURES), name="segment"),
    path(
        "segments/<int:segment_id>/count/",
        late("chaland.web.desk.segments.lists.segment_count", VIEW_FIGURES),
        name="segment-count",
    ),
    path(
        "segments/<int:segment_id>/people/",
        late("chaland.web.desk.segments.people.segment_people", VIEW_FIGURES),
        name="segment-people",
    ),
    path(
        "segments/<int:segment_id>/history/",
        late("chaland.web.desk.segments.people.segment_history", VIEW_FIGURES),
        name="segment-history",
    ),
    path(
        "segments/<int:segment_id>/act/",
        late("chaland.web.desk.segments.people.segment_act", EDIT_SEGMENTS),
        name="segment-act",
    ),
    path(
        "segments/<int:segment_id>/why/",
        late("chaland.web.desk.segments.reasons.segment_why", VIEW_FIGURES),
        name="segment-why",
    ),
    path(
        "customers/<int:customer_id>/segments/",
        late("chaland.web.desk.segments.reasons.customer_segments", VIEW_FIGURES),
        name="customer-segments",
    ),
]
