from django.db import models


class Action(models.TextChoices):
    """What the audit log says of plans and billing."""

    PLAN_CHANGED = "plan.changed", "Plan changed"
    SUBSCRIBED = "subscription.started", "Subscription started"
    SUBSCRIPTION_CHANGED = "subscription.changed", "Subscription changed"
    CHECKOUT_OPENED = "subscription.checkout_opened", "Checkout opened"
    PORTAL_OPENED = "subscription.portal_opened", "Stripe's portal opened"
    DETAILS_CHANGED = "billing.details_changed", "Billing details changed"
    CODE_REDEEMED = "billing.code_redeemed", "Promotion code redeemed"
    CUSTOMER_MADE = "billing.customer_made", "Customer at Stripe made"
    CUSTOMER_CHANGED = "billing.customer_changed", "Customer at Stripe changed"
    INVOICED = "invoice.made", "Invoice made"
    INVOICE_CHANGED = "invoice.changed", "Invoice changed"
    GRANTED = "grant.given", "Plan granted"
    GRANT_ENDED = "grant.ended", "Grant ended"
    KEPT_CHOSEN = "plan.kept_chosen", "Chosen what stays active"
