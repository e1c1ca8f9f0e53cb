"""What Stripe answers when it refuses."""

from typing import Any


class Refusal(Exception):  # noqa: N818 - it is Stripe's answer, not a failure of the double
    """An answer that is not 2xx, with Stripe's error object."""

    def __init__(self, message: str, *, status: int = 400, **fields: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": "invalid_request_error", "message": message, **fields}


def missing(kind: str, number: object) -> Refusal:
    return Refusal(
        f"No such {kind}: '{number}'", status=404, code="resource_missing", param=kind.replace(" ", "_")
    )


def declined() -> Refusal:
    return Refusal(
        "Your card was declined.",
        status=402,
        type="card_error",
        code="card_declined",
        decline_code="generic_decline",
    )
