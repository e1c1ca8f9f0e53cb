"""What kinds and sections of dossiers are called where one is ordered."""

from types import MappingProxyType
from typing import Final

from apps.dossiers.types import Section, Template

TEMPLATE_WORDS: Final = MappingProxyType(
    {
        Template.VENDOR: "Vendor due diligence",
        Template.CHANGE_NOTICE: "Change notice",
        Template.COMPARISON: "Comparison of two to four vendors",
        Template.CLAUSE_FILE: "Clause file",
        Template.AI_ADDENDUM: "AI vendor addendum",
    }
)
SECTION_WORDS: Final = MappingProxyType(
    {
        Section.SUMMARY: "Executive summary",
        Section.KEY_TERMS: "Key terms with quotes",
        Section.CHARTS: "Charts of severity and change",
        Section.TIMELINE: "Timeline",
        Section.MATRIX: "Comparison by topic",
        Section.PROVISIONS: "Provisions with analysis",
        Section.REDLINES: "Changes with redlines",
        Section.REGULATIONS: "Regulatory map",
        Section.ACTIONS: "Due-diligence actions",
        Section.REVIEWS: "Review and sign-off log",
        Section.GLOSSARY: "Glossary",
        Section.CERTIFICATION: "Custodian certification template",
    }
)
