"""Bad outputs of twelve kinds, each planted into a good reading."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

from apps.analysis.types import Citation, ProvisionReading, StatementBasis
from tests.analysis.grounding.corpus import Case, as_json, cases, said, statement

KINDS = (
    "invented quote",
    "quote off by a word",
    "wrong number or date",
    "swapped parties",
    "opt-in for opt-out",
    "text of another document",
    "prompt injection",
    "over-long",
    "malformed JSON",
    "empty",
    "other language",
    "right quote, wrong offset",
)
EACH = 25
_WRITTEN = {
    "invented quote": ("invented_quote",),
    "quote off by a word": ("off_by_word",),
    "wrong number or date": ("wrong_number", "wrong_name"),
    "swapped parties": ("swapped",),
    "opt-in for opt-out": ("opposite",),
    "prompt injection": ("injected",),
    "other language": ("other_language",),
}


@dataclass(frozen=True)
class Planted:
    """One bad output: as text that arrives, or as a reading whose citations were moved."""

    kind: str
    case: Case
    text: str = ""
    moved: tuple[Citation, str] | None = None  # a citation, and the prose that rests on it
    what: str = ""


def planted(kind: str, *, every: bool = False) -> list[Planted]:
    """Return 25 bad outputs of a kind, or every one there is."""
    found = list(_written(kind) if kind in _WRITTEN else _MADE[kind]())
    return found if every else found[:EACH]


def _written(kind: str) -> Iterator[Planted]:
    # One of each clause first, so that 25 are of 25 clauses where there are as many.
    columns = [[line for name in _WRITTEN[kind] for line in case.bad[name]] for case in cases()]
    for depth in range(max(map(len, columns))):
        for case, lines in zip(cases(), columns, strict=True):
            if depth < len(lines):
                bad = statement(case, lines[depth])
                reading = said(case, [statement(case, case.good[0]), bad])
                yield Planted(kind, case, as_json(reading), what=lines[depth])


def _other_document() -> Iterator[Planted]:
    for index, case in enumerate(islice(cycle(cases()), EACH + 5)):
        near = case.brief.neighbours[0]
        if index % 3 == 0:  # a text that was never given, at the same place
            away = hashlib.sha256(f"{case.name} elsewhere".encode()).hexdigest()
            citation = case.brief.clause.words.citation.model_copy(update={"sha256": away})
            yield Planted("text of another document", case, moved=(citation, case.good[0].split(" || ")[0]))
        elif index % 3 == 1:  # a neighbour's words, told as this platform's
            text = f"The clause says “{near.words.quote.split('. ')[0]}”."
            yield Planted("text of another document", case, moved=(near.words.citation, text))
        else:  # a neighbour's words under a true statement
            yield Planted(
                "text of another document",
                case,
                moved=(near.words.citation, case.good[1].split(" || ")[0]),
            )


def _wrong_offset() -> Iterator[Planted]:
    shifts = cycle((1, -1, 3, -4, 9, 17, -12, 40, -33, 75))
    for case in cases():
        for line in case.good:
            text, *quotes = line.split(" || ")
            if "“" not in text:
                continue
            quote = text[text.index("“") + 1 : text.index("”")]
            whole = case.brief.texts[case.brief.clause.words.citation.sha256]
            at = whole.find(quotes[0] if quotes else quote, case.brief.clause.words.citation.start)
            if at < 0:
                continue
            start = max(0, at + next(shifts))
            digest = case.brief.clause.words.citation.sha256
            citation = Citation(sha256=digest, start=start, end=start + len(quotes[0] if quotes else quote))
            yield Planted("right quote, wrong offset", case, moved=(citation, text))
            break


def _over_long() -> Iterator[Planted]:
    for index, case in enumerate(islice(cases(), EACH)):
        first = case.good[0].split(" || ")[0]
        lines = [line.split(" || ")[0] for line in case.good]
        if index % 5 == 0:
            statements = [statement(case, " ".join([first] * 9))]
        elif index % 5 == 1:
            statements = [statement(case, " ".join(lines))]
        elif index % 5 == 2:
            statements = [statement(case, line) for line in lines * 2]
        elif index % 5 == 3:
            statements = [statement(case, " ".join(f"{line.rstrip('.')}, and" for line in lines * 3))]
        else:
            statements = [statement(case, first), statement(case, first)]
        yield Planted("over-long", case, as_json(said(case, statements)))


def _malformed() -> Iterator[Planted]:
    for index, case in enumerate(islice(cases(), EACH)):
        good = as_json(said(case, [statement(case, case.good[0])]))
        broken: list[str] = [
            good[: len(good) // 2],
            good[:-1],
            good + "}",
            good.replace('"title":', "title:", 1),
            good.replace(",", ";", 2),
            good.replace('"', "'"),
            f"Here is the reading you asked for:\n{good}",
            f"[{good}]",
            good.replace('"text"', '"txt"'),
            good.replace('"basis": "text"', '"basis": "hearsay"', 1),
            good.replace('"level": "medium"', '"level": 5', 1),
            json.dumps(good),
            good.replace('"what_it_is": [', '"what_it_is": [[', 1).replace(
                '}], "actions"', '}]], "actions"', 1
            ),
            good.replace('"evidence": "explicit", ', "", 1),
            good.replace('"passage"', '"page"'),
            good.replace('"title": "', '"title": ["', 1).replace('", "severity"', '"], "severity"', 1),
            f"{good}\n{good}",
            good.replace('{"id"', '{"note": "none", "id"', 1),
            "null",
            "<reading>" + good + "</reading>",
            good.replace('"quotes": [', '"quotes": {"a": [', 1),
            good.encode().decode("latin-1")[5:],
            good.replace("true", "True").replace(":", "=", 3),
            "{}",
            '{"error": "overloaded"}',
        ]
        yield Planted("malformed JSON", case, broken[index])


def _empty() -> Iterator[Planted]:
    nothings = [
        "",
        " ",
        "...",
        "—",
        "N/A",
        "None",
        "TBD",
        "null",
        "n/a.",
        "-",
        "Unknown",
        "No information",
        "“”",
        "?",
        "To be determined.",
    ]
    nothings += ["Not applicable.", "\u200b", "   \n ", "Text", "Placeholder text", "Lorem ipsum", "summary"]
    for case, nothing in zip(cases(), nothings, strict=False):
        bad: dict[str, Any] = {**statement(case, case.good[0]), "text": nothing}
        yield Planted("empty", case, as_json(said(case, [bad])), what=nothing)
    rest = cases()[len(nothings) :]
    yield Planted("empty", rest[0], as_json(said(rest[0], [])))
    yield Planted("empty", rest[1], "")
    yield Planted(
        "empty", rest[2], as_json({**said(rest[2], [statement(rest[2], rest[2].good[0])]), "title": ""})
    )


_MADE = {
    "text of another document": _other_document,
    "right quote, wrong offset": _wrong_offset,
    "over-long": _over_long,
    "malformed JSON": _malformed,
    "empty": _empty,
}


def with_moved(reading: ProvisionReading, citation: Citation, text: str) -> ProvisionReading:
    """Return a reading whose first statement says that text and cites that place."""
    first = reading.what_it_is[0].model_copy(
        update={"text": text, "citations": (citation,), "basis": StatementBasis.TEXT}
    )
    return reading.model_copy(update={"what_it_is": (first, *reading.what_it_is[1:])})
