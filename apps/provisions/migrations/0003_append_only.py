from django.db import migrations

TABLES = (
    "provisions_provision",
    "provisions_segmentation",
    "provisions_provisiontext",
    "provisions_classification",
    "provisions_provisiontopic",
    "provisions_provisionfact",
    "provisions_provisionchange",
    "provisions_descent",
)


def _trigger(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION archive_is_append_only();",
        f"DROP TRIGGER append_only ON {table};",
    )


class Migration(migrations.Migration):
    """The database itself refuses to rewrite what was said of a clause; its standing and the topics alone move on."""

    dependencies = [("provisions", "0002_classification"), ("documents", "0002_append_only")]

    operations = [_trigger(table) for table in TABLES]
