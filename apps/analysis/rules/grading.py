"""Severity, confidence and exposure of a clause by the rubric, with every step that counted."""

from collections.abc import Iterator
from typing import Final

from apps.analysis.rules.case import Case, Told
from apps.analysis.rules.modality import Force, Party
from apps.analysis.rules.rubric import FactStep, Step, definitions, level, rubric
from apps.analysis.types import Graded, Level, Reason
from apps.provisions.taxonomy import Favours

_LONG: Final = 1_800  # characters of a clause that is summed up rather than told
_BUSINESS: Final = frozenset(
    {
        "commercial-terms",
        "developer-terms",
        "api-terms",
        "data-processing-addendum",
        "data-controller-terms",
        "model-licence",
        "service-level-agreement",
        "seller-terms",
        "security-measures",
        "sub-processor-list",
    }
)


def severity(case: Case) -> Graded:
    """Grade how much a clause takes from those whom it binds; what is inferred is never rated high."""
    reasons = [*_severity(case)]
    points = sum(reason.points for reason in reasons)
    rules = rubric().severity
    lead = case.lead
    if (lead is None or lead.position is None) and points > rules.undecided_most:
        reasons.append(
            Reason(
                rule="undecided_most",
                points=rules.undecided_most - points,
                text="No position is decided, which caps the severity.",
            )
        )
        points = rules.undecided_most
    if case.is_inferred and points >= rules.high:
        reasons.append(
            Reason(
                rule="inferred_most",
                points=rules.high - 1 - points,
                text="It is inferred from context, which caps the severity.",
            )
        )
        points = rules.high - 1
    return Graded(level=level(points, high=rules.high, medium=rules.medium), reasons=tuple(reasons))


def severity_points(case: Case) -> int:
    """Return the points of a clause's severity."""
    return sum(reason.points for reason in severity(case).reasons)


def _severity(case: Case) -> Iterator[Reason]:
    lead = case.lead
    if lead is None:
        yield Reason(rule="no_topic", points=2, text="What the clause is about could not be decided.")
        yield from _by_force(case)
        return
    heading = lead.topic.heading
    if case.term:
        yield _reason("definition", rubric().severity.forces["definition"])
        return
    if lead.position is None:
        yield Reason(
            rule=f"{lead.stand.topic}.undecided",
            points=lead.topic.undecided,
            text=f"No position is decided on {heading.lower()}.",
        )
        if lead.is_inferred:
            yield _reason("from_context", rubric().severity.forces["from_context"])
        yield from _by_force(case)
    else:
        yield Reason(
            rule=f"{lead.stand.topic}.{lead.stand.position}",
            points=lead.position.points,
            text=f"The position on {heading.lower()}: {_defined(lead)}",
        )
        yield from _graver(case, lead.position.points)
    yield from _modifiers(case, lead)
    for told in case.told:
        yield from _by_facts(told)


def _graver(case: Case, points: int) -> Iterator[Reason]:
    """Count what a further stand of the clause adds where it is graver than the leading one."""
    others = [told for told in case.told[1:] if told.position is not None and told.position.points > points]
    if others:
        gravest = max(others, key=lambda told: told.position.points if told.position else 0)
        assert gravest.position is not None  # noqa: S101 - for the type checker; it was chosen for having one
        yield Reason(
            rule=f"{gravest.stand.topic}.{gravest.stand.position}",
            points=gravest.position.points - points,
            text=f"It also decides on {gravest.topic.heading.lower()}: {_defined(gravest)}",
        )


def _by_force(case: Case) -> Iterator[Reason]:
    norm = case.main_norm
    slug = "states"
    if norm is not None:
        slug = {
            (Party.PROVIDER, Force.MAY): "provider_may",
            (Party.PROVIDER, Force.RIGHT): "provider_may",
            (Party.PROVIDER, Force.MUST): "provider_bound",
            (Party.PROVIDER, Force.MUST_NOT): "provider_bound",
            (Party.PROVIDER, Force.WILL): "provider_bound",
            (Party.USER, Force.MUST): "user_must",
            (Party.USER, Force.MUST_NOT): "user_must_not",
            (Party.USER, Force.MAY): "user_may",
            (Party.USER, Force.RIGHT): "user_may",
        }.get((norm.party, norm.force), "states")
    yield _reason(slug, rubric().severity.forces[slug])


def _modifiers(case: Case, lead: Told) -> Iterator[Reason]:
    rules = rubric().severity
    counted = rules.counted.get(lead.stand.topic, {}).get(lead.stand.position, ())
    is_for_users = lead.stand.favours is Favours.USER
    for condition in case.conditions:
        step = rules.modifiers.get(condition.slug)
        families = rules.only_in.get(condition.slug)
        if step is None or condition.slug in counted or "*" in counted:
            continue
        if families is not None and lead.stand.family not in families:
            continue
        if is_for_users and step.points:  # what serves the user is neither graver nor milder for such words
            continue
        if condition.side == "provider" and not _is_the_providers(case):
            continue
        yield _reason(condition.slug, step)


def _is_the_providers(case: Case) -> bool:
    """Say whether the clause lets the provider act at all: a user's right "at any time, without notice" is no threat."""
    return any(norm.party is not Party.USER or norm.force is Force.MUST for norm in case.norms)


def _by_facts(told: Told) -> Iterator[Reason]:
    for step in rubric().severity.facts:
        if step.topic == told.stand.topic and any(_meets(step, told, slug) for slug in (step.fact,)):
            yield _reason(step.slug, step)


def _meets(step: FactStep, told: Told, slug: str) -> bool:
    numbers = [value.number for value in told.values.get(slug, ()) if value.number is not None]
    if not numbers:
        return False
    if step.below is not None:
        return min(numbers) < step.below
    return step.above is not None and max(numbers) > step.above


def confidence(case: Case, *, open_points: int, is_torn: bool) -> Graded:
    """Grade how sure a reading is."""
    rules = rubric().confidence
    steps = rules.steps
    reasons: list[Reason] = []
    lead = case.lead
    if lead is None:
        reasons.append(_reason("likeliest", rules.basis["likeliest"]))
    else:
        basis = lead.stand.basis.value
        reasons.append(_reason(basis, rules.basis[basis]))
        if lead.stand.confidence >= rules.likely_at:
            reasons.append(_reason("sure", steps["sure"]))
        if lead.position or lead.topic.positions:
            chosen = "position" if lead.position else "undecided"
            reasons.append(_reason(chosen, steps[chosen]))
        if lead.values:
            reasons.append(_reason("facts", steps["facts"]))
    if any(norm.force is not Force.STATES for norm in case.norms) or case.introduced:
        reasons.append(_reason("modality", steps["modality"]))
    found = {
        "open_points": open_points > 0,
        "conflict": is_torn,
        "long": len(case.clause.words.quote) > _LONG,
        "foreign": case.is_foreign,
    }
    reasons += [_reason(slug, steps[slug]) for slug, is_found in found.items() if is_found]
    points = sum(reason.points for reason in reasons)
    return Graded(level=level(points, high=rules.high, medium=rules.medium), reasons=tuple(reasons))


def exposure(case: Case) -> Level:
    """Grade what a clause means for an organisation that depends on the document."""
    rules = rubric().exposure
    points = severity_points(case) + (rules.business.points if is_for_business(case) else 0)
    found = level(points, high=rules.high, medium=rules.medium)
    return Level.MEDIUM if found is Level.HIGH and case.is_inferred else found


def is_for_business(case: Case) -> bool:
    """Say whether the document is one for businesses or developers."""
    return case.whose.document_type in _BUSINESS


def _defined(told: Told) -> str:
    """Say what a position is, as the taxonomy defines it."""
    definition = definitions().get((told.stand.topic, told.stand.position), told.stand.position_label)
    return definition[:1].lower() + definition[1:]


def _reason(rule: str, step: Step) -> Reason:
    return Reason(rule=rule, points=step.points, text=step.text)
