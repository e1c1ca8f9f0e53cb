"""Documents whose clauses are read, written for this purpose, and analysers that say other things than the shipped one."""

from dataclasses import replace
from typing import Final

from apps.analysis.models import Publication
from apps.analysis.services.analysing import Analysed, Rules, analyse_change, analyse_provisions
from apps.analysis.types import (
    Affected,
    ChangeBrief,
    ChangeReading,
    Direction,
    Evidence,
    Graded,
    Level,
    ProvisionBrief,
    ProvisionReading,
    Reason,
    Statement,
    StatementBasis,
)
from apps.documents.models import Document
from apps.documents.selectors import text_of
from apps.provisions.models import Provision, Standing
from tests.factories import make_document, make_history, make_operator, make_platform
from tests.provisions.documents import LAW, LIABILITY, NOTICE_7, NOTICE_30, cut_all, terms


def make_vendor_document(*texts: str) -> Document:
    """Make a document of a company in the United States, with a version of each text, and cut it."""
    platform = make_platform(name="Northwind", operator=make_operator(jurisdiction="US"))
    document = make_document(platform=platform)
    make_history(document, texts or [terms(NOTICE_30, LIABILITY, LAW), terms(NOTICE_7, LIABILITY, LAW)])
    cut_all(document)
    return document


def standings_of(document: Document) -> list[Standing]:
    """Return what stands in a document today, in the order of its text."""
    standing = Standing.objects.filter(provision__document=document, ended_in=None)
    return list(standing.order_by("last_text__ordinal"))


def clause(document: Document, words: str) -> Provision:
    """Return the clause that stands today and has these words in it."""
    for standing in standings_of(document):
        text = standing.last_text
        if words in text_of(text.version)[text.start : text.end]:
            return standing.provision
    raise AssertionError(f"no clause says {words}")


def publication_of(provision: Provision) -> Publication:
    return Publication.objects.select_related("shown", "latest").get(provision=provision)


def _read_plainly(brief: ProvisionBrief) -> ProvisionReading:
    words = brief.clause.words
    reason = Reason(rule="plain", points=1, text="It is read plainly.")
    return ProvisionReading(
        title="What the clause says",
        severity=Graded(level=Level.MEDIUM, reasons=(reason,)),
        confidence=Graded(level=Level.HIGH, reasons=(reason,)),
        evidence=Evidence.EXPLICIT,
        what_it_is=(
            Statement(
                text=f"It says “{words.quote}”", basis=StatementBasis.TEXT, citations=(words.citation,)
            ),
        ),
    )


def _read_change_plainly(brief: ChangeBrief) -> ChangeReading:
    reason = Reason(rule="plain", points=1, text="It is read plainly.")
    after = [one.after.words for one in brief.clauses if one.after is not None]
    return ChangeReading(
        title="What the change did",
        severity=Graded(level=Level.LOW, reasons=(reason,)),
        confidence=Graded(level=Level.HIGH, reasons=(reason,)),
        evidence=Evidence.EXPLICIT,
        direction=Direction.UNCLEAR,
        affected=(Affected.EVERYONE,),
        summary=(
            Statement(text="It touched clauses.", basis=StatementBasis.RECORD),
            *(
                Statement(
                    text=f"It now says “{one.quote}”", basis=StatementBasis.TEXT, citations=(one.citation,)
                )
                for one in after
            ),
        ),
    )


PLAIN: Final = Rules("rules/1", _read_plainly, _read_change_plainly)


def read_all(document: Document, rules: Rules = PLAIN) -> Analysed:
    """Read what stands in a document, and every change of it whose clauses were followed."""
    total = analyse_provisions(standings=standings_of(document), rules=rules)
    for change in document.changes.order_by("to_version__number"):
        total += analyse_change(change=change, rules=rules)
    return total


def newer(version: str = "rules/2", title: str = "", level: Level = Level.HIGH) -> Rules:
    """Return the plain reader under another name; with a title, it calls every clause by it. `level` is of its confidence."""

    def read(brief: ProvisionBrief) -> ProvisionReading:
        reading = _read_plainly(brief)
        confidence = reading.confidence.model_copy(update={"level": level})
        return reading.model_copy(update={"title": title or reading.title, "confidence": confidence})

    return replace(PLAIN, version=version, read_provision=read)


def inventing(version: str = "rules/3") -> Rules:
    """Return a reader that quotes words of its own making."""

    def read(brief: ProvisionBrief) -> ProvisionReading:
        made_up = Statement(
            text="It says “you owe us your firstborn child”.",
            basis=StatementBasis.TEXT,
            citations=(brief.clause.words.citation,),
        )
        return _read_plainly(brief).model_copy(update={"what_it_is": (made_up,)})

    return replace(PLAIN, version=version, read_provision=read)
