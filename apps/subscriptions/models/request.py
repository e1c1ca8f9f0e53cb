from django.db import models

from apps.accounts.models import CustomerModel, User


class PlatformRequest(CustomerModel):
    """A platform that a workspace would follow and the archive does not have: for the editors, without saying who asked."""

    name = models.CharField(max_length=120)
    key = models.CharField(max_length=120, help_text="the name as it is compared: vendor_list.key_of")
    website = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    requested_at = models.DateTimeField()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "key"], name="platform_requested_once"),
            models.CheckConstraint(condition=~models.Q(key=""), name="platform_request_named"),
        ]

    def __str__(self) -> str:
        return self.name
