from django.db import migrations

# One function for all tables of an archive; documents has its own, which these tables cannot depend on.
REFUSE = """
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never updated or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON evidence_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON evidence_checkpoint
    FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
"""
ALLOW = """
DROP TRIGGER append_only ON evidence_checkpoint;
DROP TRIGGER append_only ON evidence_ledgerentry;
DROP FUNCTION ledger_is_append_only();
"""

# Once a statement, not once a row: the log has no gap however many are appended at once.
NO_GAP = """
CREATE FUNCTION ledger_has_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    added bigint;
    lowest bigint;
    highest bigint;
BEGIN
    SELECT count(*), min(index), max(index) INTO added, lowest, highest FROM added_rows;
    IF added > 0 AND (
        highest - lowest + 1 <> added
        OR (lowest > 0 AND NOT EXISTS (SELECT FROM evidence_ledgerentry WHERE index = lowest - 1))
    ) THEN
        RAISE EXCEPTION 'entries % to % would leave a gap', lowest, highest USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER no_gap AFTER INSERT ON evidence_ledgerentry
    REFERENCING NEW TABLE AS added_rows FOR EACH STATEMENT EXECUTE FUNCTION ledger_has_no_gap();
"""
GAP = """
DROP TRIGGER no_gap ON evidence_ledgerentry;
DROP FUNCTION ledger_has_no_gap();
"""

GROWS = """
CREATE FUNCTION tile_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
       OR (NEW.level, NEW.number) <> (OLD.level, OLD.number)
       OR substring(NEW.hashes FOR length(OLD.hashes)) <> OLD.hashes THEN
        RAISE EXCEPTION 'a tile is only ever lengthened' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE ON evidence_tile
    FOR EACH ROW EXECUTE FUNCTION tile_only_grows();
ALTER TABLE evidence_tile
    ALTER COLUMN hashes SET STORAGE EXTERNAL, -- hashes do not compress
    ADD CONSTRAINT tile_of_whole_hashes
        CHECK (length(hashes) % 32 = 0 AND length(hashes) BETWEEN 32 AND 8192);
ALTER TABLE evidence_ledgerentry
    ADD CONSTRAINT ledger_entry_hash CHECK (length(leaf_hash) = 32 AND octet_length(leaf) <= 65535);
ALTER TABLE evidence_checkpoint ADD CONSTRAINT checkpoint_root CHECK (length(root) = 32);
"""
SHRINKS = """
ALTER TABLE evidence_checkpoint DROP CONSTRAINT checkpoint_root;
ALTER TABLE evidence_ledgerentry DROP CONSTRAINT ledger_entry_hash;
ALTER TABLE evidence_tile DROP CONSTRAINT tile_of_whole_hashes;
DROP TRIGGER only_grows ON evidence_tile;
DROP FUNCTION tile_only_grows();
"""

KEPT = """
CREATE FUNCTION timestamp_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what an authority has said is never changed' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON evidence_timestamp
    FOR EACH ROW WHEN (OLD.state = 'stamped') EXECUTE FUNCTION timestamp_is_kept();
"""
FORGOTTEN = """
DROP TRIGGER kept ON evidence_timestamp;
DROP FUNCTION timestamp_is_kept();
"""


class Migration(migrations.Migration):
    """The database itself refuses to rewrite the log, to leave a gap in it, and to take back what was signed or stamped."""

    dependencies = [("evidence", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE, ALLOW),
        migrations.RunSQL(NO_GAP, GAP),
        migrations.RunSQL(GROWS, SHRINKS),
        migrations.RunSQL(KEPT, FORGOTTEN),
    ]
