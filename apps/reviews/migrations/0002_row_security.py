from django.db import migrations

from apps.core.row_security import KeepRows, ProtectRows, ReferWithinWorkspace

KEEP = """
CREATE FUNCTION review_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.turn <> OLD.turn + 1 THEN
        RAISE EXCEPTION 'a review goes on turn by turn' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.workspace_id, NEW.change_id, NEW.title, NEW.severity, NEW.opened_at)
       IS DISTINCT FROM (OLD.workspace_id, OLD.change_id, OLD.title, OLD.severity, OLD.opened_at) THEN
        RAISE EXCEPTION 'what a review is about is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state IN ('accepted', 'accepted_until', 'objection_sent', 'no_action') AND NEW.state <> 'reopened' THEN
        RAISE EXCEPTION 'a closed review stays as it is until it is reopened' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER what_was_decided BEFORE UPDATE ON reviews_review
    FOR EACH ROW EXECUTE FUNCTION review_is_kept();
CREATE FUNCTION acceptance_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR to_jsonb(NEW) - '{ended_at,ended_because}'::text[]
       IS DISTINCT FROM to_jsonb(OLD) - '{ended_at,ended_because}'::text[] THEN
        RAISE EXCEPTION 'an acceptance ends once, and is never changed otherwise' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER what_was_accepted BEFORE UPDATE ON reviews_acceptance
    FOR EACH ROW EXECUTE FUNCTION acceptance_is_kept();
"""
LET = """
DROP TRIGGER what_was_accepted ON reviews_acceptance;
DROP FUNCTION acceptance_is_kept();
DROP TRIGGER what_was_decided ON reviews_review;
DROP FUNCTION review_is_kept();
"""
CUSTOMERS = (
    "review", "reviewevent", "mention", "attachment", "acceptance", "reviewrule", "ruleplatform", "ruleperson", "overlay",
)  # fmt: skip
WITHIN = (
    ("review", "rule"),
    ("reviewevent", "review"),
    ("mention", "event"),
    ("attachment", "event"),
    ("acceptance", "review"),
    ("reviewrule", "watch"),
    ("ruleplatform", "rule"),
    ("ruleperson", "rule"),
)


class Migration(migrations.Migration):
    """The second lock; and what was said and decided stays: events and files for ever, a closed review until it is reopened."""

    dependencies = [("reviews", "0001_initial")]

    operations = [
        *(ProtectRows(model) for model in CUSTOMERS),
        *(ReferWithinWorkspace(model, field=field) for model, field in WITHIN),
        KeepRows("reviewevent"),
        KeepRows("attachment"),
        migrations.RunSQL(KEEP, LET),
    ]
