"""The title of an alert: the vendor did something to one of its documents. Pure.

A reading's title says what a clause does now ("Notices: the notice of changes goes from 30 days to 7 days"); a headline says who
did it. Where no reading is shown, or its title is of another shape, a plain sentence that is true of every change stands.
"""

import re
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 140
_DAYS: Final = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "year": 365}
_DURATION: Final = re.compile(r"(?P<number>\d[\d,.]*) (?P<unit>hour|day|week|month|year)s?")
_AMOUNT: Final = re.compile(r"(?P<sign>\D{0,6}?)(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>\D{0,20})")
# The shapes of titles that rules write, and what is told of each: the most telling first, the next if that is too long.
_SHAPES: Final = tuple(
    (re.compile(shape), told)
    for shape, *told in (
        (
            r"[^:]+: (?P<name>.+?) goes from (?P<before>.+?) to (?P<after>.+)",
            "{vendor} {verb} {name} from {before} to {after} in {whose}",
            "{vendor} {verb} {name} in {whose}",
        ),
        (
            r"[^:]+: (?P<name>.+?) is now stated(?P<value> \(.+\))?",
            "{vendor} stated {name}{value} for the first time in {whose}",
        ),
        (
            r"[^:]+: (?P<name>.+?) is no longer stated(?P<value> \(.+\))?",
            "{vendor} no longer stated {name}{value} in {whose}",
        ),
        (
            r"(?P<topic>[^:]+): (?P<before>.+?) becomes (?P<after>.+)",
            "{vendor} went from “{before}” to “{after}” on {topic} in {whose}",
        ),
        (
            r"(?P<topic>[^:]+): words are added, (?P<words>“.+”)",
            "{vendor} added words on {topic} to {whose}: {words}",
        ),
        (
            r"(?P<topic>[^:]+): words are dropped, (?P<words>“.+”)",
            "{vendor} dropped words on {topic} from {whose}: {words}",
        ),
        (
            r"(?P<topic>[^:]+): the (?:wording|clause) changes",
            "{vendor} reworded a clause on {topic} in {whose}",
        ),
        (
            r"[^:]+: only links, marks or numbering change",
            "{vendor} changed links, marks or numbering in {whose}",
        ),
        (r"New clause: (?P<clause>.+)", "{vendor} added a clause to {whose}: {clause}"),
        (r"Clause removed: (?P<clause>.+)", "{vendor} removed a clause from {whose}: {clause}"),
        (r".+: most of the text is replaced", "{vendor} replaced most of the text of {whose}"),
        (r".+: no clause changed in substance",),
        (r"(?P<title>.+)", "{vendor} changed {whose}: {title}"),
    )
)
_KINDS: Final = {
    "numbers": "{vendor} changed numbers in {document}",
    "links": "{vendor} changed links in {document}",
    "reverted": "{vendor} went back to an earlier text of {document}",
}


def headline(*, vendor: str, document: str, kind: str = "", said: str = "") -> str:
    """Return a title of at most 140 characters. `kind` is the change's, `said` the title of the reading that is shown."""
    whose = _whose(vendor, document)
    plain = _KINDS.get(kind, "{vendor} changed {document}").format(vendor=vendor, document=whose)
    said = " ".join(said.split()).rstrip(".")
    for told in _told(vendor, whose, said) if said else ():
        fitted = _fitted(told)
        if fitted:
            return fitted
    return plain if len(plain) <= LONGEST else _cut(plain, LONGEST)


def _told(vendor: str, whose: str, said: str) -> Iterator[str]:
    """Yield what could be said, the most telling first; each may be too long. Nothing where a plain sentence says more."""
    for shape, told in _SHAPES:
        match = shape.fullmatch(said)
        if match is None:
            continue
        parts = match.groupdict(default="")
        parts["topic"] = _inside(parts.get("topic", ""))
        parts["verb"] = _verb(parts.get("before", ""), parts.get("after", ""))
        yield from (one.format(vendor=vendor, whose=whose, **parts) for one in told)
        return


def _verb(before: str, after: str) -> str:
    """Name the direction of a value that moved, where both values are of one kind and there is no doubt."""
    if (old := _days(before)) is not None and (new := _days(after)) is not None and old != new:
        return "shortened" if new < old else "lengthened"
    first, second = _AMOUNT.fullmatch(before), _AMOUNT.fullmatch(after)
    if first and second and (first["sign"], first["unit"]) == (second["sign"], second["unit"]):
        old, new = _number(first["number"]), _number(second["number"])
        if old != new:
            return "lowered" if new < old else "raised"
    return "changed"


def _days(value: str) -> float | None:
    match = _DURATION.fullmatch(value)
    return _number(match["number"]) * _DAYS[match["unit"]] if match else None


def _number(written: str) -> float:
    plain = written.replace(",", "").rstrip(".")
    return float(plain) if plain.count(".") <= 1 else 0.0


def _whose(vendor: str, document: str) -> str:
    """Name the document as the vendor's own, without saying the vendor's name twice."""
    for name in (f"{vendor}'s ", f"{vendor}\u2019s ", f"{vendor} "):
        if document.casefold().startswith(name.casefold()) and len(document) > len(name):
            return f"its {document[len(name) :]}"
    return f"its {document}"


def _inside(topic: str) -> str:
    """Write a heading as it stands inside a sentence: "AI training" stays, "Notices" becomes "notices"."""
    return topic if topic[1:2].isupper() else topic[:1].lower() + topic[1:]


def _fitted(told: str) -> str:
    """Return the sentence if it fits, with the detail after its colon cut if that makes it fit; else nothing."""
    if len(told) <= LONGEST:
        return told
    head, colon, detail = told.partition(": ")
    room = LONGEST - len(head) - len(colon)
    return f"{head}{colon}{_cut(detail, room)}" if colon and room >= len("a few words …") else ""


def _cut(text: str, room: int) -> str:
    """Cut between words and close a quotation that is left open."""
    kept = text[: room - 2].rsplit(" ", 1)[0].rstrip(" ,;:.“")
    is_open = kept.count("“") > kept.count("”")
    return f"{kept}…{'”' if is_open else ''}"
