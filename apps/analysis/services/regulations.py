"""Keeping the laws' rows in step with their files."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from apps.analysis.models import Article, Regulation
from apps.analysis.regulations import Knowledge, read_knowledge

_LAW = (
    "name",
    "title",
    "citation",
    "jurisdiction",
    "authority",
    "status",
    "in_force_on",
    "note",
    "penalties",
    "url",
    "verified_on",
    "position",
    "knowledge_version",
    "is_retired",
)
_ARTICLE = ("reference", "about", "in_force_on", "note", "position", "is_retired")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows are new, changed or retired; all others are as they were."""

    new: int
    changed: int
    retired: int


@dataclass(frozen=True, slots=True)
class RegulationsLoaded:
    """What loading did to the laws and to their articles."""

    regulations: Counted
    articles: Counted


@transaction.atomic
def load_regulations(knowledge: Knowledge | None = None) -> RegulationsLoaded:
    """Bring laws and articles to what the files say, by default the shipped ones; loading them again changes nothing.

    What the files no longer hold is retired, not deleted: mappings point to it.
    """
    read = knowledge or read_knowledge()
    regulations = _load_laws(read)
    return RegulationsLoaded(regulations, _load_articles(read))


def articles_by_reference() -> dict[tuple[str, str], Article]:
    """Return every article in force by its law's slug and how it is cited; load the laws first where the files are newer."""
    read = read_knowledge()
    found = _articles()
    wanted = {(law.slug, article.ref) for law in read.regulations for article in law.articles}
    is_older = any(row.regulation.knowledge_version < read.groups.version for row in found.values())
    if is_older or wanted - set(found):
        load_regulations()
        found = _articles()
    return found


def _articles() -> dict[tuple[str, str], Article]:
    rows = Article.objects.filter(is_retired=False).select_related("regulation")
    return {(row.regulation.slug, row.reference): row for row in rows}


def _load_laws(knowledge: Knowledge) -> Counted:
    known = {row.slug: row for row in Regulation.objects.select_for_update(no_key=True)}
    wanted = {row.slug: row for row in _laws(knowledge)}
    new = [row for slug, row in wanted.items() if slug not in known]
    changed = [
        row for slug, row in wanted.items() if slug in known and _said(row, _LAW) != _said(known[slug], _LAW)
    ]
    # Two processes may both find a law missing: the slug's constraint lets one of them make it.
    Regulation.objects.bulk_create(new, ignore_conflicts=True)
    for row in changed:
        row.pk = known[row.slug].pk
    Regulation.objects.bulk_update(changed, _LAW)
    retired = Regulation.objects.exclude(slug__in=wanted).filter(is_retired=False).update(is_retired=True)
    return Counted(len(new), len(changed), retired)


def _laws(knowledge: Knowledge) -> Iterator[Regulation]:
    for place, law in enumerate(knowledge.regulations, start=1):
        yield Regulation(
            slug=law.slug,
            name=law.name,
            title=law.title,
            citation=law.citation,
            jurisdiction=law.jurisdiction,
            authority=law.authority,
            status=law.status,
            in_force_on=law.in_force_on,
            note=law.note,
            penalties=law.penalties,
            url=law.url,
            verified_on=law.verified_on,
            position=place,
            knowledge_version=knowledge.groups.version,
        )


def _load_articles(knowledge: Knowledge) -> Counted:
    known = {(row.regulation_id, row.slug): row for row in Article.objects.all()}
    wanted = {(row.regulation_id, row.slug): row for row in _articles_of(knowledge)}
    new = [row for key, row in wanted.items() if key not in known]
    changed = [
        row
        for key, row in wanted.items()
        if key in known and _said(row, _ARTICLE) != _said(known[key], _ARTICLE)
    ]
    Article.objects.bulk_create(new, ignore_conflicts=True)
    for row in changed:
        row.pk = known[row.regulation_id, row.slug].pk
    Article.objects.bulk_update(changed, _ARTICLE)
    gone = [row.pk for key, row in known.items() if key not in wanted and not row.is_retired]
    retired = Article.objects.filter(pk__in=gone).update(is_retired=True)
    return Counted(len(new), len(changed), retired)


def _articles_of(knowledge: Knowledge) -> Iterator[Article]:
    laws = dict(Regulation.objects.values_list("slug", "pk"))
    for law in knowledge.regulations:
        for place, article in enumerate(law.articles, start=1):
            yield Article(
                regulation_id=laws[law.slug],
                reference=article.ref,
                slug=article.slug,
                about=article.about,
                in_force_on=article.in_force_on,
                note=article.note,
                position=place,
            )


def _said(row: Regulation | Article, fields: tuple[str, ...]) -> tuple[object, ...]:
    return tuple(getattr(row, field) for field in fields)
