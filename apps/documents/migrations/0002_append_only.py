from django.db import migrations

TABLES = (
    "documents_snapshot",
    "documents_capture",
    "documents_version",
    "documents_versionpart",
    "documents_change",
    "documents_robotsfile",
    "documents_importedrecord",
)

FUNCTION = """
CREATE FUNCTION archive_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never updated or deleted: a correction is a new row', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
"""


def _trigger(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION archive_is_append_only();",
        f"DROP TRIGGER append_only ON {table};",
    )


class Migration(migrations.Migration):
    """The database itself refuses to rewrite the archive."""

    dependencies = [("documents", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION archive_is_append_only();"),
        *[_trigger(table) for table in TABLES],
    ]
