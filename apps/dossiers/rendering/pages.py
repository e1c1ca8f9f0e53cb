"""From content to HTML: the book of views that the templates read, and the templates themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.template.loader import render_to_string

from apps.dossiers.rendering.charts import Chart, change_chart, qr_path, severity_chart
from apps.dossiers.rendering.glyphs import printable
from apps.dossiers.rendering.words import KINDS, TITLES, glossary
from apps.dossiers.types import Content, Imprint, Section
from apps.dossiers.types.content import Clause, Gap, Quote, Revision, Source

_TOP: Final = 6  # clauses and changes named on the page of the summary
_SEVERITY: Final = {"high": 0, "medium": 1, "low": 2, "": 3}


@dataclass(frozen=True)
class Book:
    """A dossier's content as its pages look things up in it."""

    content: Content
    imprint: Imprint

    @cached_property
    def quotes(self) -> Mapping[str, Quote]:
        return {quote.key: quote for quote in self.content.quotes}

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        return {source.key: source for source in self.content.sources}

    @cached_property
    def anchors(self) -> Mapping[str, str]:
        """Return where each quote is printed in full: beside its clause, else in the annex."""
        beside = self.printed_with_clause
        return {one.key: f"{'q' if one.key in beside else 'e'}-{one.key}" for one in self.content.quotes}

    @cached_property
    def printed_with_clause(self) -> frozenset[str]:
        if not self.content.outline.has(Section.PROVISIONS):
            return frozenset()
        return frozenset(clause.quote for clause in self.content.clauses)

    @property
    def kind(self) -> str:
        return KINDS[self.content.outline.template]

    @property
    def record(self) -> str:
        return f"{self.content.record} · edition {self.imprint.edition}"

    @property
    def verification_url(self) -> str:
        return f"{self.imprint.site_url}/verify/{self.content.record}/"

    @cached_property
    def qr(self) -> tuple[str, int]:
        return qr_path(self.verification_url)

    @property
    def sections(self) -> tuple[tuple[str, str], ...]:
        """Return the sections in their order: name and title; those that every dossier ends with included."""
        shown = [one for one in self.content.outline.printed if self._says_something(one)]
        before = [one for one in shown if one not in {Section.GLOSSARY, Section.CERTIFICATION}]
        after = [one for one in shown if one not in before]
        named = [*(one.value for one in before), "evidence", "method", *(one.value for one in after)]
        return tuple((name, TITLES[name]) for name in named)

    @property
    def section_names(self) -> frozenset[str]:
        return frozenset(name for name, _title in self.sections)

    @cached_property
    def severity_chart(self) -> Chart | None:
        return severity_chart(self.content)

    @cached_property
    def change_chart(self) -> Chart | None:
        return change_chart(self.content)

    @property
    def top_clauses(self) -> tuple[Clause, ...]:
        graded = sorted(self.content.clauses, key=lambda one: _SEVERITY[one.severity])
        return tuple(one for one in graded if one.severity)[:_TOP]

    @property
    def top_revisions(self) -> tuple[Revision, ...]:
        return tuple(sorted(self.content.revisions, key=lambda one: _SEVERITY[one.severity]))[:_TOP]

    @property
    def figures(self) -> tuple[tuple[int, str], ...]:
        content = self.content
        documents = sum(len(scope.documents) for scope in content.scopes)
        high = sum(clause.severity == "high" for clause in content.clauses)
        return (
            (documents, "documents"),
            (len(content.clauses), "clauses printed"),
            (high, "of high severity"),
            (len(content.revisions), "changes"),
        )

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return self.content.gaps

    @property
    def actions(self) -> tuple[tuple[Clause, str], ...]:
        """Return what an analysis asks to be done: the considerations of each clause."""
        return tuple(
            (clause, said.text)
            for clause in self.content.clauses
            for part in clause.compliance
            if part.title == "Compliance considerations"
            for said in part.said
        )

    @property
    def glossary(self) -> tuple[tuple[str, str], ...]:
        return glossary()

    def _says_something(self, section: Section) -> bool:
        content = self.content
        told = {
            Section.KEY_TERMS: content.key_terms,
            Section.MATRIX: content.matrix,
            Section.CHARTS: (self.severity_chart, self.change_chart) != (None, None),
            Section.PROVISIONS: content.clauses,
            Section.REDLINES: content.revisions,
            Section.REGULATIONS: content.laws,
            Section.ACTIONS: self.actions,
        }
        return bool(told.get(section, True))


def page_of(content: Content, imprint: Imprint) -> str:
    """Return the whole dossier as one page of HTML in which every character can be printed."""
    return printable(render_to_string("dossiers/dossier.html", {"book": Book(content, imprint)}))
