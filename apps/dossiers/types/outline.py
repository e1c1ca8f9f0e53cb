"""What somebody wants in a dossier: the template, whose documents, since when, and which sections."""

from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from apps.analysis.types import Level

MOST_PLATFORMS: Final = 4


class Template(StrEnum):
    """What kind of dossier it is. The value is kept and never changes."""

    VENDOR = "vendor"
    CHANGE_NOTICE = "change_notice"
    COMPARISON = "comparison"
    CLAUSE_FILE = "clause_file"
    AI_ADDENDUM = "ai_addendum"


class Section(StrEnum):
    """A part that can be left out. Cover, evidence, method and disclaimer are in every dossier."""

    SUMMARY = "summary"
    KEY_TERMS = "key_terms"
    CHARTS = "charts"
    TIMELINE = "timeline"
    MATRIX = "matrix"
    PROVISIONS = "provisions"
    REDLINES = "redlines"
    REGULATIONS = "regulations"
    ACTIONS = "actions"
    REVIEWS = "reviews"
    GLOSSARY = "glossary"
    CERTIFICATION = "certification"


class Paper(StrEnum):
    A4 = "a4"
    LETTER = "letter"


_ENDS = (Section.REVIEWS, Section.GLOSSARY, Section.CERTIFICATION)
_S = Section

# In the order in which they are printed.
SECTIONS: Final = MappingProxyType(
    {
        Template.VENDOR: (
            *(_S.SUMMARY, _S.KEY_TERMS, _S.CHARTS, _S.TIMELINE, _S.PROVISIONS, _S.REDLINES),
            *(_S.REGULATIONS, _S.ACTIONS, *_ENDS),
        ),
        Template.CHANGE_NOTICE: (
            *(_S.SUMMARY, _S.CHARTS, _S.TIMELINE, _S.REDLINES, _S.PROVISIONS),
            *(_S.REGULATIONS, _S.ACTIONS, *_ENDS),
        ),
        Template.COMPARISON: (
            *(_S.SUMMARY, _S.KEY_TERMS, _S.MATRIX, _S.CHARTS, _S.TIMELINE),
            *(_S.REGULATIONS, _S.ACTIONS, *_ENDS),
        ),
        Template.CLAUSE_FILE: (
            *(_S.SUMMARY, _S.PROVISIONS, _S.TIMELINE, _S.REDLINES),
            *(_S.REGULATIONS, _S.ACTIONS, *_ENDS),
        ),
        Template.AI_ADDENDUM: (
            *(_S.SUMMARY, _S.KEY_TERMS, _S.MATRIX, _S.PROVISIONS, _S.REDLINES),
            *(_S.REGULATIONS, _S.ACTIONS, *_ENDS),
        ),
    }
)


class Outline(BaseModel):
    """What the dossier is made from. Numbers are those of rows; empty means all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    template: Template
    platforms: tuple[int, ...] = Field(min_length=1, max_length=MOST_PLATFORMS)
    documents: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()  # slugs of the taxonomy
    provisions: tuple[int, ...] = ()
    changes: tuple[int, ...] = ()
    least: Level = Level.LOW  # clauses graded below are counted, not printed
    since: date | None = None
    until: date | None = None
    sections: tuple[Section, ...] = ()
    paper: Paper = Paper.A4
    bates: str = Field(default="", pattern=r"^[A-Z0-9-]{0,12}$")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.since and self.until and self.since > self.until:
            raise ValueError("The period ends before it begins.")
        if self.template is Template.COMPARISON and len(self.platforms) < 2:  # noqa: PLR2004 - what comparing takes
            raise ValueError("A comparison needs two platforms or more.")
        if len(set(self.platforms)) < len(self.platforms):
            raise ValueError("A platform is named twice.")
        return self

    @property
    def printed(self) -> tuple[Section, ...]:
        """Return the sections that are printed, in their order; all of the template's where none is chosen."""
        every = SECTIONS[self.template]
        return tuple(one for one in every if one in self.sections) if self.sections else every

    def has(self, section: Section) -> bool:
        return section in self.printed
