"""The reading of a provision, section by section."""

from apps.analysis.rules import compliance, saying
from apps.analysis.rules.acting import actions
from apps.analysis.rules.case import Case
from apps.analysis.rules.grading import confidence, exposure, severity
from apps.analysis.rules.notes import notes
from apps.analysis.types import Evidence, ProvisionBrief, ProvisionReading, StatementBasis


def read_provision(brief: ProvisionBrief) -> ProvisionReading:
    """Return everything the rules can say of a provision. The same brief always gives the same reading."""
    case = Case(brief.clause, brief.whose, brief.texts)
    open_points = notes(case)
    what = saying.what_it_is(case)
    is_inferred = case.is_inferred or all(one.basis is not StatementBasis.TEXT for one in what)
    why = saying.why_it_matters(case)
    if brief.commonness is not None:
        common = brief.commonness
        why = (*why, saying.recorded(case, common.count, common.of, common.grade))
    return ProvisionReading(
        title=saying.title(case),
        severity=severity(case),
        confidence=confidence(
            case,
            open_points=sum(note.kind in {"policy", "undefined"} for note in open_points),
            is_torn=any(note.kind == "torn" for note in open_points),
        ),
        evidence=Evidence.INFERRED if is_inferred else Evidence.EXPLICIT,
        what_it_is=what,
        why_it_matters=why,
        interpretive_note=tuple(note.statement for note in open_points),
        what_it_means=saying.what_it_means(case),
        actions=actions(case),
        regulatory_landscape=compliance.regulatory_landscape(case, brief.laws),
        governance_exposure=compliance.governance_exposure(case, brief.history),
        exposure=exposure(case),
        exposed=compliance.exposed(case),
        jurisdiction_flags=compliance.jurisdiction_flags(case, brief.laws),
        contract_implications=compliance.contract_implications(case),
        compliance_considerations=compliance.compliance_considerations(case, open_points),
    )
