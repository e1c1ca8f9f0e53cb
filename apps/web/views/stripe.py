"""Where Stripe sends its events. They are kept and answered; a task does the rest."""

from hashlib import sha256

import structlog
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from apps.billing.errors import BillingOffError, EventRefusedError
from apps.billing.services.inbox import receive_event
from apps.pipeline.tasks.billing import nudge_event

MOST_BYTES = 512 * 1024  # Stripe's largest are a tenth of it

log = structlog.get_logger(__name__)


@csrf_exempt  # the signature stands in for the token
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Keep an event and answer at once; what is not for us gets 400, and is not kept."""
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    body = request.body
    try:
        with transaction.atomic():
            nudge_event(receive_event(body=body, signature=request.headers.get("Stripe-Signature", "")))
    except BillingOffError as error:
        raise Http404(str(error)) from error
    except EventRefusedError as refusal:
        # The digest finds it in a log of the sender's; the body stays out of ours.
        log.warning(
            "event refused", reason=refusal.reason, size=len(body), sha256=sha256(body).hexdigest()[:16]
        )
        return HttpResponse(f"Refused: {refusal.reason}.", status=400, content_type="text/plain")
    return HttpResponse("Kept.", content_type="text/plain")
