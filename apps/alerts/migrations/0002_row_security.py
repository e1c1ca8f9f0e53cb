from django.db import migrations

from apps.core.row_security import ProtectRows

KEEP = """
CREATE FUNCTION alert_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what an alert said, and why, is never changed'
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER what_was_told BEFORE UPDATE OF
    workspace_id, change_id, title, severity, because, raised_at, latency_seconds
    ON alerts_alert FOR EACH ROW EXECUTE FUNCTION alert_is_kept();
"""
LET = """
DROP TRIGGER what_was_told ON alerts_alert;
DROP FUNCTION alert_is_kept();
"""


class Migration(migrations.Migration):
    """The second lock; and what was told stays as it was told, while reading and dismissing are written beside it."""

    dependencies = [("alerts", "0001_initial")]

    operations = [ProtectRows("alert"), migrations.RunSQL(KEEP, LET)]
