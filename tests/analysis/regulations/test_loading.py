"""The laws' rows follow the files."""

import pytest

from apps.analysis.models import Article, Regulation
from apps.analysis.regulations import read_knowledge
from apps.analysis.services.regulations import Counted, articles_by_reference, load_regulations

pytestmark = pytest.mark.django_db

UNTOUCHED = Counted(0, 0, 0)


def test_loading_makes_every_law_with_its_articles() -> None:
    loaded = load_regulations()

    knowledge = read_knowledge()
    articles = sum(len(law.articles) for law in knowledge.regulations)
    assert (loaded.regulations, loaded.articles) == (Counted(74, 0, 0), Counted(articles, 0, 0))
    law = Regulation.objects.get(slug="eu-dsa")
    assert (law.name, law.jurisdiction, law.status) == ("Digital Services Act", "EU", "in_force")
    assert [article.slug for article in law.articles.all()][:3] == ["arts-4-6", "art-8", "arts-9-10"]


def test_loading_again_changes_nothing() -> None:
    load_regulations()

    again = load_regulations()

    assert (again.regulations, again.articles) == (UNTOUCHED, UNTOUCHED)


def test_what_the_files_say_otherwise_is_changed() -> None:
    load_regulations()
    Regulation.objects.filter(slug="eu-dsa").update(name="An older name")
    Article.objects.filter(regulation__slug="eu-dsa", slug="art-8").update(about="Something else.")

    loaded = load_regulations()

    assert (loaded.regulations, loaded.articles) == (Counted(0, 1, 0), Counted(0, 1, 0))
    assert Regulation.objects.get(slug="eu-dsa").name == "Digital Services Act"


def test_what_the_files_hold_no_more_is_retired_and_comes_back() -> None:
    knowledge = read_knowledge()
    first = knowledge.regulations[0]
    shorter = first.model_copy(update={"articles": first.articles[:-1]})
    load_regulations()

    fewer = load_regulations(
        knowledge.model_copy(update={"regulations": (shorter, *knowledge.regulations[2:])})
    )
    back = load_regulations()

    gone = len(knowledge.regulations[1].articles) + 1
    assert (fewer.regulations, fewer.articles) == (Counted(0, 72, 1), Counted(0, 0, gone))
    assert (back.regulations, back.articles) == (Counted(0, 73, 0), Counted(0, gone, 0))


def test_articles_are_loaded_when_they_are_asked_for() -> None:
    articles = articles_by_reference()

    assert articles["eu-gdpr", "Art. 22"].slug == "art-22"
    assert len(articles) == Article.objects.count()


def test_laws_of_older_files_are_loaded_again() -> None:
    load_regulations()
    Regulation.objects.filter(slug="eu-dsa").update(knowledge_version=0, name="An older name")

    articles_by_reference()

    assert Regulation.objects.get(slug="eu-dsa").name == "Digital Services Act"
