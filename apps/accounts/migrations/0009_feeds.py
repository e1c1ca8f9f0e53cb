import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from apps.core.row_security import ProtectRows, ShowRows, claimed
from apps.core.tenancy import Claim


class Migration(migrations.Migration):
    """Secret addresses of feeds; each is found by its digest before its workspace is known."""

    dependencies = [
        ("accounts", "0008_time_zone"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeedToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("atom", "Alerts, as an Atom feed"), ("ical", "Calendar, as iCalendar")],
                        max_length=8,
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="where it is read: Outlook, a news reader", max_length=60),
                ),
                (
                    "hint",
                    models.CharField(
                        help_text="how the secret begins, to tell one from another", max_length=6
                    ),
                ),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("last_used_at", models.DateTimeField(blank=True, help_text="to the minute", null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("served_sha256", models.CharField(blank=True, max_length=64)),
                ("changed_at", models.DateTimeField(help_text="since when what is served is as it is")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["workspace", "person", "-created_at"], name="feed_of_person")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["atom", "ical"])), name="feed_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="feed_has_a_name"
                    ),
                ],
            },
        ),
        ProtectRows("feedtoken"),
        ShowRows("feedtoken", name="by_token", where=f"token_sha256 = {claimed(Claim.TOKEN)}"),
    ]
