"""Citations a reader can check without us: publisher, title, id, version, date, digest, lasting address."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from apps.documents.models import Change, Document, Version
from apps.provisions.models import Standing


def cite_version(document: Document, version: Version) -> str:
    return (
        f"{_who(document)}, version {version.number}, captured {_moment(version.captured_at)}, "
        f"SHA-256 {version.text_sha256}. ConductAtlas. {settings.SITE_URL}{version.get_absolute_url()}"
    )


def cite_document(document: Document, latest: Version | None) -> str:
    """Cite the document by its permanent id, at its latest version."""
    if latest is None:
        return ""
    address = reverse("permanent_document", args=[document.public_id])
    return (
        f"{_who(document)}, version {latest.number} of {_moment(latest.captured_at)}, "
        f"SHA-256 {latest.text_sha256}. ConductAtlas. {settings.SITE_URL}{address}"
    )


def cite_change(document: Document, change: Change) -> str:
    address = reverse("permanent_change", args=[change.public_id])
    return (
        f"{_who(document)}, {change.public_id}: version {change.from_version.number} "
        f"(SHA-256 {change.from_version.text_sha256}) to version {change.to_version.number} "
        f"(SHA-256 {change.to_version.text_sha256}), seen {_moment(change.detected_at)}. "
        f"ConductAtlas. {settings.SITE_URL}{address}"
    )


def _who(document: Document) -> str:
    return f"{document.platform.name}, “{document.title}” ({document.locale}), {document.public_id}"


def _moment(at: datetime) -> str:
    return f"{at.day} {at:%b %Y, %H:%M} UTC"


def cite_provision(standing: Standing, title: str) -> str:
    """Cite a clause by its permanent id, in the last version that has it, with the digest of its own words."""
    provision, text = standing.provision, standing.last_text
    address = reverse("permanent_provision", args=[provision.public_id])
    return (
        f"{_who(provision.document)}, {provision.public_id} “{title}”, version {standing.last_number}, "
        f"characters {text.start} to {text.end}, captured {_moment(text.version.captured_at)}, "
        f"SHA-256 of the clause {text.sha256}, of the version {text.version.text_sha256}. "
        f"ConductAtlas. {settings.SITE_URL}{address}"
    )
