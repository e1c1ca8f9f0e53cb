"""Addresses of the public log (C2SP tlog-tiles below `evidence/`) and of bundles."""

from django.urls import URLPattern, path

from apps.web.views import bundles, evidence

urlpatterns: list[URLPattern] = [
    path("evidence/", evidence.log, name="evidence"),
    path("evidence/entries/<int:index>/", evidence.entry, name="evidence_entry"),
    path("evidence/entries/<int:index>.json", evidence.entry_as_json, name="evidence_entry_json"),
    path("evidence/checkpoint", evidence.checkpoint, name="evidence_checkpoint"),
    path("evidence/checkpoints/<int:size>", evidence.checkpoint_at, name="evidence_checkpoint_at"),
    path("evidence/checkpoints/<int:size>/<int:number>.tsr", evidence.stamp, name="evidence_stamp"),
    path("evidence/keys.txt", evidence.keys, name="evidence_keys"),
    path("evidence/consistency/<int:old>..<int:new>.json", evidence.consistency, name="evidence_consistency"),
    path("evidence/tile/entries/<path:place>", evidence.entries, name="evidence_entries"),
    path("evidence/tile/<int:level>/<path:place>", evidence.tile, name="evidence_tile"),
    path("captures/<int:number>/evidence.zip", bundles.of_capture, name="capture_bundle"),
    path("changes/<str:public_id>/evidence.zip", bundles.of_change, name="change_bundle"),
    path(
        "platforms/<slug:platform_slug>/<slug:document_slug>/versions/<int:number>/evidence.zip",
        bundles.of_version,
        name="version_bundle",
    ),
]
