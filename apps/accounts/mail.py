"""Messages about workspaces."""

from allauth.account.adapter import get_adapter
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from apps.accounts.models import User, Workspace
from apps.accounts.services.account_deletion import ErasedAccount
from apps.accounts.services.invitations import IssuedInvitation


def send_invitation(issued: IssuedInvitation, *, workspace: Workspace, inviter: str) -> None:
    """Send the token to the invited address. Call it once the invitation is committed. Raises OSError or SMTPException."""
    invitation = issued.invitation
    context = {
        "site_url": settings.SITE_URL,
        "address": f"{settings.SITE_URL}{reverse('invitation', kwargs={'token': issued.token})}",
        "workspace": workspace.name,
        "inviter": inviter,
        "role": invitation.get_role_display(),
        "expires_at": invitation.expires_at,
        "email": invitation.email,
    }
    get_adapter().render_mail("workspaces/email/invitation", invitation.email, context).send()


def send_deletion_scheduled(user: User) -> None:
    """Tell a person that their account will be erased, and how to keep it. Raises OSError or SMTPException."""
    context = {"site_url": settings.SITE_URL, "due_at": user.deletion_due_at}
    get_adapter().render_mail("account/email/deletion_scheduled", user.email, context).send()


def send_deletion_cancelled(user: User) -> None:
    """Tell a person that their account stays. Raises OSError or SMTPException."""
    get_adapter().render_mail(
        "account/email/deletion_cancelled", user.email, {"site_url": settings.SITE_URL}
    ).send()


def send_certificate(erased: ErasedAccount) -> None:
    """Send the certificate to the address that is kept nowhere any more. Raises OSError or SMTPException."""
    names = {model._meta.db_table: model._meta.verbose_name_plural for model in apps.get_models()}
    context = {
        "site_url": settings.SITE_URL,
        "certificate": erased.certificate,
        "rows": [(str(names[table]), count) for table, count in erased.certificate.rows.items()],
    }
    get_adapter().render_mail("account/email/account_erased", erased.email, context).send()
