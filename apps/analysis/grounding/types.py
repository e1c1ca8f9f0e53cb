"""What the check of a reading finds."""

from dataclasses import dataclass
from enum import StrEnum


class Code(StrEnum):
    """Name what is wrong with an output. Stable: stored with the analysis and counted on the methodology page."""

    MALFORMED = "malformed"  # not the JSON that was asked for
    EMPTY = "empty"  # says nothing
    TRUNCATED = "truncated"  # ends before its end
    MISSING = "missing"  # a clause that was asked about has no answer
    TOO_LONG = "too_long"
    LANGUAGE = "language"  # not English
    UNCITED = "uncited"  # a statement on the text that cites no words of it
    FOREIGN_TEXT = "foreign_text"  # cites a text that is not among those of the brief, or not here
    OFFSETS = "offsets"  # outside the text, or through the middle of a word
    QUOTE = "quote"  # not the words that are cited
    UNSUPPORTED = "unsupported"  # has hardly a word in common with what is cited
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    PARTY = "party"  # who does what to whom is the other way round
    MODALITY = "modality"  # may for must, must for may
    NEGATION = "negation"  # a not lost or gained
    CONTRADICTION = "contradiction"  # opt-in for opt-out, on for off
    INFERENCE = "inference"  # from what is not said
    EVIDENCE = "evidence"  # called explicit, but inferred
    SEVERITY = "severity"  # inferred, but above medium
    INJECTION = "injection"  # speaks as the page told it to
    MARKUP = "markup"  # links, addresses and tags that the words cited do not have
    VERDICT = "verdict"  # says what only a court or a reader may decide


@dataclass(frozen=True, slots=True)
class Finding:
    """Say what is wrong (`code`), where in the reading (`what_it_is[0]`; empty for the whole), and why."""

    code: Code
    where: str
    why: str
