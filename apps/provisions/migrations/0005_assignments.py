import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What people say a clause is about stays too."""

    dependencies = [
        ("provisions", "0004_wording"),
        ("documents", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words_sha256", models.CharField(help_text="of the clause's own words", max_length=64)),
                (
                    "topics",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SlugField(max_length=60),
                        help_text="slugs of the taxonomy, the first one foremost",
                        size=None,
                    ),
                ),
                ("author", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="classification",
            name="classification_once",
        ),
        migrations.AddField(
            model_name="assignment",
            name="provision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assignments",
                to="provisions.provision",
            ),
        ),
        migrations.AddField(
            model_name="classification",
            name="assignment",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="classifications",
                to="provisions.assignment",
            ),
        ),
        migrations.AddConstraint(
            model_name="classification",
            constraint=models.UniqueConstraint(
                fields=("text", "classifier", "assignment"), name="classification_once", nulls_distinct=False
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["provision", "words_sha256", "-id"], name="assignment_latest"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("topics__len__gt", 0)), name="assignment_names_a_topic"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("author__startswith", "person/")), name="assignment_by_a_person"
            ),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON provisions_assignment "
            "FOR EACH ROW EXECUTE FUNCTION archive_is_append_only();",
            "DROP TRIGGER append_only ON provisions_assignment;",
        ),
    ]
