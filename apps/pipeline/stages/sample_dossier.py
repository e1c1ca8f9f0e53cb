"""A dossier for the demo's team: ordered here, made by the worker once the site is up."""

from apps.accounts.models import Workspace
from apps.accounts.types import SYSTEM
from apps.analysis.types import Level
from apps.billing.entitlements import allows
from apps.billing.types import Feature
from apps.core.tenancy import in_workspace
from apps.dossiers.models import Dossier
from apps.dossiers.services.ordering import start_dossier
from apps.dossiers.types import Outline, Template
from apps.platforms.models import Platform

_VENDOR = "halvorine"


def order_sample_dossier(workspace: Workspace) -> Dossier | None:
    """Order a file on a sample vendor, once; nothing where the plan has none or the vendor is not there."""
    vendor = Platform.objects.filter(slug=_VENDOR).first()
    with in_workspace(workspace):
        is_there = Dossier.objects.for_workspace(workspace).exists()
    if vendor is None or is_there or not allows(workspace, Feature.DOSSIERS):
        return None
    outline = Outline(template=Template.VENDOR, platforms=(vendor.pk,), least=Level.MEDIUM)
    title = f"{vendor.name}: vendor due diligence"
    return start_dossier(workspace=workspace, title=title, outline=outline, actor=SYSTEM)
