"""Checkout and the portal: sessions, and the pages that people see."""

from html import escape

from tests.billing.stripe_double.customers import card_of, living_customer, set_card
from tests.billing.stripe_double.forms import truth
from tests.billing.stripe_double.refusals import Refusal
from tests.billing.stripe_double.subscriptions import begin
from tests.billing.stripe_double.world import Json, World


def create_session(world: World, given: Json, *, base: str) -> Json:
    customer = living_customer(world, given["customer"])
    for item in given["line_items"]:
        world.get("price", item["price"])
    if truth((given.get("tax_id_collection") or {}).get("enabled")) and not given.get("customer_update"):
        raise Refusal(
            "Tax ID collection requires updating business name on the customer.", param="customer_update"
        )
    number = world.new_id("cs_test")
    made: Json = {
        "id": number,
        "object": "checkout.session",
        "amount_total": None,
        "cancel_url": given["cancel_url"],
        "client_reference_id": given.get("client_reference_id"),
        "created": world.now(customer),
        "currency": None,
        "customer": customer["id"],
        "expires_at": world.now(customer) + 86400,
        "livemode": False,
        "metadata": {},
        "mode": given["mode"],
        "payment_method_collection": given.get("payment_method_collection", "always"),
        "payment_status": "unpaid",
        "status": "open",
        "subscription": None,
        "success_url": given["success_url"],
        "url": f"{base}/pay/{number}",
        "_asked": given,
    }
    return world.put("session", made)


def shown_session(found: Json) -> Json:
    return {name: value for name, value in found.items() if not name.startswith("_")}


def complete_session(world: World, number: str, *, card: str = "", declines: bool = False) -> Json:
    """Do what the page's button does: take the card, if one is given, and begin the subscription."""
    found = world.get("session", number)
    if found["status"] != "open":
        raise Refusal("This Checkout Session is no longer open.", code="resource_missing")
    customer, asked = living_customer(world, found["customer"]), found["_asked"]
    details = asked.get("subscription_data", {})
    if card:
        set_card(world, customer, last4=card, declines=declines)
    elif found["payment_method_collection"] == "always" and card_of(world, customer) is None:
        raise Refusal("A card is needed.", status=402, type="card_error", code="incomplete_number")
    subscription = begin(
        world,
        {
            "customer": customer["id"],
            "items": asked["line_items"],
            "trial_period_days": details.get("trial_period_days", 0),
            "trial_settings": details.get("trial_settings"),
            "metadata": details.get("metadata", {}),
            "automatic_tax": asked.get("automatic_tax"),
        },
    )
    found |= {"status": "complete", "subscription": subscription["id"], "payment_status": "paid", "url": None}
    world.tell("checkout.session.completed", shown_session(found), at=world.now(customer))
    return found


def checkout_page(world: World, number: str) -> str:
    found = world.get("session", number)
    rows = [
        f"<li>{int(item.get('quantity', 1))} x {escape(str(world.get('price', item['price'])['nickname']))}</li>"
        for item in found["_asked"]["line_items"]
    ]
    trial = found["_asked"].get("subscription_data", {}).get("trial_period_days")
    told = f"<p>{escape(str(trial))} days free</p>" if trial else ""
    return _page(
        "Checkout",
        f"<ul>{''.join(rows)}</ul>{told}<form method=post><label>Card <input name=card></label>"
        f"<button>Subscribe</button></form><a href='{escape(found['cancel_url'])}'>Back</a>",
    )


def create_portal(world: World, given: Json, *, base: str) -> Json:
    customer = living_customer(world, given["customer"])
    number = world.new_id("bps")
    return world.put(
        "portal",
        {
            "id": number,
            "object": "billing_portal.session",
            "configuration": "bpc_000001",
            "created": world.now(customer),
            "customer": customer["id"],
            "flow": given.get("flow_data"),
            "livemode": False,
            "locale": None,
            "on_behalf_of": None,
            "return_url": given.get("return_url"),
            "url": f"{base}/portal/{number}",
        },
    )


def portal_page(world: World, number: str) -> str:
    found = world.get("portal", number)
    return _page(
        "Billing portal",
        "<form method=post><label>Card <input name=card></label><button>Save</button></form>"
        f"<a href='{escape(found['return_url'])}'>Return</a>",
    )


def _page(title: str, body: str) -> str:
    return f"<!doctype html><html lang=en><title>{title}</title><main><h1>{title}</h1>{body}</main></html>"
