"""The words of the customer half, and what leaves its services."""

import re
from dataclasses import dataclass

from django.db import models


class Role(models.TextChoices):
    """What a person is in a workspace. The table of what each may do is in rules.py."""

    OWNER = "owner", "Owner"
    ADMIN = "admin", "Admin"
    ANALYST = "analyst", "Analyst"
    PROCUREMENT = "procurement", "Procurement"
    VIEWER = "viewer", "Viewer"


class Plan(models.TextChoices):
    """What is sold, the least first. What each gives is data of `apps.billing`."""

    FREE = "free", "Free"
    WATCHER = "watcher", "Watcher"
    PROFESSIONAL = "professional", "Professional"

    @property
    def rank(self) -> int:
        """Return the place among the plans: a higher one gives all that a lower one does."""
        return list(Plan).index(self)


class Permission(models.TextChoices):
    """What can be allowed. The label is what pages and documents say."""

    READ = "read", "See the workspace: watchlist, changes, reviews, calendar"
    WATCH = "watch", "Add and remove what is watched, and its rules"
    REVIEW = "review", "Review changes: assign, decide, give reasons"
    SIGN_OFF = "sign_off", "Sign off a review or accept a risk"
    DOSSIERS = "dossiers", "Order and download dossiers and evidence"
    PEOPLE = "people", "Invite, remove and change the roles of people"
    CHANNELS = "channels", "Set up where alerts are sent"
    KEYS = "keys", "See, issue and revoke API keys and webhooks"
    BILLING = "billing", "Change the plan and see invoices"
    SETTINGS = "settings", "Rename the workspace, set its security"
    AUDIT = "audit", "Read and export the audit log"
    OWNERSHIP = "ownership", "Make and unmake owners, set up single sign-on, delete the workspace"


class Scope(models.TextChoices):
    """What an API key may be good for."""

    READ = "read", "Read"
    WATCH = "watch", "Manage watches"
    REVIEW = "review", "Review changes"
    DOSSIER = "dossier", "Order dossiers"
    ADMIN = "admin", "Administer people, channels and settings"


class FeedKind(models.TextChoices):
    """What a secret address gives."""

    ATOM = "atom", "Alerts, as an Atom feed"
    ICAL = "ical", "Calendar, as iCalendar"


class Protocol(models.TextChoices):
    """How an identity provider speaks."""

    SAML = "saml", "SAML 2.0"
    OIDC = "oidc", "OpenID Connect"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something, and from where, as the audit log will tell it.

    `user_id` is None for programs of ours. `session` is a digest's start, never the session's key.
    """

    user_id: int | None
    name: str
    ip: str | None = None
    user_agent: str = ""
    session: str = ""
    api_key_id: int | None = None


SYSTEM = Actor(user_id=None, name="ConductAtlas")

_SECRET = re.compile(r"token|secret|password|sha256|recovery")

Change = tuple[object, object]


def is_secret(field: str) -> bool:
    """Tell by a field's name that it must be neither logged nor exported: a secret, or the digest of one."""
    return _SECRET.search(field) is not None
