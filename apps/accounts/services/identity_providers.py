"""Setting up, changing and removing a workspace's identity provider. For owners: who sets it up can come in as anybody of its domains."""

from collections.abc import Mapping
from dataclasses import dataclass

from apps.accounts.encryption import CLIENT_SECRETS, encrypt
from apps.accounts.errors import InvalidProviderError
from apps.accounts.models import Action, IdentityProvider, SignOnDomain, SignOnLink, Workspace
from apps.accounts.plans import require_sign_on
from apps.accounts.services.audit import record_audit
from apps.accounts.services.authority import locked, require
from apps.accounts.signon.fetching import fetch, is_fit_url
from apps.accounts.signon.metadata import UnfitProviderError, fit_provider, read_metadata, split_certificates
from apps.accounts.signon.oidc import discover
from apps.accounts.signon.refusals import SignOnRefusedError
from apps.accounts.signon.types import SamlProvider
from apps.accounts.single_sign_on import provider_of, public_id_of
from apps.accounts.types import Actor, Change, Permission, Protocol
from apps.core import clock
from apps.core.tenancy import in_workspace

_TOLD = ("protocol", "issuer", "metadata_url", "sign_on_url", "client_id", "trusts_unmarked")


@dataclass(frozen=True, slots=True)
class SamlWish:
    """A SAML provider as an owner gives it: where its metadata is, or the metadata, or the three parts."""

    metadata_url: str = ""
    metadata: str = ""
    issuer: str = ""
    sign_on_url: str = ""
    certificates: str = ""


@dataclass(frozen=True, slots=True)
class OidcWish:
    """An OpenID provider as an owner gives it; an empty secret keeps the one there is for the same issuer and client."""

    issuer: str
    client_id: str
    client_secret: str = ""
    trusts_unmarked: bool = False


@dataclass(frozen=True, slots=True)
class SignOnRules:
    """What an owner may change; None leaves a rule as it is."""

    require_sign_on: bool | None = None
    admits_foreign_sign_on: bool | None = None
    counts_as_second_factor: bool | None = None


def set_up_saml(*, workspace: Workspace, wish: SamlWish, actor: Actor) -> IdentityProvider:
    """Make this SAML provider the workspace's. Raises InvalidProviderError or NotPermittedError."""
    _require_owner(workspace, actor)
    try:
        found = _described(wish)
    except UnfitProviderError as error:
        raise InvalidProviderError(str(error)) from error
    if not is_fit_url(found.sign_on_url):
        raise InvalidProviderError("The provider's sign-on address must begin with https://.")
    values = {
        "protocol": Protocol.SAML.value,
        "issuer": found.issuer,
        "metadata_url": wish.metadata_url,
        "sign_on_url": found.sign_on_url,
        "certificates": "".join(found.certificates),
        "client_id": "",
        "client_secret_sealed": "",
        "trusts_unmarked": False,
    }
    return _save(workspace, values, actor)


def set_up_oidc(*, workspace: Workspace, wish: OidcWish, actor: Actor) -> IdentityProvider:
    """Make this OpenID provider the workspace's, once it has answered. Raises InvalidProviderError or NotPermittedError."""
    _require_owner(workspace, actor)
    try:
        discover(wish.issuer)
    except SignOnRefusedError as error:
        raise InvalidProviderError(
            f"No OpenID provider answers at this issuer as it should ({error.detail or error.reason.value})."
        ) from error
    values = {
        "protocol": Protocol.OIDC.value,
        "issuer": wish.issuer,
        "metadata_url": "",
        "sign_on_url": "",
        "certificates": "",
        "client_id": wish.client_id,
        "client_secret_sealed": _sealed_secret(workspace, wish),
        "trusts_unmarked": wish.trusts_unmarked,
    }
    return _save(workspace, values, actor)


def change_sign_on_rules(*, workspace: Workspace, wanted: SignOnRules, actor: Actor) -> Workspace:
    """Change what differs, and record that. Raises InvalidProviderError when it would require what cannot be done."""
    with locked(workspace) as row:
        require(row, actor, Permission.OWNERSHIP)
        provider = provider_of(row)
        if wanted.require_sign_on and not row.require_sign_on:
            _require_working(row, provider)
        changes = _changed(
            row,
            {
                "require_sign_on": wanted.require_sign_on,
                "admits_foreign_sign_on": wanted.admits_foreign_sign_on,
            },
        )
        if changes:
            row.save(update_fields=list(changes))
        if provider is not None:
            own = _changed(provider, {"counts_as_second_factor": wanted.counts_as_second_factor})
            if own:
                provider.save(update_fields=list(own))
            changes |= own
        if changes:
            record_audit(
                workspace_id=row.pk, actor=actor, action=Action.SIGN_ON_CHANGED, subject=row, changes=changes
            )
    return row


def remove_provider(*, workspace: Workspace, actor: Actor) -> None:
    """Remove the provider: sessions that it opened let nobody in from the next request on. Does nothing if there is none."""
    with locked(workspace) as row:
        require(row, actor, Permission.OWNERSHIP)
        provider = provider_of(row)
        if provider is None:
            return
        changes = _changed(row, {"require_sign_on": False})
        if changes:
            row.save(update_fields=["require_sign_on"])
        record_audit(
            workspace_id=row.pk,
            actor=actor,
            action=Action.SIGN_ON_REMOVED,
            subject=provider,
            changes=changes | {field: (getattr(provider, field), None) for field in ("protocol", "issuer")},
        )
        SignOnLink.objects.for_workspace(row).delete()
        provider.delete()


def forget_person(*, workspace: Workspace, link_id: int, actor: Actor) -> None:
    """Forget whom the provider meant by an address: the next one it vouches for there may be somebody else."""
    with locked(workspace) as row:
        require(row, actor, Permission.OWNERSHIP)
        link = SignOnLink.objects.for_workspace(row).select_related("user").filter(pk=link_id).first()
        if link is not None:
            record_audit(workspace_id=row.pk, actor=actor, action=Action.PERSON_FORGOTTEN, subject=link)
            link.delete()


def _require_owner(workspace: Workspace, actor: Actor) -> None:
    """Ask before anything is fetched; it is asked again under the workspace's lock."""
    with in_workspace(workspace):
        require(workspace, actor, Permission.OWNERSHIP)


def _described(wish: SamlWish) -> SamlProvider:
    if wish.metadata_url:
        if not is_fit_url(wish.metadata_url):
            raise UnfitProviderError("The metadata's address must begin with https://.")
        try:
            return read_metadata(fetch(wish.metadata_url))
        except SignOnRefusedError as error:
            raise UnfitProviderError(f"The metadata cannot be fetched ({error.detail}).") from error
    if wish.metadata:
        return read_metadata(wish.metadata.strip().encode())
    return fit_provider(
        issuer=wish.issuer,
        sign_on_url=wish.sign_on_url.strip(),
        certificates=split_certificates(wish.certificates),
    )


def _sealed_secret(workspace: Workspace, wish: OidcWish) -> str:
    if wish.client_secret:
        return encrypt(wish.client_secret, CLIENT_SECRETS)
    with in_workspace(workspace):
        before = provider_of(workspace)
    # Never sent to an issuer that it was not given for.
    if before is None or (before.issuer, before.client_id) != (wish.issuer, wish.client_id):
        raise InvalidProviderError("Give the client secret.")
    return before.client_secret_sealed


def _save(workspace: Workspace, values: Mapping[str, object], actor: Actor) -> IdentityProvider:
    with locked(workspace) as row:
        require(row, actor, Permission.OWNERSHIP)
        provider = provider_of(row)
        if provider is None:
            require_sign_on(row)
            now = clock.now()
            provider = IdentityProvider(
                workspace=row, public_id=public_id_of(row), created_at=now, changed_at=now
            )
            _changed(provider, values)
            provider.save(force_insert=True)
            told = {field: (None, values[field]) for field in _TOLD if values[field]}
            record_audit(
                workspace_id=row.pk, actor=actor, action=Action.SIGN_ON_SET_UP, subject=provider, changes=told
            )
            return provider
        changes = _changed(provider, values)
        if changes:
            _change(row, provider, changes, actor)
    return provider


def _change(row: Workspace, provider: IdentityProvider, changes: dict[str, Change], actor: Actor) -> None:
    provider.changed_at = clock.now()
    provider.save(update_fields=[*changes, "changed_at"])
    if {"protocol", "issuer"} & changes.keys():
        # Another provider's names of people mean nothing here.
        SignOnLink.objects.for_workspace(row).delete()
    told = {field: change for field, change in changes.items() if field in _TOLD}
    # Neither keys nor secrets are told, but that they are others now is.
    told |= {"keys": (None, "changed")} if "certificates" in changes else {}
    told |= {"credentials": (None, "changed")} if "client_secret_sealed" in changes else {}
    record_audit(
        workspace_id=row.pk, actor=actor, action=Action.SIGN_ON_CHANGED, subject=provider, changes=told
    )


def _changed(record: Workspace | IdentityProvider, values: Mapping[str, object]) -> dict[str, Change]:
    """Set what differs and is not None; return it as (before, after)."""
    changes: dict[str, Change] = {
        field: (getattr(record, field), value)
        for field, value in values.items()
        if value is not None and getattr(record, field) != value
    }
    for field, (_before, after) in changes.items():
        setattr(record, field, after)
    return changes


def _require_working(workspace: Workspace, provider: IdentityProvider | None) -> None:
    if provider is None or not SignOnDomain.objects.for_workspace(workspace).proved().exists():
        raise InvalidProviderError("Set up a provider and prove a domain before you require single sign-on.")
    if not SignOnLink.objects.for_workspace(workspace).exclude(subject=None).exists():
        raise InvalidProviderError(
            "Sign in once by single sign-on before you require it, so that you know it works."
        )
