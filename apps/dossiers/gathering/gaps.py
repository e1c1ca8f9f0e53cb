"""What is missing or unsure in what a dossier reaches: found before it is made, and printed in it."""

from collections.abc import Iterator

from apps.documents.models import HealthState
from apps.dossiers.gathering.survey import MOST_CHANGES, Survey
from apps.dossiers.types import Section, Template
from apps.dossiers.types.content import Gap

_LEAST_COVERAGE = 0.95
_BLIND = {HealthState.QUARANTINED, HealthState.UNREACHABLE, HealthState.GONE}


def gaps_of(found: Survey) -> tuple[Gap, ...]:
    """Return every gap, in the order of documents, clauses and changes."""
    return (*_of_documents(found), *_of_clauses(found), *_of_changes(found))


def _of_documents(found: Survey) -> Iterator[Gap]:
    for platform in found.platforms:
        if not any(row.platform_id == platform.pk for row in found.documents):
            yield Gap("no_document", platform.name, "None of its documents is observed, or none was chosen.")
    for document in found.documents:
        about = f"{document.platform.name}, {document.title} ({document.public_id})"
        versions = found.versions[document.pk]
        if not versions:
            yield Gap("never_captured", about, "No text of it was ever captured: nothing is said of it.")
            continue
        coverage = versions[-1].coverage
        if coverage is not None and coverage < _LEAST_COVERAGE:
            told = f"The stored text holds {coverage:.0%} of the words of the page, less than {_LEAST_COVERAGE:.0%}."
            yield Gap("low_coverage", about, told)
        health = document.health
        if health.state in _BLIND:
            told = f"It cannot be read since {health.since:%d %b %Y} ({health.get_state_display().lower()}): later changes are not in here."
            yield Gap("not_readable", about, told)


def _of_clauses(found: Survey) -> Iterator[Gap]:
    unread = [row for row in found.clauses if row.pk not in found.publications]
    if unread:
        yield Gap(
            "not_analysed",
            _named([row.provision.public_id for row in unread]),
            f"{len(unread)} of {len(found.clauses)} clauses are printed without an analysis.",
        )
    stale = [
        row
        for row in found.clauses
        if row.pk in found.publications and not found.publications[row.pk].is_current
    ]
    if stale:
        yield Gap(
            "stale_analysis",
            _named([row.provision.public_id for row in stale]),
            "The analysis was made for earlier words than those quoted.",
        )
    if found.clauses_left_out and found.outline.has(Section.PROVISIONS):
        yield Gap(
            "left_out",
            f"{found.clauses_left_out} of {found.every_clause} clauses",
            "They are in reach and not printed: the outline leaves them out by grade or by change.",
        )


def _of_changes(found: Survey) -> Iterator[Gap]:
    if found.every_change > len(found.changes):
        told = f"The newest {MOST_CHANGES} are printed; the others stand on the pages of their documents."
        yield Gap("changes_left_out", f"{found.every_change - len(found.changes)} older changes", told)
    if not found.changes and found.outline.template is Template.CHANGE_NOTICE:
        yield Gap("no_change", "The period", "No change by a publisher was seen in it.")


def _named(numbers: list[str], most: int = 8) -> str:
    more = f" and {len(numbers) - most} more" if len(numbers) > most else ""
    return f"{', '.join(numbers[:most])}{more}"
