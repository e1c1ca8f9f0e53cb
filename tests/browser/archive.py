"""An archive with something of everything, for pages to be looked at."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.urls import reverse

from apps.core import clock
from apps.documents.models import Document, Fetcher, HealthState, Kind, Outcome, Verdict
from apps.platforms.models import Platform
from tests import factories
from tests.browser import texts
from tests.browser.calendar import build_calendar_pages
from tests.browser.clauses import SEEN_BY_MEMBERS, build_clause_pages
from tests.browser.editing import build_editing_pages
from tests.browser.inbox import build_inbox_pages
from tests.browser.laws import build_law_pages
from tests.browser.people import build_steps
from tests.browser.plans import build_plan_pages
from tests.browser.proofs import build_proof_pages
from tests.browser.reviews import build_review_pages
from tests.browser.sending import build_sending_pages
from tests.browser.watches import build_watch_pages
from tests.browser.workspaces import build_workspace_pages

_DAY = timedelta(days=1)
_SHORT_HISTORY = 34  # enough for a second page of changes
_FILLERS = 52  # enough for a second page of platforms
_REASONS = [
    {"code": "challenge_page", "detail": "The page asks for proof of being human.", "weight": 1.0},
    {"code": "few_words", "detail": "26 words, where the last good text had 1,994.", "weight": 0.8},
    {"code": "other_title", "detail": "The title names no legal document.", "weight": 0.4},
]
_LONG_TITLE = "Supplementary Terms for the Processing of Personal Data by Sub-processors in Third Countries"


@dataclass(frozen=True, slots=True)
class Archive:
    """The addresses to visit, by the name of their page, and the sessions that some are visited with."""

    pages: dict[str, str]
    sessions: dict[str, str]


def build_archive() -> Archive:
    """Store platforms, documents in every state of health, a long document with two very different versions."""
    now = clock.now().replace(microsecond=0)
    platform = _platform()
    terms, change_url = _long_document(platform, now)
    _troubled_documents(platform, now)
    never = factories.make_document(platform=platform, slug="never-captured", title=_LONG_TITLE)
    arabic = _arabic_document(now)
    _many_changes(now)
    _many_platforms()
    clauses = build_clause_pages(now)
    steps = build_steps() | build_workspace_pages()
    steps |= build_law_pages(steps["workspace"].session)
    steps |= build_editing_pages()
    steps |= build_plan_pages() | build_watch_pages() | build_inbox_pages()
    steps |= build_calendar_pages()
    steps |= build_review_pages()
    steps |= build_sending_pages() | build_proof_pages()
    return Archive(
        pages=_pages(terms, never, arabic, change_url)
        | clauses
        | {name: step.address for name, step in steps.items()},
        sessions={name: step.session for name, step in steps.items() if step.session}
        | dict.fromkeys(SEEN_BY_MEMBERS, steps["workspace"].session),
    )


def _pages(terms: Document, never: Document, arabic: Document, change_url: str) -> dict[str, str]:
    platforms = reverse("platforms")
    redline = reverse("redline", args=[terms.platform.slug, terms.slug, 1, 3])
    return {
        "home": reverse("home"),
        "platforms": platforms,
        "platforms-none": f"{platforms}?q=nobody+is+called+this",
        "platform": terms.platform.get_absolute_url(),
        "document": terms.get_absolute_url(),
        "document-never-captured": never.get_absolute_url(),
        "version": reverse("version", args=[terms.platform.slug, terms.slug, 1]),
        "version-arabic": reverse("version", args=[arabic.platform.slug, arabic.slug, 2]),
        "redline": redline,
        "redline-split": f"{redline}?view=split",
        "redline-arabic": reverse("redline", args=[arabic.platform.slug, arabic.slug, 1, 2]),
        "change": change_url,
        "changes": reverse("changes"),
        "methodology": reverse("methodology"),
        "status": reverse("status"),
        "400": f"{reverse('changes')}?kind=unheard-of",
        "404": "/nothing/here/",
    }


def _platform() -> Platform:
    operator = factories.make_operator(name="Northwind Models, Inc.")
    platform = factories.make_platform(slug="northwind", name="Northwind", operator=operator)
    factories.make_alias(platform, "north-wind-labs")
    return platform


def _long_document(platform: Platform, now: datetime) -> tuple[Document, str]:
    document = factories.make_document(platform=platform, slug="terms")
    wordings = [
        (texts.long_text(), 400),
        (texts.long_text().replace("15 days", "10 days"), 210),
        (texts.long_text_revised(), 40),
    ]
    first, second, third = (
        factories.make_version(document, text, at=now - days * _DAY) for text, days in wordings
    )
    factories.make_change(
        first, second, kind=Kind.NUMBERS, reasons=["15 → 10"], words_added=5, words_removed=5
    )
    change = factories.make_change(second, third, reasons=["touches retention", "30 → 14", "a passage moved"])
    _quarantine(document, now - 90 * _DAY)
    source = document.sources.get()
    factories.make_capture(
        source, outcome=Outcome.NOT_MODIFIED, verdict=Verdict.NONE, score=None, started_at=now - _DAY / 2
    )
    factories.make_health(
        document,
        state=HealthState.VERIFIED,
        since=now - 40 * _DAY,
        last_verified_at=now - _DAY / 2,
        next_attempt_at=now + _DAY / 2,
    )
    return document, change.get_absolute_url()


def _quarantine(document: Document, at: datetime) -> None:
    """Store two captures of a captcha, by either route."""
    for fetcher, minutes in ((Fetcher.PLAIN, 0), (Fetcher.BROWSER, 1)):
        factories.make_capture(
            document.sources.get(),
            fetcher=fetcher,
            body=f"<h1>Just a moment ({document.pk})</h1>".encode(),
            verdict=Verdict.SUSPECT,
            score=0.02,
            reasons=_REASONS,
            started_at=at + timedelta(minutes=minutes),
        )


def _troubled_documents(platform: Platform, now: datetime) -> None:
    details = {
        HealthState.CHANGED: "",
        HealthState.HELD: "The text of version 1 is back; it is published if it stays.",
        HealthState.QUARANTINED: "The page asks for proof of being human.",
        HealthState.UNREACHABLE: "The server refused the connection.",
        HealthState.GONE: "The address answers 410 Gone.",
    }
    for state, detail in details.items():
        document = factories.make_document(
            platform=platform, slug=f"policy-{state}", title=f"{state.label} Policy", type="privacy-policy"
        )
        factories.make_version(document, f"# Policy\n\nThis one is {state}.\n", at=now - 20 * _DAY)
        if state == HealthState.QUARANTINED:
            _quarantine(document, now - _DAY / 3)
        if state in {HealthState.UNREACHABLE, HealthState.GONE}:
            factories.make_failed_capture(document.sources.get(), started_at=now - _DAY / 4)
        factories.make_health(
            document,
            state=state,
            detail=detail,
            since=now - 2 * _DAY,
            last_verified_at=now - 3 * _DAY,
            next_attempt_at=now + _DAY / 4,
        )


def _arabic_document(now: datetime) -> Document:
    platform = factories.make_platform(slug="sahra", name="صحراء", category="social")
    document = factories.make_document(platform=platform, slug="terms", title="شروط الخدمة", locale="ar")
    _weekly(document, [texts.ARABIC, texts.ARABIC_REVISED], now - 30 * _DAY)
    return document


def _many_changes(now: datetime) -> None:
    document = factories.make_document(
        slug="often", title="Acceptable Use Policy", type="acceptable-use-policy"
    )
    wordings = [f"# Use\n\nAt most {number} requests a minute.\n" for number in range(_SHORT_HISTORY)]
    _weekly(document, wordings, now - 300 * _DAY)


def _weekly(document: Document, wordings: list[str], start: datetime) -> None:
    """Store a version a week, each with a changed number."""
    versions = [
        factories.make_version(document, wording, at=start + 7 * number * _DAY)
        for number, wording in enumerate(wordings)
    ]
    for old, new in pairwise(versions):
        factories.make_change(old, new, kind=Kind.NUMBERS, reasons=["a number changed"])
    factories.make_health(document, state=HealthState.VERIFIED, last_verified_at=versions[-1].captured_at)


def _many_platforms() -> None:
    for number in range(_FILLERS):
        factories.make_platform(
            slug=f"vendor-{number:02}", name=f"Vendor {number:02}", category="developer-tools"
        )
