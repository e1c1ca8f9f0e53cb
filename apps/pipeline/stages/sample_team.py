"""A team for the demo: a workspace with a person of each role, so that its pages have somebody on them."""

from dataclasses import dataclass
from typing import Final

from apps.accounts.models import Membership, User, Workspace
from apps.accounts.selectors import memberships_of
from apps.accounts.services.authority import locked
from apps.accounts.services.members import admit
from apps.accounts.services.people import admit_person, appoint_editor
from apps.accounts.services.workspaces import create_workspace
from apps.accounts.types import SYSTEM, Role

_NAME: Final = "Sample team"
_DOMAIN: Final = "conductatlas.example"
EDITOR: Final = f"editor@{_DOMAIN}"  # in no workspace


@dataclass(frozen=True, slots=True)
class SamplePerson:
    email: str
    role: Role


PEOPLE: Final = tuple(
    SamplePerson("demo@conductatlas.example" if role is Role.OWNER else f"{role.value}@{_DOMAIN}", role)
    for role in Role
)


def gather_sample_team(password: str) -> Workspace:
    """Let everybody in with this password, an editor too, and see that the team is in the workspace. Safe to run again."""
    people = {person.role: admit_person(email=person.email, password=password) for person in PEOPLE}
    appoint_editor(user=admit_person(email=EDITOR, password=password))
    owner = people[Role.OWNER]
    workspace = _workspace_of(owner) or create_workspace(name=_NAME, owner=owner, actor=SYSTEM)
    with locked(workspace) as row:
        inside = set(Membership.objects.for_workspace(row).values_list("user_id", flat=True))
        for role, person in people.items():
            if person.pk not in inside:
                admit(workspace=row, user=person, role=role, actor=SYSTEM)
    return workspace


def _workspace_of(owner: User) -> Workspace | None:
    owned = (row.workspace for row in memberships_of(owner) if row.role == Role.OWNER)
    return next(owned, None)
