"""A workspace and the people whom its pages are shown to."""

from copy import deepcopy
from dataclasses import dataclass, field

from django.conf import settings
from django.test import Client

from apps.accounts.models import Membership, User, Workspace
from apps.accounts.services.workspaces import allow_domain, schedule_deletion
from apps.accounts.types import Role
from tests.accounts.cast import acting, make_member, make_user, make_workspace, membership


@dataclass
class Team:
    """A workspace with one member of each role, a stranger who owns another, and an editor who is in none."""

    workspace: Workspace
    people: dict[str, User]
    elsewhere: Workspace
    _clients: dict[str, Client] = field(default_factory=dict)

    def client(self, who: str) -> Client:
        """Return a browser in which this person is signed in; "anonymous" is nobody."""
        if who not in self._clients:
            self._clients[who] = Client()
            if who != "anonymous":
                self._clients[who].force_login(self.people[who])
        return self._clients[who]

    def sign_in(self) -> None:
        """Sign everybody in: signing in costs as much as a page."""
        for who in self.people:
            self.client(who)

    def as_it_was(self) -> "Team":
        """Return the same people, those who were signed in each in a new browser that has the session and nothing else."""
        again = Team(*deepcopy((self.workspace, self.people, self.elsewhere)))
        name = settings.SESSION_COOKIE_NAME
        for who, browser in self._clients.items():
            again._clients[who] = Client()
            if name in browser.cookies:
                again._clients[who].cookies[name] = browser.cookies[name].value
        return again

    def membership(self, who: str) -> Membership:
        found = membership(self.workspace, self.people[who])
        assert found is not None
        return found

    def allowed_domain(self) -> int:
        """Let people of the owner's domain join; return the number of the row."""
        owner = self.people["owner"]
        domain = owner.email.partition("@")[2]
        return allow_domain(workspace=self.workspace, domain=domain, actor=acting(owner)).pk

    def close(self) -> None:
        """Have the workspace erased in thirty days."""
        schedule_deletion(workspace=self.workspace, actor=acting(self.people["owner"]))

    def url(self, rest: str = "") -> str:
        return f"/w/{self.workspace.slug}/{rest}"


def make_staff() -> User:
    """Make an editor, who is in no workspace."""
    user = make_user("editor", domain="conductatlas.example")
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return user


def make_team() -> Team:
    people = {role.value: make_user(role.value) for role in Role}
    people["stranger"] = make_user("stranger", domain="umbra.example")
    people["staff"] = make_staff()
    workspace = make_workspace(people["owner"])
    for role in Role:
        if role is not Role.OWNER:
            make_member(workspace, people[role.value], role)
    return Team(workspace, people, make_workspace(people["stranger"], "Umbra"))
