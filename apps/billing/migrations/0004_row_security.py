from django.db import migrations

from apps.core.row_security import ProtectRows, ReferWithinWorkspace, ShowRows, claimed
from apps.core.tenancy import Claim


class Migration(migrations.Migration):
    """The second lock. An event names a customer of Stripe's: whose that is must be readable before the workspace is known."""

    dependencies = [("billing", "0003_grants")]

    operations = [
        ProtectRows("customer"),
        ProtectRows("plansubscription"),
        ProtectRows("invoice"),
        ProtectRows("grant"),
        ProtectRows("keptactive"),
        ShowRows("customer", name="by_stripe_id", where=f"stripe_id = {claimed(Claim.STRIPE_CUSTOMER)}"),
        ReferWithinWorkspace("plansubscription", field="customer"),
        ReferWithinWorkspace("invoice", field="customer"),
    ]
