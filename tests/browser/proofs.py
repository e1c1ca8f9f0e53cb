"""The ledger over the whole archive, dossiers in every state, and what proves them to others."""

from django.urls import reverse

from apps.accounts.types import SYSTEM, Plan
from apps.billing.services.grants import GrantWish, grant_plan
from apps.billing.types import GrantKind
from apps.evidence.services.sealing import seal
from apps.evidence.services.sequencing import append_all_pending
from apps.evidence.services.stamping import stamp_due
from apps.pipeline.stages.ledger import backfill_ledger
from tests.accounts.cast import make_user, make_workspace
from tests.browser.steps import Step
from tests.browser.watches import signed_in
from tests.dossiers.cast import make_dossier, make_sealed


def build_proof_pages() -> dict[str, Step]:
    """Return every page about evidence, by the names of `page_names.PROOF_PAGES`."""
    _seal_the_ledger()
    owner = make_user("dora", domain="dossiers.example")
    full, empty, free = (make_workspace(owner, f"Dossiers {name}") for name in ("many", "none", "locked"))
    grant_plan(workspace=free, wish=GrantWish(Plan.FREE, GrantKind.SUPPORT), actor=SYSTEM)
    sealed, waiting = make_sealed(full), make_dossier(full)
    session = signed_in(owner)
    dossiers = reverse("workspace_dossiers", args=[full.slug])
    verify = reverse("verify")
    return {
        "evidence": Step(reverse("evidence")),
        "evidence-entry": Step(reverse("evidence_entry", args=[3])),
        "verify": Step(verify),
        "verify-file": Step(f"{verify}?sha256={sealed.file_sha256}"),
        "verify-record": Step(reverse("verify_record", args=[sealed.dossier.public_id])),
        "verify-unknown": Step(f"{verify}?sha256={'0' * 64}"),
        "workspace-dossiers": Step(dossiers, session),
        "workspace-dossiers-none": Step(reverse("workspace_dossiers", args=[empty.slug]), session),
        "workspace-dossiers-locked": Step(reverse("workspace_dossiers", args=[free.slug]), session),
        "workspace-dossier-new": Step(f"{dossiers}new/", session),
        "workspace-dossier": Step(reverse("workspace_dossier", args=[full.slug, sealed.dossier_id]), session),
        "workspace-dossier-waiting": Step(
            reverse("workspace_dossier", args=[full.slug, waiting.pk]), session
        ),
    }


def _seal_the_ledger() -> None:
    for _ in backfill_ledger():
        append_all_pending()
    seal()
    stamp_due()
