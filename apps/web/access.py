"""Who may see what: one table of every address, and the doors through which records are fetched."""

from enum import StrEnum

from django.http import Http404
from django.shortcuts import get_object_or_404

from apps.core.ids import InvalidPublicIdError, PublicIdKind, parse_public_id
from apps.documents.models import Document, FormerAddress, Snapshot, Version
from apps.platforms.models import Platform
from apps.platforms.selectors import platform_behind_alias
from apps.web.moves import MovedError


class Access(StrEnum):
    """The least that a visitor must be to get an answer."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"


ACCESS: dict[str, Access] = {
    "home": Access.PUBLIC,
    "platforms": Access.PUBLIC,
    "platform": Access.PUBLIC,
    "document": Access.PUBLIC,
    "compare": Access.PUBLIC,
    "version": Access.PUBLIC,
    "version_text": Access.PUBLIC,
    "redline": Access.PUBLIC,
    "changes": Access.PUBLIC,
    "change": Access.PUBLIC,
    "snapshot": Access.PUBLIC,
    "methodology": Access.PUBLIC,
    "status": Access.PUBLIC,
    "permanent_document": Access.PUBLIC,
    "permanent_change": Access.PUBLIC,
    "healthz": Access.PUBLIC,
    "readyz": Access.PUBLIC,
    "robots": Access.PUBLIC,
    "security_txt": Access.PUBLIC,
    "change_password": Access.PUBLIC,
    "sitemap_index": Access.PUBLIC,
    "sitemap": Access.PUBLIC,
    # Signing in. A step out of turn leads back to the first one.
    "account_login": Access.PUBLIC,
    "account_logout": Access.PUBLIC,
    "account_inactive": Access.PUBLIC,
    "account_signup": Access.PUBLIC,
    "account_email_verification_sent": Access.PUBLIC,
    "account_reset_password": Access.PUBLIC,
    "account_confirm_password_reset_code": Access.PUBLIC,
    "account_complete_password_reset": Access.PUBLIC,
    "account_password_reset_completed": Access.PUBLIC,
    "account_request_login_code": Access.PUBLIC,
    "account_confirm_login_code": Access.PUBLIC,
    "mfa_authenticate": Access.PUBLIC,
    "mfa_login_webauthn": Access.PUBLIC,
    "socialaccount_login_cancelled": Access.PUBLIC,
    "socialaccount_login_error": Access.PUBLIC,
    "socialaccount_signup": Access.PUBLIC,
    "google_login": Access.PUBLIC,
    "google_callback": Access.PUBLIC,
    "github_login": Access.PUBLIC,
    "github_callback": Access.PUBLIC,
    "microsoft_login": Access.PUBLIC,
    "microsoft_callback": Access.PUBLIC,
    # One's own account.
    "account_email": Access.SIGNED_IN,
    "account_change_password": Access.SIGNED_IN,
    "account_set_password": Access.SIGNED_IN,
    "account_reauthenticate": Access.SIGNED_IN,
    "mfa_index": Access.SIGNED_IN,
    "mfa_reauthenticate": Access.SIGNED_IN,
    "mfa_activate_totp": Access.SIGNED_IN,
    "mfa_deactivate_totp": Access.SIGNED_IN,
    "mfa_view_recovery_codes": Access.SIGNED_IN,
    "mfa_generate_recovery_codes": Access.SIGNED_IN,
    "mfa_download_recovery_codes": Access.SIGNED_IN,
    "mfa_list_webauthn": Access.SIGNED_IN,
    "mfa_add_webauthn": Access.SIGNED_IN,
    "mfa_edit_webauthn": Access.SIGNED_IN,
    "mfa_remove_webauthn": Access.SIGNED_IN,
    "mfa_reauthenticate_webauthn": Access.SIGNED_IN,
    "usersessions_list": Access.SIGNED_IN,
    "socialaccount_connections": Access.SIGNED_IN,
}


def get_platform_or_404(slug: str) -> Platform:
    """Return the platform; raise MovedError when the slug is one it had before."""
    platform = Platform.objects.select_related("operator").filter(slug=slug).first()
    if platform is not None:
        return platform
    renamed = platform_behind_alias(slug)
    if renamed is None:
        raise Http404(f"no platform {slug}")
    raise MovedError(platform_slug=renamed.slug)


def get_document_or_404(platform_slug: str, document_slug: str) -> Document:
    """Return the document with its platform and health; raise MovedError when either slug is a former one."""
    document = (
        Document.objects.for_pages()
        .select_related("platform__operator")
        .filter(platform__slug=platform_slug, slug=document_slug)
        .first()
    )
    if document is not None:
        return document
    platform = get_platform_or_404(platform_slug)
    former = get_object_or_404(
        FormerAddress.objects.select_related("document__platform"), platform=platform, slug=document_slug
    )
    raise MovedError(platform_slug=former.document.platform.slug, document_slug=former.document.slug)


def get_version_or_404(document: Document, number: int) -> Version:
    return get_object_or_404(document.versions, number=number)


def get_snapshot_or_404(sha256: str) -> Snapshot:
    return get_object_or_404(Snapshot, sha256=sha256)


def get_number_or_404(kind: PublicIdKind, public_id: str) -> int:
    """Return the row number that a public id of this kind stands for."""
    try:
        return parse_public_id(kind, public_id)
    except InvalidPublicIdError as error:
        raise Http404(str(error)) from error
