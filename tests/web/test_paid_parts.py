"""Every paid part is absent from the bytes of every page that could carry it, for whoever is not entitled to it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

import pytest
from django.test import Client
from pytest_django import Settings

from apps.analysis.models import Article, Mapping, Regulation, Screening
from apps.analysis.types import StatementBasis
from apps.core import clock
from apps.documents.models import Document
from apps.provisions.models import Topic
from apps.web.access_table import ACCESS, Access
from tests import factories
from tests.provisions.documents import LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms
from tests.web.clauses import (
    PAID,
    change_reading,
    make_clauses,
    provision_reading,
    publish_change_reading,
    publish_reading,
    said,
    standing_at,
)

pytestmark = pytest.mark.django_db

CITED = said(
    "The Canary Act, Art. 77(7), concerns this.", StatementBasis.LAW, laws=("canary-act Art. 77(7)",)
)
CITATIONS = ("Canary Act", "Art. 77(7)", "Canary duty")
MAPPINGS = ("Canary reason", "Arguable")
ANALYSES = ("Canary landscape rest", *(text for part, text in PAID.items() if part != "regulatory_landscape"))
SUMMARIES = ("Canary summary rest", "Canary: the new terms apply.", "Canary: first change.")
PARTS = {"citations": CITATIONS, "mappings": MAPPINGS, "analyses": ANALYSES, "summaries": SUMMARIES}
SEEN_BY = {
    "free": set(),
    "watcher": {"citations", "summaries"},
    "professional": {"citations", "mappings", "analyses", "summaries"},
}
# A law's own page names it to everybody; what is paid there is which clauses it is mapped to.
ABOUT_LAWS = {"regulations", "regulation", "report", "report_sent"}
# Signing in, one's own address at a provider, and machines: nothing of the record is on them.
ELSEWHERE = (
    *(
        "account_",
        "mfa_",
        "socialaccount_",
        "google_",
        "github_",
        "microsoft_",
        "sign_on",
        "stripe_",
        "pricing",
        "evidence",
        "capture_bundle",
        "change_bundle",
        "version_bundle",
        "feed_",
        "changes_feed",
        "platform_feed",
        "document_feed",
        "channel_",
        "mail_stop",
        "verify",
    ),
    *(
        "healthz",
        "readyz",
        "robots",
        "security_txt",
        "change_password",
        "invitation",
        "permanent_",
        "compare",
    ),
)


@pytest.fixture
def document() -> Document:
    """Store a clause and a change that say something in every paid part, and a change of long ago."""
    owner = factories.make_platform(slug="acme", name="Acme", operator=factories.make_operator())
    document = factories.make_document(platform=owner, slug="terms")
    days = (500, 450, 3)
    first, second, third = (
        factories.make_version(
            document, terms(notice, LIABILITY, LAW), at=clock.now() - timedelta(days=before)
        )
        for before, notice in zip(days, (NOTICE_7, NOTICE_30, NOTICE_7), strict=True)
    )
    factories.make_change(first, second)
    change = factories.make_change(second, third)
    cut_all(document)
    standing = standing_at(document)
    publish_reading(
        standing,
        provision_reading(
            regulatory_landscape=(*CITED, *said(PAID["regulatory_landscape"])),
            why_it_matters=(*said("What was agreed can move."), *CITED),
        ),
    )
    publish_change_reading(change, change_reading(summary=(*CITED, *change_reading().summary)))
    regulation = Regulation.objects.create(
        slug="canary-act",
        name="Canary Act",
        jurisdiction="EU",
        status="in_force",
        position=1,
        knowledge_version=1,
    )
    article = Article.objects.create(
        regulation=regulation, reference="Art. 77(7)", slug="art-77-7", about="Canary duty.", position=1
    )
    assert standing.classification is not None
    screening = Screening.objects.create(
        classification=standing.classification,
        rules="mapping/1",
        given="",
        number=1,
        created_at=factories.START,
    )
    Mapping.objects.create(
        screening=screening,
        article=article,
        topic=Topic.objects.earliest("pk"),
        rule="rule",
        rank=1,
        strength="arguable",
        reason="Canary reason.",
    )
    make_clauses(NOTICE_30, LAW, platform="umbra")
    return document


def addresses(document: Document) -> Iterator[tuple[str, str]]:
    """Yield the address of every public page that is about the record, with its name."""
    provision, change = standing_at(document).provision, document.changes.latest("pk")
    yield from {
        "home": "/",
        "platforms": "/platforms/?q=acme",
        "platform": "/platforms/acme/",
        "document": document.get_absolute_url(),
        "version": f"{document.get_absolute_url()}versions/3/",
        "version_text": f"{document.get_absolute_url()}versions/3.md",
        "redline": f"{document.get_absolute_url()}redline/2..3/",
        "redline_text": f"{document.get_absolute_url()}redline/2..3.txt",
        "redline_file": f"{document.get_absolute_url()}redline/2..3.html",
        "provision": provision.get_absolute_url(),
        "topics": "/topics/",
        "topic": "/topics/unilateral_change/?position=with_notice",
        "regulations": "/regulations/",
        "regulation": "/regulations/canary-act/",
        "changes": "/changes/",
        "change": change.get_absolute_url(),
        "compare_platforms": "/compare/?platform=acme&platform=umbra",
        "search": "/search/?q=notice&topic=unilateral_change&severity=medium",
        "timeline": "/timeline/?platform=acme",
        "corrections": "/corrections/",
        "report": f"/report/{provision.public_id}/",
        "report_sent": f"/report/{change.public_id}/sent/",
        "snapshot": f"/snapshots/{document.sources.get().captures.latest('pk').snapshot_id}/",
        "methodology": "/methodology/",
        "status": "/status/",
        "sitemap_index": "/sitemap.xml",
        "sitemap": "/sitemap-provisions.xml",
    }.items()
    yield "topic", "/topics/"
    yield "search", "/search/?q=canary"
    yield "regulation", "/regulations/canary-act/?article=art-77-7"


def test_every_public_page_of_the_record_is_walked(document: Document) -> None:
    public = {name for name, access in ACCESS.items() if access is Access.PUBLIC}

    walked = {name for name, _ in addresses(document)}

    assert {name for name in public - walked if not name.startswith(ELSEWHERE)} == set()


@pytest.mark.parametrize("plan", ["free", "watcher", "professional"])
def test_a_paid_part_is_in_the_bytes_of_those_alone_who_pay_for_it(
    client: Client, document: Document, settings: Settings, plan: str
) -> None:
    settings.VISITOR_PLAN = plan
    seen: set[str] = set()

    for name, address in addresses(document):
        response = client.get(address)
        assert response.status_code == 200, address
        page = b"".join(response) if response.streaming else response.content
        text = page.decode(errors="replace")
        for part, canaries in PARTS.items():
            if part == "citations" and name in ABOUT_LAWS:
                continue
            found = {canary for canary in canaries if canary in text}
            if part not in SEEN_BY[plan]:
                assert found == set(), (address, part)
            seen |= found

    expected = set(chain.from_iterable(PARTS[part] for part in SEEN_BY[plan]))
    assert expected - seen == set()


@pytest.mark.parametrize(("plan", "is_drawn"), [("free", False), ("watcher", False), ("professional", True)])
def test_the_timeline_ends_a_year_ago_for_those_without_it(
    client: Client, document: Document, settings: Settings, plan: str, is_drawn: bool
) -> None:
    settings.VISITOR_PLAN = plan
    old = document.changes.earliest("pk")

    for query in ("", "?platform=acme", "?platform=acme&since=2020-01-01"):
        text = client.get(f"/timeline/{query}").content.decode()
        assert (old.public_id in text) is is_drawn
    assert document.changes.latest("pk").public_id in text


def test_the_preview_is_a_real_first_line_that_cites_nothing(client: Client, document: Document) -> None:
    html = client.get(standing_at(document).provision.get_absolute_url()).content.decode()

    assert "Canary landscape first, in a whole sentence." in html
    assert "1 article of law that it touches" in html


def test_retired_articles_are_left_out(client: Client, document: Document, settings: Settings) -> None:
    settings.VISITOR_PLAN = "professional"
    address = standing_at(document).provision.get_absolute_url()

    before = client.get(address).content.decode()
    Article.objects.update(is_retired=True)
    after = client.get(address).content.decode()

    assert 'href="/regulations/canary-act/#art-77-7"' in before
    assert "Canary reason" in before
    assert "Canary reason" not in after
    assert "canary-act" not in after
