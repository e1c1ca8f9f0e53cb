"""What the page of granted plans reads, across workspaces: staff see who was granted what, and nothing else of them."""

from dataclasses import dataclass

from apps.accounts.models import Workspace
from apps.billing.models import Grant


@dataclass(frozen=True, slots=True)
class GrantedRow:
    slug: str
    name: str
    grant: Grant


def granted_rows() -> list[GrantedRow]:
    """Return the grants that are good, the latest first."""
    with Grant.objects.across_workspaces(reason="staff look at what is granted") as grants:
        rows = list(grants.filter(ended_at=None).select_related("workspace"))
    return [GrantedRow(row.workspace.slug, row.workspace.name, row) for row in rows]


def workspace_at(slug: str) -> int | None:
    """Return the number of the workspace at this address; None where there is none."""
    with Workspace.objects.across_workspaces(reason="staff grant a plan") as workspaces:
        return workspaces.filter(slug=slug).values_list("pk", flat=True).first()
