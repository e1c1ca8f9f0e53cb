"""Looking at an address before anybody watches it: guard, robots.txt, gate and extraction, as a capture would, keeping nothing.

The archive learns of an address when somebody confirms. What is found meanwhile is on the workspace's row.
"""

from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from apps.core import clock
from apps.core.errors import ConductAtlasError
from apps.core.http.errors import BlockedAddress, ForbiddenUrl
from apps.core.tenancy import in_workspace
from apps.documents.extraction import ExtractionError, Hints, Page
from apps.documents.fetching.base import Fetched, FetchRequest
from apps.documents.fetching.failures import Failure, FailureKind, failure_of_answer, failure_of_error
from apps.documents.gating import Evidence, Judgement, Verdict
from apps.documents.models import Fetcher
from apps.documents.parsing import ParserFailed, examine_page, read_page
from apps.documents.services.hosts import NoTurn, end_turn, record_host_result, take_turn
from apps.pipeline.services.tracking import guess_type
from apps.pipeline.stages.visit import rest_after, robots_decision
from apps.pipeline.tools import fetching_tools
from apps.subscriptions.models import AddressRequest
from apps.subscriptions.services.addresses import claim_look, note_found, note_refused, note_waits
from apps.subscriptions.types import FoundRecord

_OPENING: Final = 600  # characters shown of the text
_TOLD: Final = {
    FailureKind.BLOCKED: "The site does not show this page to us: it asks for a sign-in, or keeps programs out.",
    FailureKind.RATE_LIMITED: "The site asks us to come more seldom. Try again in an hour.",
    FailureKind.UNREACHABLE: "The site does not answer at this address. Check it in a browser.",
    FailureKind.GONE: "There is no page at this address (any more).",
    FailureKind.REFUSED_BY_ROBOTS: "The site's robots.txt asks programs not to read this page, and we keep to it.",
    FailureKind.REFUSED_BY_GUARD: "This address is not on the public internet.",
    FailureKind.TOO_LARGE: "What is at this address is too large for a document.",
    FailureKind.NOT_A_DOCUMENT: "What is at this address is neither a page nor a PDF.",
    FailureKind.INSECURE: "The site's certificate is not valid, so nobody knows whose page this is.",
    FailureKind.REDIRECT_LOOP: "The address leads on and on without coming to a page.",
    FailureKind.MALFORMED: "The site's answer cannot be read.",
    FailureKind.BROWSER_FAILED: "The page could not be shown. Try again later.",
}


def look_at_address(*, workspace_id: int, request_id: int) -> AddressRequest | None:
    """Look once; leave the row found, refused or waiting. None where there was nothing to do, or the claim was lost."""
    request = claim_look(workspace_id=workspace_id, request_id=request_id)
    if request is None:
        return None
    host = urlsplit(request.url).netloc.lower()
    gap = timedelta(seconds=settings.FETCH_HOST_GAP_SECONDS)
    turn = take_turn(host, gap=gap)
    if isinstance(turn, NoTurn):
        note_waits(request, until=turn.until, needs_browser=request.needs_browser)
        return _again(request)
    crawl_delay = None
    try:
        robots = robots_decision(request.url, host, fetching_tools())
        crawl_delay = robots.crawl_delay
        if settings.FETCH_HONOUR_ROBOTS and not robots.allowed:
            _refuse(request, Failure(FailureKind.REFUSED_BY_ROBOTS, f"robots_{robots.reason}", ""))
        else:
            _look(request, host)
    except (BlockedAddress, ForbiddenUrl) as refusal:  # of the whole site, before robots.txt
        _refuse(request, failure_of_error(refusal))
    finally:
        end_turn(turn, gap=rest_after(gap, crawl_delay))
    return _again(request)


def _look(request: AddressRequest, host: str) -> None:
    fetcher = fetching_tools().fetcher(Fetcher.BROWSER if request.needs_browser else Fetcher.PLAIN)
    try:
        fetched = fetcher.fetch(FetchRequest(url=request.url))
    except ConductAtlasError as error:
        failure: Failure | None = failure_of_error(error)
    else:
        failure = failure_of_answer(fetched, now=clock.now())
    record_host_result(name=host, has_failed=failure is not None and failure.kind.concerns_host)
    if failure is None:
        _judge(request, fetched)
    elif failure.kind.calls_for_browser and not request.needs_browser:
        note_waits(request, until=clock.now(), needs_browser=True)
    else:
        _refuse(request, failure)


def _judge(request: AddressRequest, fetched: Fetched) -> None:
    """Put what came before the gate, and read it."""
    page = Page(
        body=fetched.body, content_type=fetched.content_type, url=fetched.final_url, charset=fetched.charset
    )
    try:
        judgement = examine_page(page, Hints(), _evidence(request, fetched), None)
        if judgement.verdict is not Verdict.GOOD:
            _doubt(request, judgement)
            return
        text = read_page(page, Hints())
    except (ParserFailed, ExtractionError) as error:
        note_refused(request, problem=error.code, told=f"No text could be read on this page: {error}")
        return
    found = FoundRecord(
        final_url=fetched.final_url,
        title=(text.title or "")[:200],
        opening=text.text[:_OPENING],
        words=text.words,
        language=text.language or "",
        type=guess_type(fetched.final_url),
        fetcher=fetched.fetcher,
    )
    note_found(request, found)


def _doubt(request: AddressRequest, judgement: Judgement) -> None:
    """Let the browser look where it may see more; else say why this is no governing document."""
    if judgement.needs_browser and not request.needs_browser:
        note_waits(request, until=clock.now(), needs_browser=True)
        return
    reason = judgement.reasons[0] if judgement.reasons else None
    told = "This does not look like terms, a policy or another governing document"
    note_refused(
        request,
        problem=reason.code if reason else "suspect",
        told=f"{told}: {reason.detail}." if reason else f"{told}.",
    )


def _evidence(request: AddressRequest, fetched: Fetched) -> Evidence:
    headers = {name.lower(): value for name, value in fetched.headers}
    if fetched.raw_body is not None:  # a rendering is not as long as what was served
        headers.pop("content-length", None)
    return Evidence(
        status=fetched.status,
        headers=headers,
        requested_url=request.url,
        final_url=fetched.final_url,
        body=fetched.body,
        content_type=fetched.content_type,
        text="",
        title=None,
        language=None,
    )


def _refuse(request: AddressRequest, failure: Failure) -> None:
    note_refused(request, problem=failure.code, told=_TOLD[failure.kind])


def _again(request: AddressRequest) -> AddressRequest:
    with in_workspace(request.workspace_id):
        return AddressRequest.objects.for_workspace(request.workspace_id).get(pk=request.pk)
