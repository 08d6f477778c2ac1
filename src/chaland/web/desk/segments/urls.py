"""Addresses of the segments."""

from django.urls import path

from chaland.web.desk.segments import builder, from_list, lists, people, reasons

urlpatterns = [
    path("segments/", lists.segments, name="segments"),
    path("segments/new/", builder.segment_new, name="segment-new"),
    path("segments/from-list/", from_list.segment_from_list, name="segment-from-list"),
    path("segments/panel/", builder.segment_panel, name="segment-panel"),
    path("segments/<int:segment_id>/", builder.segment, name="segment"),
    path("segments/<int:segment_id>/count/", lists.segment_count, name="segment-count"),
    path("segments/<int:segment_id>/people/", people.segment_people, name="segment-people"),
    path("segments/<int:segment_id>/history/", people.segment_history, name="segment-history"),
    path("segments/<int:segment_id>/act/", people.segment_act, name="segment-act"),
    path("segments/<int:segment_id>/why/", reasons.segment_why, name="segment-why"),
    path("customers/<int:customer_id>/segments/", reasons.customer_segments, name="customer-segments"),
]
