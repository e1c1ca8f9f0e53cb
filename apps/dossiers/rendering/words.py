"""The words of a dossier that are the same in every one."""

from types import MappingProxyType
from typing import Final

from apps.dossiers.types import Section, Template

KINDS: Final = MappingProxyType(
    {
        Template.VENDOR: "Vendor due diligence",
        Template.CHANGE_NOTICE: "Notice of changes",
        Template.COMPARISON: "Comparison of vendors",
        Template.CLAUSE_FILE: "Clause file",
        Template.AI_ADDENDUM: "AI vendor addendum",
    }
)

TITLES: Final = MappingProxyType(
    {
        Section.SUMMARY.value: "Executive summary",
        Section.KEY_TERMS.value: "Key terms",
        Section.CHARTS.value: "Severity and change",
        Section.TIMELINE.value: "Timeline",
        Section.MATRIX.value: "Comparison by topic",
        Section.PROVISIONS.value: "Provisions and analysis",
        Section.REDLINES.value: "Changes and redlines",
        Section.REGULATIONS.value: "Regulatory map",
        Section.ACTIONS.value: "Due-diligence actions",
        Section.REVIEWS.value: "Review and sign-off log",
        "evidence": "Evidence annex",
        "method": "Method, limits and disclaimer",
        Section.GLOSSARY.value: "Glossary",
        Section.CERTIFICATION.value: "Custodian certification (template)",
    }
)

_GLOSSARY: Final = (
    ("Capture", "One attempt to obtain a page, successful or not, with what arrived and when."),
    ("Change", "What differs between two consecutive versions of a document, and who caused it."),
    ("Confidence", "How sure the reading is: high, medium or low."),
    (
        "Digest",
        "The SHA-256 of bytes (FIPS 180-4): other bytes, however little they differ, have another one.",
    ),
    (
        "Evidence basis",
        "Explicit where the document's own words say it; inferred where it follows from context.",
    ),
    ("Position", "How a clause settles a topic, as the taxonomy names it: mandatory, optional, excluded."),
    ("Prevalence", "How many of the platforms that could have such a clause take the same position."),
    ("Provision", "A clause with one identity through all versions of its document: CA-P and a number."),
    (
        "Redline",
        "Two versions as one text: what was inserted, deleted and moved, each marked in words and signs.",
    ),
    (
        "Severity",
        "How much a clause can cost whoever is bound by it: high, medium or low, by a published rubric.",
    ),
    ("Snapshot", "The untouched bytes that a capture received."),
    ("Version", "The text of a document as of a date, numbered in its document, never changed afterwards."),
)


def glossary() -> tuple[tuple[str, str], ...]:
    return _GLOSSARY
