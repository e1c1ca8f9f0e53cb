from django.db import models

from apps.accounts.models.workspace import Workspace
from apps.core.scoped import ScopedManager


class CustomerModel(models.Model):
    """Base of every row that belongs to a customer. Its table is protected by `apps.core.row_security.ProtectRows`.

    The workspace has no index of its own: each customer table has one, or a unique constraint, that begins with it.
    """

    workspace = models.ForeignKey(Workspace, models.PROTECT, related_name="+", db_index=False)

    objects = ScopedManager()

    class Meta:
        abstract = True
