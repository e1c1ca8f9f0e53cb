import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Clauses: their identity, their words in each version, and how they changed."""

    initial = True

    dependencies = [("documents", "0009_date_reading")]

    operations = [
        migrations.CreateModel(
            name="Provision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provisions",
                        to="documents.document",
                    ),
                ),
                (
                    "first_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provisions_begun",
                        to="documents.version",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ProvisionText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("segmenter", models.CharField(max_length=40)),
                ("ordinal", models.PositiveIntegerField(help_text="place in the version, from 1")),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("paragraph", "paragraph"),
                            ("item", "list item"),
                            ("list", "list"),
                            ("table", "table"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "number",
                    models.CharField(blank=True, help_text="as printed before the clause", max_length=60),
                ),
                ("path", models.JSONField(default=list, help_text="strings: the headings it stands under")),
                ("references", models.JSONField(default=list, help_text="types.ReferenceRecord, in order")),
                (
                    "provision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="texts",
                        to="provisions.provision",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provision_texts",
                        to="documents.version",
                    ),
                ),
            ],
            options={
                "ordering": ["version_id", "ordinal"],
            },
        ),
        migrations.CreateModel(
            name="ProvisionChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("segmenter", models.CharField(max_length=40)),
                ("matcher", models.CharField(max_length=40)),
                ("redline", models.CharField(max_length=40)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("added", "Added"),
                            ("resumed", "Came back"),
                            ("removed", "Removed"),
                            ("split", "Split"),
                            ("merged", "Merged"),
                            ("edited", "Edited"),
                            ("moved", "Moved"),
                            ("renumbered", "Renumbered"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_edited", models.BooleanField()),
                ("is_moved", models.BooleanField()),
                ("is_renumbered", models.BooleanField()),
                ("ops", models.JSONField(default=list, help_text="integers")),
                ("old_ops", models.JSONField(default=list, help_text="integers")),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provision_changes",
                        to="documents.change",
                    ),
                ),
                (
                    "provision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="provisions.provision",
                    ),
                ),
                (
                    "from_text",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes_away",
                        to="provisions.provisiontext",
                    ),
                ),
                (
                    "to_text",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes_here",
                        to="provisions.provisiontext",
                    ),
                ),
            ],
            options={
                "ordering": ["change_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Segmentation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("segmenter", models.CharField(max_length=40)),
                ("matcher", models.CharField(max_length=40)),
                ("clauses", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
                (
                    "previous",
                    models.ForeignKey(
                        blank=True,
                        help_text="of the version before, whose clauses these were compared with",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="provisions.segmentation",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="segmentations",
                        to="documents.version",
                    ),
                ),
            ],
            options={
                "ordering": ["version_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Descent",
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
                        choices=[("split", "split off"), ("merged", "merged into")], max_length=10
                    ),
                ),
                (
                    "is_recut",
                    models.BooleanField(
                        help_text="our segmenter cut the same text otherwise; nobody edited it"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="descents",
                        to="documents.version",
                    ),
                ),
                (
                    "ancestor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heirs",
                        to="provisions.provision",
                    ),
                ),
                (
                    "heir",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ancestors",
                        to="provisions.provision",
                    ),
                ),
            ],
            options={
                "ordering": ["version_id", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "ancestor", "heir", "kind"), name="descent_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ancestor", models.F("heir")), _negated=True),
                        name="descent_between_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["split", "merged"])), name="descent_kind_known"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="provisiontext",
            constraint=models.UniqueConstraint(
                fields=("version", "ordinal", "segmenter"), name="provision_text_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="provisiontext",
            constraint=models.UniqueConstraint(
                fields=("provision", "version", "segmenter"), name="provision_once_in_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="provisiontext",
            constraint=models.CheckConstraint(
                condition=models.Q(("ordinal__gte", 1)), name="provision_text_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="provisiontext",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))), name="provision_text_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="provisiontext",
            constraint=models.CheckConstraint(
                condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="provision_text_digest"
            ),
        ),
        migrations.AddConstraint(
            model_name="provisiontext",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["paragraph", "item", "list", "table"])),
                name="provision_text_kind_known",
            ),
        ),
        migrations.AddIndex(
            model_name="provisionchange",
            index=models.Index(fields=["provision", "-change"], name="provision_change_latest"),
        ),
        migrations.AddConstraint(
            model_name="provisionchange",
            constraint=models.UniqueConstraint(
                fields=("change", "provision", "segmenter"), name="provision_change_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="provisionchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        ["added", "resumed", "removed", "split", "merged", "edited", "moved", "renumbered"],
                    )
                ),
                name="provision_change_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="provisionchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("from_text__isnull", False), ("to_text__isnull", False), _connector="OR"),
                name="provision_change_has_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="provisionchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_edited", True), _negated=True),
                    models.Q(("ops", []), ("old_ops", []), _negated=True),
                    _connector="OR",
                ),
                name="provision_edit_has_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="segmentation",
            constraint=models.UniqueConstraint(fields=("version", "segmenter"), name="segmentation_once"),
        ),
    ]
