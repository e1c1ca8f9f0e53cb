"""Addresses of the site."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import URLPattern, path, register_converter

from apps.web.converters import Sha256Converter
from apps.web.sitemaps import SITEMAPS
from apps.web.views import (
    changes,
    documents,
    front,
    machines,
    permanent,
    platforms,
    redlines,
    snapshots,
    versions,
)

register_converter(Sha256Converter, "sha256")

DOCUMENT = "platforms/<slug:platform_slug>/<slug:document_slug>/"

urlpatterns: list[URLPattern] = [
    path("", front.home, name="home"),
    path("platforms/", platforms.platforms, name="platforms"),
    path("platforms/<slug:platform_slug>/", platforms.platform, name="platform"),
    path(DOCUMENT, documents.document, name="document"),
    path(f"{DOCUMENT}compare/", redlines.compare, name="compare"),
    path(f"{DOCUMENT}versions/<int:number>/", versions.version, name="version"),
    path(f"{DOCUMENT}versions/<int:number>.md", versions.version_text, name="version_text"),
    path(f"{DOCUMENT}redline/<int:old>..<int:new>/", redlines.redline, name="redline"),
    path("changes/", changes.changes, name="changes"),
    path("changes/<str:public_id>/", changes.change, name="change"),
    path("snapshots/<sha256:sha256>/", snapshots.snapshot, name="snapshot"),
    path("methodology/", front.methodology, name="methodology"),
    path("status/", front.status, name="status"),
    path("d/<str:public_id>", permanent.permanent_document, name="permanent_document"),
    path("c/<str:public_id>", permanent.permanent_change, name="permanent_change"),
    path("healthz", machines.healthz, name="healthz"),
    path("readyz", machines.readyz, name="readyz"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security_txt, name="security_txt"),
    path(".well-known/change-password", machines.change_password, name="change_password"),
    path(
        "sitemap.xml",
        sitemap_views.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"},
        name="sitemap_index",
    ),
    path("sitemap-<slug:section>.xml", sitemap_views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
