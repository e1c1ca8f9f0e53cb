"""What the archive asks of a page's bytes, answered by the parser of this process."""

import atexit
import os
from dataclasses import replace
from functools import cache

from apps.documents.extraction import Extract, ExtractionError, Hints, Page, extract
from apps.documents.gating import Evidence, Judgement, Memory, Reason, Verdict, judge

from .parser import Parser

DECISIVE = -60.0  # in the gate's own scale: nothing outweighs it


def read_page(page: Page, hints: Hints) -> Extract:
    """Extract a document's text; raises an `ExtractionError`, of which a `ParserFailed` is one."""
    return _parser(os.getpid()).call(Extract, extract, page, hints)


def examine_page(page: Page, hints: Hints, evidence: Evidence, memory: Memory | None) -> Judgement:
    """Judge a page by the text that it holds; raises `ParserFailed`. The text of `evidence` is filled in here."""
    return _parser(os.getpid()).call(Judgement, examine, page, hints, evidence, memory)


def examine(page: Page, hints: Hints, evidence: Evidence, memory: Memory | None) -> Judgement:
    """Do what `examine_page` promises, in the process at hand."""
    try:
        found = extract(page, hints)
    except ExtractionError as error:
        return shut_out(judge(evidence, memory), error.code, f"no text could be read: {error}")
    return judge(
        replace(evidence, text=found.text, title=found.title, language=found.language),
        memory,
    )


def shut_out(judgement: Judgement, code: str, detail: str) -> Judgement:
    """Return the judgement with a reason that decides it."""
    reason = Reason(code=code, detail=detail, weight=DECISIVE)
    return replace(judgement, verdict=Verdict.SUSPECT, score=0.0, reasons=(reason, *judgement.reasons))


@cache
def _parser(_process: int) -> Parser:
    """Return the parser of a process: a fork must not talk to its parent's child."""
    parser = Parser()
    atexit.register(parser.close)
    return parser
