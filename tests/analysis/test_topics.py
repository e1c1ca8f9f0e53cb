"""A person says what a clause is about: it is read again, nothing said before is lost, and the public is told."""

from functools import partial

import pytest

from apps.analysis.errors import DecidedMeanwhile, EditRefused
from apps.analysis.models import Analysis, Correction, Decision, Ruling
from apps.analysis.selectors.queue import Waiting, analyses_waiting
from apps.analysis.services.editing import Byline
from apps.analysis.services.topics import choose_topics
from apps.provisions.models import Assignment
from tests.analysis.documents import clause, make_vendor_document, publication_of, read_all
from tests.factories import make_change, make_version
from tests.provisions.documents import LAW, NOTICE_30, cut_all, terms
from tests.racing import at_once

pytestmark = pytest.mark.django_db

STRANGE = "本協議はここに記載のとおりとします。これは分類できない文章です。"


def analysis_of(words: str) -> Analysis:
    document = make_vendor_document(f"{STRANGE}\n\n{terms(NOTICE_30, LAW)}")
    read_all(document)
    return Analysis.objects.select_related("provision").get(provision=clause(document, words))


def by(number: int = 3, seen: int = 0) -> Byline:
    return Byline(f"person/{number}", "It is about this.", seen)


def test_a_clause_without_topic_gets_one_and_is_read_again() -> None:
    analysis = analysis_of("本協議")
    assert list(analyses_waiting(Waiting.NO_TOPIC)) == [analysis]

    decision = choose_topics(analysis=analysis, topics=["arbitration"], by=by())

    assert analysis.provision is not None
    latest = publication_of(analysis.provision).latest
    assert latest != analysis
    assert latest.classification is not None
    assert latest.classification.assignment == Assignment.objects.get()
    assert (decision.analysis, decision.ruling, decision.author) == (analysis, Ruling.EDITED, "person/3")
    assert not analyses_waiting(Waiting.NO_TOPIC).exists()
    assert not Correction.objects.exists()  # nobody was told another topic
    assert Analysis.objects.filter(pk=analysis.pk, reading=analysis.reading).exists()


def test_the_public_is_told_that_a_topic_was_another() -> None:
    choose_topics(analysis=analysis_of("30 days"), topics=["arbitration", "class_action_waiver"], by=by())

    correction = Correction.objects.get()
    assert correction.field == "topics"
    assert (correction.said, correction.says) == (
        "Changes to the terms or service",
        "Arbitration, Class-action waiver",
    )
    assert correction.decision is not None
    assert correction.decision.reason == "It is about this."


def test_sent_twice_it_is_done_once_and_another_is_refused() -> None:
    analysis = analysis_of("本協議")

    first = choose_topics(analysis=analysis, topics=["arbitration"], by=by())
    assert choose_topics(analysis=analysis, topics=["arbitration"], by=by()) == first

    with pytest.raises(EditRefused, match="already"):
        choose_topics(analysis=analysis, topics=["arbitration"], by=by(4, seen=first.pk))
    with pytest.raises(DecidedMeanwhile):
        choose_topics(analysis=analysis, topics=["governing_law_jurisdiction"], by=by(4))
    assert (Assignment.objects.count(), Decision.objects.count()) == (1, 1)


def test_words_that_are_gone_get_no_topic() -> None:
    analysis = analysis_of("本協議")
    assert analysis.provision is not None
    document = analysis.provision.document
    make_change(document.versions.get(), make_version(document, terms(NOTICE_30, LAW)))
    cut_all(document)

    with pytest.raises(EditRefused, match="gone"):
        choose_topics(analysis=analysis, topics=["arbitration"], by=by())
    assert not Assignment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_wins_and_the_other_is_told() -> None:
    analysis = analysis_of("本協議")
    choose = partial(choose_topics, analysis=analysis)

    came_of_it = at_once(
        [
            partial(choose, topics=["arbitration"], by=by(3)),
            partial(choose, topics=["governing_law_jurisdiction"], by=by(4)),
        ]
    )

    assert came_of_it == {"done": 1, DecidedMeanwhile.code: 1}
    assert (Assignment.objects.count(), Decision.objects.count()) == (1, 1)
