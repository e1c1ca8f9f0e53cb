"""How dossiers are shown: their kinds, what is going to be in one, how far one is."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from apps.core import clock
from apps.dossiers.estimate import pages_expected
from apps.dossiers.gathering import survey
from apps.dossiers.gathering.gaps import gaps_of
from apps.dossiers.models import Dossier, Export, ExportState
from apps.dossiers.types import Outline
from apps.dossiers.types.content import Gap
from apps.dossiers.wording import SECTION_WORDS

_ALWAYS: Final = {
    "cover": "Cover and contents",
    "evidence": "Evidence annex",
    "method": "Method, limits and disclaimer",
}
_TROUBLES: Final = {
    "nothing_to_print": "No text of these documents was ever captured, so there is nothing to quote.",
    "too_large": "It would have more pages than one file should. Choose fewer documents, or graver clauses.",
    "evidence_broken": "A quote is not what its stored text says. Nothing is sealed; we look into it.",
    "worker_lost": "The work on it was cut short several times.",
    "signing": "The signing key of this installation cannot be used.",
    "timestamp": "The time-stamping authority does not answer.",
}


@dataclass(frozen=True, slots=True)
class PlannedSection:
    title: str
    pages: int


@dataclass(frozen=True, slots=True)
class PlanView:
    """What a dossier is going to hold, and what is missing."""

    sections: tuple[PlannedSection, ...]
    clauses: int
    changes: int
    gaps: tuple[Gap, ...]

    @property
    def pages(self) -> int:
        return sum(section.pages for section in self.sections)


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One making of a dossier as its page shows it; `share` is in per cent while it is made."""

    export: Export
    words: str
    share: int
    trouble: str

    @property
    def is_sealed(self) -> bool:
        return self.export.state == ExportState.DONE


@dataclass(frozen=True, slots=True)
class DossierRow:
    dossier: Dossier
    kind: str
    exports: tuple[ExportRow, ...]

    @property
    def latest(self) -> ExportRow | None:
        return self.exports[0] if self.exports else None

    @property
    def sealed(self) -> ExportRow | None:
        return next((row for row in self.exports if row.is_sealed), None)

    @property
    def is_being_made(self) -> bool:
        return any(row.export.is_being_made for row in self.exports)


def plan_view(outline: Outline) -> PlanView:
    """Return what the outline reaches now."""
    found = survey(outline, until=clock.now())
    words = {section.value: said for section, said in SECTION_WORDS.items()} | _ALWAYS
    return PlanView(
        sections=tuple(PlannedSection(words[name], pages) for name, pages in pages_expected(found).items()),
        clauses=len(found.clauses),
        changes=len(found.changes),
        gaps=gaps_of(found),
    )


def dossier_row(dossier: Dossier) -> DossierRow:
    return DossierRow(dossier, dossier.get_template_display(), tuple(map(_export_row, dossier.exports.all())))


def dossier_rows(dossiers: Iterable[Dossier]) -> tuple[DossierRow, ...]:
    return tuple(map(dossier_row, dossiers))


def _export_row(export: Export) -> ExportRow:
    trouble = _TROUBLES.get(export.error, "It could not be made.") if export.error else ""
    return ExportRow(export, _words(export), _share(export), trouble)


def _words(export: Export) -> str:
    if export.state == ExportState.CLAIMED and export.pages_laid_out:
        return f"{export.get_stage_display()}: page {export.pages_laid_out} of about {max(export.pages_expected, export.pages_laid_out)}"
    if export.state == ExportState.CLAIMED:
        return export.get_stage_display()
    if export.state == ExportState.UNCHANGED and export.same_as:
        return f"Nothing new since edition {export.same_as.edition}"
    return export.get_state_display()


def _share(export: Export) -> int:
    if not export.is_being_made or not export.pages_expected:
        return 0
    return min(99, round(100 * export.pages_laid_out / export.pages_expected))
