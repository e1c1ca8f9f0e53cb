"""Vendors whose documents are read by the shipped rules, and dossiers of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from apps.accounts.models import Workspace
from apps.accounts.types import SYSTEM
from apps.analysis.services.regulations import load_regulations
from apps.core import clock
from apps.core.blobs import blob_store, sha256_of
from apps.core.tenancy import in_workspace
from apps.documents.models import Document
from apps.dossiers.gathering import gather
from apps.dossiers.models import Dossier, Export, ExportState, Stage
from apps.dossiers.services.ordering import start_dossier
from apps.dossiers.signing.keys import development_key
from apps.dossiers.types import Content, Outline, Template
from apps.pipeline.services.backlogs import open_backlogs
from apps.pipeline.stages.driving import drive_backlog
from apps.platforms.models import Platform
from tests import factories
from tests.provisions.documents import AGE, LAW, LEAVE, LIABILITY, NOTICE_7, NOTICE_30, terms

TRAIN = "We may use your content to train our machine learning models. You may opt out at any time in your settings."
TEXTS = (terms(NOTICE_30, LIABILITY, LAW, AGE), terms(NOTICE_7, LIABILITY, TRAIN, LAW, AGE))
ORDER = {
    "title": "Stratus on file",
    "template": "vendor",
    "platforms": "Stratus",
    "least": "low",
    "paper": "a4",
    "step": "order",
}
OTHER = (terms(NOTICE_30, LAW, LEAVE),)


def signing_in(directory: Path) -> dict[str, str]:
    """Make a signing key there; return the settings that name it."""
    path, password = directory / "dossiers.p12", "only-for-tests"
    path.write_bytes(development_key(password, name="ConductAtlas tests", now=clock.now()))
    return {"DOSSIER_KEY_FILE": str(path), "DOSSIER_KEY_PASSWORD": password}


def make_vendor(name: str, *texts: str, title: str = "Terms of Service", **fields: Any) -> Document:
    """Make a document of a new vendor, with a version of each text, cut and read by the rules."""
    platform = factories.make_platform(name=name, operator=factories.make_operator(name=f"{name}, Inc."))
    return add_document(platform, texts or TEXTS, title=title, **fields)


def add_document(platform: Platform, texts: Sequence[str], **fields: Any) -> Document:
    """Make a further document of a vendor, read as the first."""
    load_regulations()
    document = factories.make_document(platform=platform, **fields)
    factories.make_history(document, texts)
    open_backlogs([document.pk])
    drive_backlog(document)
    return document


def outline(template: Template, *documents: Document, **fields: Any) -> Outline:
    return Outline(template=template, platforms=tuple(row.platform_id for row in documents), **fields)


def order(workspace: Workspace, wanted: Outline, title: str = "A vendor on file") -> Dossier:
    return start_dossier(workspace=workspace, title=title, outline=wanted, actor=SYSTEM)


def make_dossier(workspace: Workspace) -> Dossier:
    """Make an order for a vendor nobody has looked at; it waits."""
    return order(workspace, Outline(template=Template.VENDOR, platforms=(factories.make_platform().pk,)))


def make_sealed(workspace: Workspace, body: bytes = b"%PDF-1.7 as good as sealed") -> Export:
    """Make an edition as it is after sealing, without pages behind it."""
    export = export_of(make_dossier(workspace))
    with in_workspace(workspace):
        Export.objects.for_workspace(workspace).filter(pk=export.pk).update(
            state=ExportState.DONE,
            stage=Stage.SEALED,
            edition=1,
            content_sha256=sha256_of(b"content"),
            unsigned_sha256=sha256_of(body),
            file_sha256=blob_store().put(body),
            file_size=len(body),
            pages=1,
            done_at=clock.now(),
        )
    return export_of(export.dossier)


def sealed_file(workspace: Workspace) -> dict[str, int]:
    """Make an edition; return what its address names."""
    export = make_sealed(workspace)
    return {"dossier_id": export.dossier_id, "export_id": export.pk}


def export_of(dossier: Dossier) -> Export:
    """Return the latest making of a dossier."""
    with in_workspace(dossier.workspace_id):
        found = Export.objects.for_workspace(dossier.workspace_id).filter(dossier=dossier)
        return found.select_related("dossier").order_by("-pk")[0]


def content_of_dossier(dossier: Dossier) -> Content:
    """Return what a dossier says today."""
    with in_workspace(dossier.workspace_id):
        return gather(dossier, as_of=clock.now())
