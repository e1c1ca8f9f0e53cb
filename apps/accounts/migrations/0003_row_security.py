from django.db import migrations

from apps.core.row_security import KeepRows, ProtectRows, ReferWithinWorkspace, ShowRows, claimed
from apps.core.tenancy import Claim

USER = claimed(Claim.USER, "bigint")
TOKEN = claimed(Claim.TOKEN)
DOMAIN = claimed(Claim.EMAIL_DOMAIN)


class Migration(migrations.Migration):
    """The second lock, and what must be readable before the workspace is known (docs/decisions/0007)."""

    dependencies = [("accounts", "0002_workspaces")]

    operations = [
        ProtectRows("workspace", column="id"),
        ProtectRows("membership"),
        ProtectRows("joindomain"),
        ProtectRows("invitation"),
        ProtectRows("apikey"),
        ProtectRows("auditentry"),
        ShowRows("membership", name="own", where=f"user_id = {USER}"),
        ShowRows("invitation", name="by_token", where=f"token_sha256 = {TOKEN}"),
        ShowRows("apikey", name="by_token", where=f"secret_sha256 = {TOKEN}"),
        ShowRows("joindomain", name="by_domain", where=f"domain = {DOMAIN}"),
        ShowRows(
            "workspace",
            name="own",
            where=f"id IN (SELECT workspace_id FROM accounts_membership WHERE user_id = {USER})",
        ),
        ShowRows(
            "workspace",
            name="by_token",
            where=f"id IN (SELECT workspace_id FROM accounts_invitation WHERE token_sha256 = {TOKEN})",
        ),
        ShowRows(
            "workspace",
            name="by_domain",
            where=f"id IN (SELECT workspace_id FROM accounts_joindomain WHERE domain = {DOMAIN})",
        ),
        ReferWithinWorkspace("apikey", field="replaces"),
        ReferWithinWorkspace("auditentry", field="api_key"),
        KeepRows("auditentry"),
    ]
