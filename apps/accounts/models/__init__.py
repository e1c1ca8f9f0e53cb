from apps.accounts.models.api_key import ApiKey
from apps.accounts.models.audit import Action, AuditEntry
from apps.accounts.models.customer import CustomerModel
from apps.accounts.models.domain import JoinDomain
from apps.accounts.models.erasure import AccountErasure, Erasure
from apps.accounts.models.feed_token import FeedToken
from apps.accounts.models.invitation import Invitation
from apps.accounts.models.membership import Membership
from apps.accounts.models.single_sign_on import IdentityProvider, SignOnDomain, SignOnLink, UsedStatement
from apps.accounts.models.user import User
from apps.accounts.models.workspace import Workspace

__all__ = [
    "AccountErasure",
    "Action",
    "ApiKey",
    "AuditEntry",
    "CustomerModel",
    "Erasure",
    "FeedToken",
    "IdentityProvider",
    "Invitation",
    "JoinDomain",
    "Membership",
    "SignOnDomain",
    "SignOnLink",
    "UsedStatement",
    "User",
    "Workspace",
]
