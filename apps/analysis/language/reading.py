"""From what a model said to a reading: parsed, its quotes found in the passages, or findings that say why not."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from apps.analysis.grounding import Code, Finding
from apps.analysis.language.said import SaidAction, SaidChange, SaidGrade, SaidProvision, SaidStatement
from apps.analysis.types import ChangeReading, Citation, Passage, ProvisionReading

Said = TypeVar("Said", bound=BaseModel)
_FENCE: Final = re.compile(r"\A\s*```(?:json)?\s*\n(.*)\n\s*```\s*\Z", re.DOTALL)
_CODES: Final = {
    "string_too_long": Code.TOO_LONG,
    "too_long": Code.TOO_LONG,
    "string_too_short": Code.EMPTY,
    "too_short": Code.EMPTY,
}
_RULE: Final = "judgement"  # the rubric's line for a grade that a model gave


class UnreadableError(Exception):
    """What was said cannot become a reading; `findings` say why. Caught where answers are read, never beyond."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(finding.why for finding in findings))
        self.findings = findings


def parsed(text: str) -> dict[str, Any]:
    """Return the JSON object that a text is, or that a fence around all of it holds; raises `UnreadableError`."""
    fenced = _FENCE.match(text)
    inner = fenced[1] if fenced else text
    if not inner.strip():
        raise UnreadableError((Finding(Code.EMPTY, "", "The answer is empty."),))
    try:
        found = json.loads(inner)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            (Finding(Code.MALFORMED, "", f"The answer is not JSON: {error}"[:300]),)
        ) from error
    if not isinstance(found, dict):
        raise UnreadableError((Finding(Code.MALFORMED, "", "The answer is not an object."),))
    return found


def validated(model: type[Said], value: object) -> Said:
    """Return the value as what was asked for; raises `UnreadableError`."""
    try:
        return model.model_validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        raise UnreadableError(_shape_findings(error)) from error


def provision_reading(said: SaidProvision, passages: Mapping[str, Passage]) -> ProvisionReading:
    """Return the reading with every quote found; raises `UnreadableError`."""
    found = _Quotes(passages)
    values: dict[str, Any] = {
        name: found.section(name, value)
        for name, value in said
        if name not in {"id", "severity", "confidence", "actions"}
    }
    return _made(ProvisionReading, {**values, **_common(said, found)}, found)


def change_reading(said: SaidChange, passages: Mapping[str, Passage]) -> ChangeReading:
    """Return the reading with every quote found; raises `UnreadableError`."""
    found = _Quotes(passages)
    values: dict[str, Any] = {
        name: found.section(name, value)
        for name, value in said
        if name not in {"severity", "confidence", "actions"}
    }
    return _made(ChangeReading, {**values, **_common(said, found)}, found)


def _common(said: SaidProvision | SaidChange, found: "_Quotes") -> dict[str, Any]:
    return {
        "severity": _graded(said.severity),
        "confidence": _graded(said.confidence),
        "actions": [found.action(action, f"actions[{index}]") for index, action in enumerate(said.actions)],
    }


def _graded(said: SaidGrade) -> dict[str, Any]:
    return {
        "level": said.level,
        "reasons": [{"rule": _RULE, "points": 0, "text": reason} for reason in said.reasons],
    }


def _made(model: type[Said], values: dict[str, Any], found: "_Quotes") -> Said:
    if found.findings:
        raise UnreadableError(tuple(found.findings))
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise UnreadableError(_shape_findings(error)) from error


class _Quotes:
    """Turn quotes into citations; what is not where it is said to be becomes a finding."""

    def __init__(self, passages: Mapping[str, Passage]) -> None:
        self._passages = passages
        self.findings: list[Finding] = []

    def section(self, name: str, value: Any) -> Any:
        """Return a section with its statements made; anything else as it is."""
        if isinstance(value, tuple) and value and isinstance(value[0], SaidStatement):
            return [self.statement(said, f"{name}[{index}]") for index, said in enumerate(value)]
        return value

    def action(self, said: SaidAction, where: str) -> dict[str, Any]:
        """Return an action with its statements made."""
        steps = [self.statement(step, f"{where}.steps[{index}]") for index, step in enumerate(said.steps)]
        deadline = None if said.deadline is None else self.statement(said.deadline, f"{where}.deadline")
        return {"title": said.title, "steps": steps, "deadline": deadline}

    def statement(self, said: SaidStatement, where: str) -> dict[str, Any]:
        """Return the values of a statement."""
        cited = (self._citation(quote.passage, quote.words, where) for quote in said.quotes)
        return {
            **said.model_dump(exclude={"quotes"}),
            "citations": [citation for citation in cited if citation is not None],
        }

    def _citation(self, name: str, words: str, where: str) -> Citation | None:
        passage = self._passages.get(name)
        if passage is None:
            self._note(Code.FOREIGN_TEXT, where, f"It quotes from “{name[:80]}”, which it was not given.")
            return None
        at = passage.quote.find(words) if words.strip() else -1
        if at < 0:
            self._note(Code.QUOTE, where, f"“{words[:80]}” is not in the passage it is said to be from.")
            return None
        if passage.quote.find(words, at + 1) >= 0:
            self._note(Code.QUOTE, where, f"“{words[:80]}” stands more than once in its passage.")
            return None
        start = passage.citation.start + at
        return Citation(sha256=passage.citation.sha256, start=start, end=start + len(words))

    def _note(self, code: Code, where: str, why: str) -> None:
        self.findings.append(Finding(code, where, why))


def _shape_findings(error: ValidationError) -> tuple[Finding, ...]:
    return tuple(
        Finding(_CODES.get(fault["type"], Code.MALFORMED), _place(fault["loc"]), fault["msg"][:300])
        for fault in error.errors(include_url=False, include_input=False)[:20]
    )


def _place(path: Iterable[int | str]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
