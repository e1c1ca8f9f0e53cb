"""Stripe as far as this product speaks to it: stateful, served over real HTTP, with clocks that can be moved.

It refuses what Stripe would: parameters that are not in the official library's types, objects that are not there, an
idempotency key used again with another body.
"""

from tests.billing.stripe_double.server import StripeDouble, serving

__all__ = ["StripeDouble", "serving"]
