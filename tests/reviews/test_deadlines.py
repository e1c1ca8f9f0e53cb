"""When a review is due, and the words in which that is said; the days that texts name."""

from datetime import date, timedelta
from typing import Any

import pytest

from apps.documents.models import Change, DateReading, DeadlineReading
from apps.reviews.deadlines import DateFound, Spans, due_from
from apps.reviews.selectors.dates import dates_found
from apps.reviews.types import DueKind
from tests import factories
from tests.alerts.cast import make_news
from tests.provisions.documents import cut_all, terms

TODAY = date(2026, 3, 1)
SPANS = Spans(lead_days=7, default_days=14)


def found(days: int, kind: DueKind = DueKind.EFFECTIVE, how: str = "") -> DateFound:
    return DateFound(kind, TODAY + timedelta(days=days), "Effective then", how)


@pytest.mark.parametrize(
    ("dates", "due_in", "kind", "told"),
    [
        ([], 14, DueKind.DEFAULT, "The text states no day of effect or objection; 14 days from 1 Mar 2026."),
        ([found(30)], 23, DueKind.EFFECTIVE, "The change takes effect on 31 Mar 2026; 7 days before that."),
        (
            [found(30), found(14, DueKind.OBJECTION)],
            7,
            DueKind.OBJECTION,
            "The time to object ends on 15 Mar 2026; 7 days before that.",
        ),
        (
            [found(3)],
            0,
            DueKind.EFFECTIVE,
            "The change takes effect on 4 Mar 2026; 7 days before that had passed when the review was opened.",
        ),
        (
            [found(-1)],
            14,
            DueKind.DEFAULT,
            "The change took effect on 28 Feb 2026, which had passed; 14 days from 1 Mar 2026.",
        ),
        (
            [found(-1, DueKind.OBJECTION), found(9, how="14 days after then")],
            2,
            DueKind.EFFECTIVE,
            "The change takes effect on 10 Mar 2026 (14 days after then); 7 days before that.",
        ),
    ],
)
def test_the_earliest_day_to_come_counts_and_the_reason_is_told(
    dates: list[DateFound], due_in: int, kind: DueKind, told: str
) -> None:
    due = due_from(dates, today=TODAY, spans=SPANS)

    assert (due.on, due.kind, due.told) == (TODAY + timedelta(days=due_in), kind, told)
    assert due.quote == ("" if kind is DueKind.DEFAULT else "Effective then")


def stated(day: str, quote: str, *more: str) -> dict[str, Any]:
    return {"on": None if more else day, "quote": quote, "offset": 0, "readings": [day, *more]}


@pytest.mark.django_db
def test_days_of_effect_and_objection_are_found_with_their_words() -> None:
    change = make_news()
    version = change.to_version
    effective = stated("2026-05-04", "**Effective** 4/5/2026", "2026-04-05")
    DateReading.objects.create(
        version=version, reader="dates/test", effective=effective, read_at=factories.START
    )
    objection = stated("2026-03-20", "You may object until 20 March 2026") | {"kind": "objection"}
    renewal = stated("2026-03-10", "It renews on 10 March 2026") | {"kind": "renewal"}
    DeadlineReading.objects.create(
        version=version, reader="deadlines/test", deadlines=[renewal, objection], read_at=factories.START
    )

    assert dates_found(change, frozenset()) == (
        DateFound(DueKind.EFFECTIVE, date(2026, 4, 5), "Effective 4/5/2026"),
        DateFound(DueKind.OBJECTION, date(2026, 3, 20), "You may object until 20 March 2026"),
    )


@pytest.mark.django_db
def test_a_time_to_object_is_reckoned_from_the_announcement() -> None:
    clause = "We will notify you of new sub-processors. Customer may object to a new sub-processor within 14 days of such notice."
    agreed = factories.make_document(type="data-processing-agreement")
    factories.make_history(agreed, [terms(clause)])
    cut_all(agreed)
    document = factories.make_document(platform=agreed.platform, type="sub-processor-list")
    factories.make_history(
        document, ["# Sub-processors\n\nAcme Hosting\n", "# Sub-processors\n\nAcme Mail\n"]
    )
    change = Change.objects.select_related("document__platform", "to_version").get(document=document)
    notice = stated("2026-03-02", "Posted on 2 March 2026")
    reading = {"version": change.to_version, "reader": "dates/test", "read_at": factories.START}

    assert dates_found(change, frozenset()) == ()
    DateReading.objects.create(**reading, notice=notice)
    (only,) = dates_found(change, frozenset())

    assert (only.kind, only.day) == (DueKind.OBJECTION, date(2026, 3, 16))
    assert only.how == "14 days after its announcement on 2 Mar 2026"
    assert "object" in only.quote
