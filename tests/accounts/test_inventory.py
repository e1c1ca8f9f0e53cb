"""Every table that points to a person is known to whatever exports or erases them."""

from django.db import models

from apps.accounts.inventory import personal_keys
from apps.accounts.models import User


def test_every_row_that_points_to_a_person_is_known() -> None:
    """What goes with the person, and what of theirs stays in workspaces: a new table must be one or the other."""
    goes = {key.model._meta.label for key in personal_keys()}
    pointing = {
        relation.field.model._meta.label
        for relation in User._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and not relation.field.model._meta.auto_created
    }

    assert pointing - goes == {
        "accounts.Membership",
        "accounts.Invitation",
        "accounts.ApiKey",
        "accounts.AuditEntry",
        "subscriptions.Watch",
        "subscriptions.Channel",
        "subscriptions.AddressRequest",
        "subscriptions.PlatformRequest",
        "reviews.Review",
        "reviews.ReviewEvent",
        "reviews.Mention",
        "reviews.Acceptance",
        "reviews.RulePlatform",
        "reviews.RulePerson",
        "reviews.Overlay",
        "alerts.Alert",
        "alerts.Digest",
        "alerts.Reminder",
        "dossiers.Dossier",
        "dossiers.Export",
    }
    assert goes == {
        "account.EmailAddress",
        "mfa.Authenticator",
        "usersessions.UserSession",
        "socialaccount.SocialAccount",
        "accounts.SignOnLink",
        "accounts.FeedToken",
    }
