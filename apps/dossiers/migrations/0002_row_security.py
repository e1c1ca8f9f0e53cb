from django.db import migrations

from apps.core.row_security import ProtectRows, ReferWithinWorkspace

KEEP = """
CREATE FUNCTION edition_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'done' AND (NEW.state, NEW.edition, NEW.content_sha256, NEW.unsigned_sha256, NEW.file_sha256, NEW.as_of, NEW.done_at)
        IS DISTINCT FROM (OLD.state, OLD.edition, OLD.content_sha256, OLD.unsigned_sha256, OLD.file_sha256, OLD.as_of, OLD.done_at) THEN
        RAISE EXCEPTION 'an edition that is sealed is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER what_was_sealed BEFORE UPDATE ON dossiers_export FOR EACH ROW EXECUTE FUNCTION edition_is_kept();
CREATE FUNCTION outline_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a dossier was to hold is never changed: order another' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER what_was_ordered BEFORE UPDATE OF workspace_id, template, title, outline, created_at
    ON dossiers_dossier FOR EACH ROW EXECUTE FUNCTION outline_is_kept();
"""
LET = """
DROP TRIGGER what_was_sealed ON dossiers_export;
DROP FUNCTION edition_is_kept();
DROP TRIGGER what_was_ordered ON dossiers_dossier;
DROP FUNCTION outline_is_kept();
"""


class Migration(migrations.Migration):
    """The second lock; and what was ordered and what was sealed stay as they are."""

    dependencies = [("dossiers", "0001_initial")]

    operations = [
        ProtectRows("dossier"),
        ProtectRows("export"),
        ReferWithinWorkspace("export", field="dossier"),
        ReferWithinWorkspace("export", field="same_as"),
        migrations.RunSQL(KEEP, LET),
    ]
