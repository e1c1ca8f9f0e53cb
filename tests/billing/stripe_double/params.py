"""Which parameters a request may have: as the official library's types say, down to the leaves."""

import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

import stripe.params as known
from stripe import RequestOptions
from typing_extensions import is_typeddict  # of either make: the library's are of this one

from tests.billing.stripe_double.refusals import Refusal

_OPTIONS = frozenset(RequestOptions.__annotations__)

# (method, path as the server routes it) -> the type of its parameters.
TYPES: dict[tuple[str, str], Any] = {
    ("POST", "customers"): known.CustomerCreateParams,
    ("GET", "customers"): known.CustomerListParams,
    ("GET", "customers/*"): known.CustomerRetrieveParams,
    ("POST", "customers/*"): known.CustomerUpdateParams,
    ("DELETE", "customers/*"): known.CustomerDeleteParams,
    ("GET", "customers/*/tax_ids"): known.CustomerTaxIdListParams,
    ("POST", "customers/*/tax_ids"): known.CustomerTaxIdCreateParams,
    ("DELETE", "customers/*/tax_ids/*"): known.CustomerTaxIdDeleteParams,
    ("POST", "products"): known.ProductCreateParams,
    ("POST", "products/*"): known.ProductUpdateParams,
    ("POST", "prices"): known.PriceCreateParams,
    ("GET", "prices"): known.PriceListParams,
    ("POST", "coupons"): known.CouponCreateParams,
    ("POST", "promotion_codes"): known.PromotionCodeCreateParams,
    ("GET", "promotion_codes"): known.PromotionCodeListParams,
    ("POST", "checkout/sessions"): known.checkout.SessionCreateParams,
    ("POST", "billing_portal/sessions"): known.billing_portal.SessionCreateParams,
    ("POST", "subscriptions"): known.SubscriptionCreateParams,
    ("GET", "subscriptions"): known.SubscriptionListParams,
    ("GET", "subscriptions/*"): known.SubscriptionRetrieveParams,
    ("POST", "subscriptions/*"): known.SubscriptionUpdateParams,
    ("DELETE", "subscriptions/*"): known.SubscriptionCancelParams,
    ("GET", "invoices"): known.InvoiceListParams,
    ("POST", "invoices/create_preview"): known.InvoiceCreatePreviewParams,
    ("POST", "invoices/*/pay"): known.InvoicePayParams,
    ("GET", "charges"): known.ChargeListParams,
    ("GET", "charges/*"): known.ChargeRetrieveParams,
    ("GET", "disputes"): known.DisputeListParams,
    ("POST", "refunds"): known.RefundCreateParams,
    ("POST", "test_helpers/test_clocks"): known.test_helpers.TestClockCreateParams,
    ("POST", "test_helpers/test_clocks/*/advance"): known.test_helpers.TestClockAdvanceParams,
}


def check_params(method: str, route: str, given: dict[str, Any]) -> None:
    """Refuse parameters that the request does not take."""
    _check(TYPES[method, route], given, at="")


def _check(kind: Any, given: Any, *, at: str) -> None:
    shapes = list(_shapes(kind))
    if isinstance(given, list):
        for number, each in enumerate(given):
            _check(kind, each, at=f"{at}[{number}]")
    elif isinstance(given, dict) and shapes:
        for name, value in given.items():
            place = f"{at}[{name}]" if at else name
            kinds = [fields[name] for shape in shapes if name in (fields := _fields(shape))]
            if not kinds:
                raise Refusal(f"Received unknown parameter: {place}", code="parameter_unknown", param=place)
            _check(Union[tuple(kinds)], value, at=place)  # noqa: UP007 - of as many as there are


def _shapes(kind: Any) -> Iterator[Any]:
    """Yield the dictionaries that a type allows."""
    if is_typeddict(kind):
        yield kind
    elif get_origin(kind) is not None and get_origin(kind) is not dict:
        for inner in get_args(kind):
            yield from _shapes(inner)


@cache
def _fields(shape: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for base in (shape, *getattr(shape, "__orig_bases__", ())):
        names = vars(sys.modules[base.__module__])
        for name, kind in getattr(base, "__annotations__", {}).items():
            if name not in _OPTIONS:
                found.setdefault(name, _resolved(kind, names))
    return found


def _resolved(kind: Any, names: dict[str, Any]) -> Any:
    """Return the type that an annotation stands for; types that are not dictionaries need not be known."""
    if isinstance(kind, ForwardRef | str):
        text = kind if isinstance(kind, str) else kind.__forward_arg__
        try:
            return _resolved(eval(text, names), names)  # noqa: S307 - annotations of the official library
        except NameError:
            return Any
    origin = get_origin(kind)
    if origin is None or origin is Literal or not get_args(kind):
        return kind
    inner = tuple(_resolved(each, names) for each in get_args(kind))
    dicts = [each for each in inner if each is not Any]
    return Union[tuple(dicts)] if dicts and any(_is_shape(each) for each in dicts) else kind  # noqa: UP007


def _is_shape(kind: Any) -> bool:
    return next(_shapes(kind), None) is not None
