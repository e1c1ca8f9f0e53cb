"""What people fill in about a workspace. Services check again; here a field says what is wrong with it."""

from typing import Any

from django import forms

from apps.accounts import rules
from apps.accounts.models import Workspace
from apps.accounts.types import Role

JOIN_ROLES = (Role.VIEWER, Role.ANALYST, Role.PROCUREMENT)


class WorkspaceForm(forms.Form):
    name = forms.CharField(
        label="Name", max_length=80, help_text="Your team or company, as your colleagues call it."
    )

    def clean_name(self) -> str:
        return " ".join(str(self.cleaned_data["name"]).split())


class RoleForm(forms.Form):
    """A choice among the roles that the member who chooses may give."""

    role = forms.ChoiceField(label="Role")

    def __init__(self, *args: Any, actor_role: str, held: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        may_give = [
            role for role in Role if rules.may_assign(actor_role, held=held or role.value, wanted=role.value)
        ]
        self.fields["role"].choices = [(role.value, role.label) for role in may_give]  # type: ignore[attr-defined]  # a ChoiceField, declared above
        self.fields["role"].initial = held or Role.ANALYST.value

    @property
    def wanted(self) -> Role:
        return Role(self.cleaned_data["role"])


class InviteForm(RoleForm):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="Only somebody who can read mail at this address will be let in.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("email", "role")


class DomainForm(forms.Form):
    domain = forms.CharField(
        label="E-mail domain",
        max_length=253,
        help_text="One in which you have a verified address, such as example.com.",
    )


class JoinRoleForm(forms.Form):
    join_role = forms.ChoiceField(
        label="Whoever joins by a domain becomes",
        choices=[(role.value, role.label) for role in JOIN_ROLES],
    )


class TypedNameForm(forms.Form):
    """Asks for the workspace's name before something that cannot be undone."""

    name = forms.CharField(label="Type the name of the workspace", max_length=80)

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._workspace = workspace
        self.fields["name"].help_text = f"It is called “{workspace.name}”."

    def clean_name(self) -> str:
        typed = " ".join(str(self.cleaned_data["name"]).split())
        if typed != self._workspace.name:
            raise forms.ValidationError("This is not its name. Nothing was done.")
        return typed
