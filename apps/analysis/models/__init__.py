from apps.analysis.models.analysis import Analyser, Analysis
from apps.analysis.models.editing import Correction, Decision, Edit, Ruling
from apps.analysis.models.mapping import Mapping, Screening, Strength
from apps.analysis.models.publication import Publication, PublicationState
from apps.analysis.models.regulation import Article, LegalStatus, Regulation
from apps.analysis.models.report import Outcome, Report
from apps.analysis.models.spending import Outlay, SpendingDay

__all__ = [
    "Analyser",
    "Analysis",
    "Article",
    "Correction",
    "Decision",
    "Edit",
    "LegalStatus",
    "Mapping",
    "Outcome",
    "Outlay",
    "Publication",
    "PublicationState",
    "Regulation",
    "Report",
    "Ruling",
    "Screening",
    "SpendingDay",
    "Strength",
]
