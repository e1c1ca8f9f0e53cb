"""Two workspaces with rows in every customer table, one of them about to be erased."""

from datetime import UTC, datetime

from django.db import connection

from apps.accounts.inventory import customer_models
from apps.accounts.models import Workspace
from apps.accounts.services.api_keys import rotate_api_key
from apps.accounts.services.workspaces import GRACE, allow_domain, schedule_deletion
from apps.core import clock
from apps.core.tenancy import across_workspaces
from tests.accounts.cast import acting, make_feed, make_invitation, make_key, make_sign_on
from tests.accounts.conftest import Cast, build_cast
from tests.alerts.cast import make_alert
from tests.billing.cast import make_full_billing
from tests.reviews.cast import make_full_reviews
from tests.subscriptions.cast import make_full_watches
from tests.web.planting_more import plant_more

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
OVER = NOW + GRACE


def build_full_cast() -> Cast:
    """Fill both workspaces, with a key that replaces another; Acme is to be erased at OVER."""
    cast = build_cast()
    for workspace, owner in ((cast.acme, cast.alice), (cast.umbra, cast.charlie)):
        make_invitation(workspace, owner, f"new@{workspace.slug}.example")
        key = make_key(workspace, owner).key
        make_feed(workspace, owner)
        rotate_api_key(workspace=workspace, key_id=key.pk, actor=acting(owner))
        allow_domain(workspace=workspace, domain="acme.example", actor=acting(owner))
        make_sign_on(workspace, owner)
        make_full_billing(workspace)
        make_full_watches(workspace, owner)
        make_alert(workspace)
        make_full_reviews(workspace, owner, workspace.slug)
        plant_more(workspace, owner, workspace.slug)
    with clock.fixed(NOW):
        schedule_deletion(workspace=cast.acme, actor=acting(cast.alice))
    return cast


def rows_of(workspace: Workspace) -> dict[str, int]:
    """Count a workspace's rows in every customer table and its own."""
    tables = {model._meta.db_table: "workspace_id" for model in customer_models()}
    tables[Workspace._meta.db_table] = "id"
    each = (
        f"SELECT '{table}', count(*) FROM {table} WHERE {column} = {workspace.pk:d}"  # noqa: S608 - names of ours
        for table, column in tables.items()
    )
    with across_workspaces(reason="a test"), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each))
        return dict(cursor.fetchall())
