"""Addresses of the editors' queue."""

from django.urls import URLPattern, path

from apps.web.views import editing, editing_reports, editing_topics

ITEM = "<int:analysis_id>/"

urlpatterns: list[URLPattern] = [
    path("", editing.queue, name="editing"),
    path("find/", editing.find, name="editing_find"),
    path("reports/", editing_reports.reports, name="editing_reports"),
    path("reports/<int:report_id>/", editing_reports.report, name="editing_report_settle"),
    path(ITEM, editing.item, name="editing_item"),
    path(f"{ITEM}accept/", editing.accept, name="editing_accept"),
    path(f"{ITEM}reject/", editing.reject, name="editing_reject"),
    path(f"{ITEM}report/", editing.report, name="editing_report"),
    path(f"{ITEM}topics/", editing_topics.topics, name="editing_topics"),
    path(f"{ITEM}fields/<slug:name>/", editing.field, name="editing_field"),
]
