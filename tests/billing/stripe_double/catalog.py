"""Products, prices, coupons and codes."""

from tests.billing.stripe_double.forms import truth
from tests.billing.stripe_double.refusals import Refusal, missing
from tests.billing.stripe_double.world import Json, World


def create_product(world: World, given: Json) -> Json:
    number = given.get("id") or world.new_id("prod")
    if number in world.objects.get("product", {}):
        raise Refusal("Product already exists.", code="resource_already_exists", param="id")
    made = world.put(
        "product",
        {
            "id": number,
            "object": "product",
            "active": True,
            "created": world.now(),
            "description": given.get("description"),
            "images": [],
            "livemode": False,
            "marketing_features": [],
            "metadata": given.get("metadata", {}),
            "name": given["name"],
            "package_dimensions": None,
            "shippable": None,
            "tax_code": None,
            "updated": world.now(),
            "url": None,
        },
    )
    world.tell("product.created", made)
    return made


def update_product(world: World, number: str, given: Json) -> Json:
    found = world.get("product", number)
    found |= {name: given[name] for name in ("name", "description") if name in given}
    world.tell("product.updated", found)
    return found


def create_price(world: World, given: Json) -> Json:
    world.get("product", given["product"])
    key = given.get("lookup_key")
    holders = [price for price in world.all("price") if key and price["lookup_key"] == key]
    if holders and not truth(given.get("transfer_lookup_key")):
        raise Refusal("A price already uses that lookup key.", param="lookup_key")
    for price in holders:
        price["lookup_key"] = None
    made = world.put(
        "price",
        {
            "id": world.new_id("price"),
            "object": "price",
            "active": True,
            "billing_scheme": "per_unit",
            "created": world.now(),
            "currency": given["currency"],
            "custom_unit_amount": None,
            "livemode": False,
            "lookup_key": key,
            "metadata": given.get("metadata", {}),
            "nickname": given.get("nickname"),
            "product": given["product"],
            "recurring": {
                "interval": given["recurring"]["interval"],
                "interval_count": 1,
                "meter": None,
                "usage_type": "licensed",
            },
            "tax_behavior": given.get("tax_behavior", "unspecified"),
            "tiers_mode": None,
            "transform_quantity": None,
            "type": "recurring",
            "unit_amount": int(given["unit_amount"]),
            "unit_amount_decimal": given["unit_amount"],
        },
    )
    world.tell("price.created", made)
    return made


def create_coupon(world: World, given: Json) -> Json:
    return world.put(
        "coupon",
        {
            "id": given.get("id") or world.new_id("coupon"),
            "object": "coupon",
            "amount_off": None,
            "created": world.now(),
            "currency": None,
            "duration": given["duration"],
            "duration_in_months": None,
            "livemode": False,
            "max_redemptions": None,
            "metadata": {},
            "name": given.get("name"),
            "percent_off": float(given["percent_off"]),
            "redeem_by": None,
            "times_redeemed": 0,
            "valid": True,
        },
    )


def create_code(world: World, given: Json) -> Json:
    coupon = world.get("coupon", given["promotion"]["coupon"])
    return world.put(
        "promotion_code",
        {
            "id": world.new_id("promo"),
            "object": "promotion_code",
            "active": True,
            "code": given["code"],
            "created": world.now(),
            "customer": None,
            "expires_at": None,
            "livemode": False,
            "max_redemptions": None,
            "metadata": {},
            "promotion": {"coupon": coupon["id"], "type": "coupon"},
            "times_redeemed": 0,
        },
    )


def discount_by_code(world: World, number: str, *, customer: str, subscription: str) -> Json:
    code = world.get("promotion_code", number)
    if not code["active"]:
        raise missing("promotion_code", number)
    return world.put(
        "discount",
        {
            "id": world.new_id("di"),
            "object": "discount",
            "created": world.now(),
            "customer": customer,
            "end": None,
            "promotion_code": number,
            "source": {"coupon": code["promotion"]["coupon"], "type": "coupon"},
            "start": world.now(),
            "subscription": subscription,
        },
    )
