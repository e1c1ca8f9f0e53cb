"""Which plan a workspace has, and through whom plans are sold, if they are."""

from django.core.exceptions import ImproperlyConfigured

from conductatlas.env import env_bool, env_int, env_str
from conductatlas.stripe_account import stripe_account

_PLANS = {"free", "watcher", "professional"}

STRIPE = stripe_account()  # None: nothing is sold here

# The plan of workspaces that have neither bought nor been granted one. Selling must not take away in silence what all had.
WORKSPACE_PLAN = env_str("WORKSPACE_PLAN", "professional" if STRIPE is None else "")
if not WORKSPACE_PLAN:
    raise ImproperlyConfigured(
        "STRIPE_SECRET_KEY is set: set WORKSPACE_PLAN too, the plan of workspaces that have bought none (usually free). Less than "
        "they have now shortens their audit logs within hours: give those that keep it a plan before, with grant_plan."
    )
if WORKSPACE_PLAN not in _PLANS:
    raise ImproperlyConfigured("WORKSPACE_PLAN is free, watcher or professional.")
# What whoever is in no workspace may read (`apps.web.entitlements`).
VISITOR_PLAN = env_str("VISITOR_PLAN", "free")
if VISITOR_PLAN not in _PLANS:
    raise ImproperlyConfigured("VISITOR_PLAN is free, watcher or professional.")
# How many platforms a plan without a limit may watch; 0: no limit at all.
FAIR_USE_PLATFORMS = env_int("FAIR_USE_PLATFORMS", 1000)
# Whoever pays for a workspace gives it any plan with one button: for trying plans out, refused in production.
PLAN_SWITCH = env_bool("PLAN_SWITCH", default=False)
