"""What the archive records of a page that its parser does not survive."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar, TypeVarTuple

import pytest

from apps.documents.fetching.base import Fetched
from apps.documents.models import Outcome, Verdict
from apps.documents.parsing import Limits, Parser, ParserCrashed, pages
from apps.documents.services.captures import Attempt, record_capture
from apps.documents.services.readings import read_captures
from tests.documents.parsing import hostile
from tests.factories import START, make_capture, make_document

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

CLAUSE = (
    "<h2>{0}. Order {0}</h2><p>By placing order {0} you agree to be bound by this agreement and these terms. The service "
    "is provided without warranties, our liability is limited, and you shall indemnify us. Either party may terminate "
    "this agreement upon notice pursuant to applicable law; disputes are subject to the jurisdiction of our courts.</p>"
)
TERMS = f"<title>Terms</title><h1>Terms of Service</h1>{''.join(map(CLAUSE.format, range(1, 30)))}".encode()


class StruckParser(Parser):
    """A parser in whose child any page does what this function does."""

    blow: Callable[[], Any] = staticmethod(hostile.hang)

    def call(self, returns: type[T], function: Callable[[*Ts], T], *args: *Ts) -> T:  # noqa: ARG002
        return super().call(returns, self.blow)


@pytest.fixture
def struck(monkeypatch: pytest.MonkeyPatch) -> Iterator[StruckParser]:
    parser = StruckParser(Limits(seconds=0.5))
    monkeypatch.setattr(pages, "_parser", lambda _process: parser)
    yield parser
    parser.close()


def fetched(url: str) -> Fetched:
    return Fetched(
        status=200,
        headers=(("content-type", "text/html"),),
        body=TERMS,
        final_url=url,
        hops=(),
        remote_address="192.0.2.7",
        started_at=START,
        finished_at=START + timedelta(seconds=2),
        content_type="text/html",
        charset=None,
        not_modified=False,
        fetcher="plain",
        fetcher_version="plain/1",
        tls=None,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("blow", "code"),
    [(hostile.hang, "parser_timed_out"), (hostile.fall_over_a_null, "parser_crashed")],
)
def test_page_that_fells_the_parser_is_kept_and_held(
    struck: StruckParser, blow: Callable[[], Any], code: str
) -> None:
    struck.blow = blow
    source = make_document().sources.get()
    attempt = Attempt(source, START, "plain", "plain/1", START, START + timedelta(seconds=2))

    capture = record_capture(attempt=attempt, fetched=fetched(source.url))

    assert (capture.outcome, capture.verdict, capture.score) == (Outcome.RECEIVED, Verdict.SUSPECT, 0.0)
    assert [reason["code"] for reason in capture.reasons] == [code]
    assert capture.snapshot is not None
    assert capture.snapshot.size == len(TERMS)


@pytest.mark.django_db
def test_page_that_fells_the_parser_gives_no_reading(struck: StruckParser) -> None:
    struck.blow = hostile.fall_over_a_null
    capture = make_capture(make_document().sources.get(), body=TERMS)

    with pytest.raises(ParserCrashed):
        read_captures([capture])


@pytest.mark.django_db
def test_ordinary_page_is_judged_and_read_through_the_child() -> None:
    source = make_document().sources.get()
    attempt = Attempt(source, START, "plain", "plain/1", START, START + timedelta(seconds=2))

    capture = record_capture(attempt=attempt, fetched=fetched(source.url))

    assert capture.verdict == Verdict.GOOD, capture.reasons
    assert read_captures([capture]).text.startswith("# Terms of Service\n\n## 1. Order 1\n\nBy placing")
