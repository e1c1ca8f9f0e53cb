"""Print how the check fares: python -m tests.analysis.grounding.table"""

import gc
import sys
import time
from collections import Counter
from collections.abc import Iterable

from apps.analysis.grounding import GROUNDING_VERSION, Code, check
from tests.analysis.grounding.corpus import (
    Case,
    as_json,
    cases,
    good_readings,
    invented,
    later_cases,
    said,
    statement,
)
from tests.analysis.grounding.corpus.judging import findings_of, findings_of_planted, reading_of
from tests.analysis.grounding.corpus.planted import KINDS, planted

_REPEATED = 20


def accepted() -> tuple[int, int]:
    """Return how many of the good readings are accepted, and of how many."""
    found = [not findings_of(case, as_json(reading)) for case, reading in good_readings()]
    return sum(found), len(found)


def refused(kind: str) -> tuple[int, int, Counter[Code]]:
    """Return how many bad outputs of a kind are refused, of how many, and by what first."""
    found = [findings_of_planted(bad) for bad in planted(kind)]
    return sum(map(bool, found)), len(found), Counter(each[0].code for each in found if each)


def later() -> tuple[int, int, int, int]:
    """Return the same for clauses written after the checks: accepted, of how many, refused, of how many."""
    good = [not _found(case, [line]) for case in later_cases() for line in case.good]
    bad = [
        bool(_found(case, [case.good[0], line]))
        for case in later_cases()
        for lines in case.bad.values()
        for line in lines
    ]
    return sum(good), len(good), sum(bad), len(bad)


def invented_refused() -> tuple[int, int]:
    """Return how many claims that nothing gives away are refused, and of how many."""
    found = [_found(case, [case.good[0], line]) for case, line in invented()]
    return sum(found), len(found)


def milliseconds() -> float:
    """Return what the check of a reading of 30 statements takes, in a document of 9,000 words."""
    case = next(case for case in cases() if case.name == "arbitration")
    lines = [f"{line.partition(' || ')[0].rstrip('.')} ({n})." for n in range(3) for line in case.good]
    reading = reading_of(case, as_json(said(case, [statement(case, line) for line in lines])))
    digest = case.brief.clause.words.citation.sha256
    text = case.brief.texts[digest] + " and so on" * 3_000
    brief = type(case.brief)(
        case.brief.clause, case.brief.whose, case.brief.history, texts={**case.brief.texts, digest: text}
    )
    times = []
    gc.collect()
    for _ in range(_REPEATED):
        start = time.process_time()
        check(reading, brief)
        times.append(time.process_time() - start)
    return min(times) * 1_000


def _found(case: Case, lines: Iterable[str]) -> bool:
    return bool(findings_of(case, as_json(said(case, [statement(case, line) for line in lines]))))


def main() -> None:
    """Print the table."""
    write = sys.stdout.write
    write(f"{GROUNDING_VERSION}\n")
    write("{:28}{:>5} of {:>3}\n".format("good readings accepted", *accepted()))
    for kind in KINDS:
        count, of, codes = refused(kind)
        by = ", ".join(f"{code} {times}" for code, times in codes.most_common(3))
        write(f"{kind:28}{count:>5} of {of:>3}  {by}\n")
    write("{:28}{:>5} of {:>3}, bad ones refused {} of {}\n".format("written later: accepted", *later()))
    write("{:28}{:>5} of {:>3}\n".format("invented, plainly put", *invented_refused()))
    write(f"30 statements, 9,000 words: {milliseconds():.1f} ms\n")


if __name__ == "__main__":
    main()
