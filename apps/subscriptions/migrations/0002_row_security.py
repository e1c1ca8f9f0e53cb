from django.db import migrations

from apps.core.row_security import ProtectRows


class Migration(migrations.Migration):
    """The second lock."""

    dependencies = [("subscriptions", "0001_initial")]

    operations = [ProtectRows("watch"), ProtectRows("platformrequest")]
