"""The capture stage: every part of a document in one round, then a verdict on the round."""

from collections.abc import Sequence

from apps.documents.fetching.failures import FailureKind
from apps.documents.models import Capture, Fetcher, HealthState, Outcome, Route, Source, Verdict
from apps.documents.selectors import captures_in_round, current_sources
from apps.documents.services.health import Observation
from apps.documents.services.review import seems_redesigned
from apps.pipeline.errors import MustWaitError
from apps.pipeline.models import Run, RunOutcome, Stage
from apps.pipeline.services.runs import advance_run, claim_run, note, pause_run
from apps.pipeline.stages.closing import close_blind
from apps.pipeline.stages.visit import Visit, visit

_STATES = {FailureKind.GONE: (HealthState.GONE, RunOutcome.GONE)}


def run_capture(run_id: int) -> Run:
    """Obtain the parts of the document that this round still lacks, and leave the run where it goes next.

    Raises NotClaimableError when the run is not waiting for this.
    """
    run = claim_run(run_id=run_id, stage=Stage.CAPTURE)
    fetcher = Fetcher.BROWSER if run.needs_browser else Fetcher.PLAIN
    try:
        for source in current_sources(run.document):
            _capture_part(run, source, fetcher)
    except MustWaitError as wait:
        pause_run(run, until=wait.until, reason=str(wait))
        return run
    _conclude(run)
    return run


def _capture_part(run: Run, source: Source, fetcher: Fetcher) -> None:
    """Capture one part, unless this round has it already."""
    attempts = list(source.captures.filter(scheduled_for=run.scheduled_for))
    if any(capture.is_good for capture in attempts):
        return
    chosen = Fetcher.BROWSER if _begins_with_browser(source, run) else fetcher
    if any(capture.fetcher == chosen for capture in attempts):
        return
    capture = visit(Visit(source=source, scheduled_for=run.scheduled_for, fetcher=chosen))
    note(run, f"captured, {capture.outcome}", _describe(capture))


def _begins_with_browser(source: Source, run: Run) -> bool:
    """Say whether the browser looks first: declared so, or its turn at a page that seemed redesigned the last time."""
    if source.route != Route.AUTO:
        return source.route == Route.BROWSER
    last = source.captures.exclude(scheduled_for=run.scheduled_for).order_by("-started_at").first()
    return last is not None and last.fetcher == Fetcher.PLAIN and seems_redesigned(last)


def _describe(capture: Capture) -> str:
    parts = [f"{capture.fetcher} {capture.requested_url}"]
    if capture.status:
        parts.append(f"status {capture.status}")
    if capture.snapshot is not None:
        parts.append(f"{capture.snapshot.size} bytes, sha256 {capture.snapshot.sha256[:16]}")
    if capture.verdict:
        reasons = ", ".join(reason["code"] for reason in capture.reasons)
        parts.append(f"gate: {capture.get_verdict_display()}{f' ({reasons})' if reasons else ''}")
    if capture.error_code:
        parts.append(f"{capture.error_code}: {capture.error_detail}")
    return "; ".join(parts)


def _conclude(run: Run) -> None:
    """Send a complete round on, a blocked one to the browser, and close a failed one."""
    sources = current_sources(run.document)
    attempts = captures_in_round(run.document, run.scheduled_for)
    lacking = [source for source in sources if not _is_obtained(source, attempts)]
    if not lacking:
        advance_run(run, stage=Stage.EXTRACT)
    elif any(_browser_may_see_more(source, attempts) for source in lacking):
        note(run, "goes to the browser", "the plain fetch was blocked or brought no text")
        advance_run(run, stage=Stage.CAPTURE, needs_browser=True)
    else:
        _close_failed(run, _decisive(lacking[0], attempts))


def _is_obtained(source: Source, attempts: Sequence[Capture]) -> bool:
    return any(capture.source_id == source.pk and capture.is_good for capture in attempts)


def _browser_may_see_more(source: Source, attempts: Sequence[Capture]) -> bool:
    own = [capture for capture in attempts if capture.source_id == source.pk]
    if source.route != Route.AUTO or any(capture.fetcher == Fetcher.BROWSER for capture in own):
        return False
    return any(capture.needs_browser or _calls_for_browser(capture) for capture in own)


def _calls_for_browser(capture: Capture) -> bool:
    return bool(capture.failure) and FailureKind(capture.failure).calls_for_browser


def _decisive(source: Source, attempts: Sequence[Capture]) -> Capture:
    """Return the attempt that explains the failure best: a page that was received says more than none."""
    own = [capture for capture in attempts if capture.source_id == source.pk]
    return max(own, key=lambda capture: (capture.outcome == Outcome.RECEIVED, capture.pk))


def _close_failed(run: Run, capture: Capture) -> None:
    if capture.verdict == Verdict.SUSPECT:
        state, outcome = HealthState.QUARANTINED, RunOutcome.QUARANTINED
        cause = capture.reasons[0]["code"] if capture.reasons else "suspect"
        detail = "; ".join(reason["detail"] for reason in capture.reasons)
    else:
        state, outcome = _STATES.get(
            FailureKind(capture.failure), (HealthState.UNREACHABLE, RunOutcome.UNREACHABLE)
        )
        cause, detail = capture.error_code, capture.error_detail
    observation = Observation(state=state, at=capture.finished_at, cause=cause, detail=detail)
    close_blind(run, observation, outcome, capture=capture)
