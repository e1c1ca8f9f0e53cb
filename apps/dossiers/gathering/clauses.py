"""Clauses with all that is said of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from apps.analysis.models import Publication
from apps.analysis.selectors.regulations import laws_of
from apps.analysis.selectors.shown import Shown, readings_of
from apps.analysis.types import Affected, ProvisionReading, Statement
from apps.analysis.types import Law as MappedLaw
from apps.analysis.types.authors import AuthorKind
from apps.dossiers.gathering.register import Register
from apps.dossiers.gathering.survey import Survey
from apps.dossiers.types.content import Clause, Fact, Law, Part, Said, Stand
from apps.provisions.models import ProvisionChange, ProvisionFact, ProvisionTopic, Standing
from apps.provisions.prevalence import OWN_WORDS, Prevalences, prevalences
from apps.provisions.segmentation.reading import visible
from apps.provisions.taxonomy import read_taxonomy
from apps.provisions.taxonomy.labels import fact_label

_FAVOURS = {"provider": "serves the provider", "balanced": "balanced", "user": "serves the user"}
_LONGEST_HEADING = 90

Stands = dict[int, list[tuple[ProvisionTopic, list[ProvisionFact]]]]


def clauses_of(found: Survey, register: Register) -> tuple[Clause, ...]:
    """Return the clauses of a survey in its order."""
    readings = readings_of(found.clauses)
    stands = stands_of(found.clauses)
    laws = laws_of([row.classification_id for row in found.clauses if row.classification_id])
    changed = _changed_on(found.clauses)
    common = prevalences()
    return tuple(
        _clause(
            row,
            readings.get(row.pk),
            _Known(
                register,
                stands=stands.get(row.classification_id or 0, []),
                laws=laws.get(row.classification_id or 0, ()),
                changed=changed.get(row.pk, ()),
                common=common,
            ),
        )
        for row in found.clauses
    )


def stands_of(standings: Iterable[Standing]) -> Stands:
    """Return topics with their facts by classification, the surest first. Two queries."""
    numbers = [row.classification_id for row in standings if row.classification_id]
    facts: defaultdict[tuple[int, int], list[ProvisionFact]] = defaultdict(list)
    for fact in ProvisionFact.objects.filter(classification__in=numbers).order_by(
        "quote_start", "slug", "pk"
    ):
        facts[fact.classification_id, fact.topic_id].append(fact)
    found: Stands = defaultdict(list)
    rows = ProvisionTopic.objects.filter(classification__in=numbers).select_related("topic")
    for row in rows.order_by("classification_id", "rank"):
        found[row.classification_id].append((row, facts[row.classification_id, row.topic_id]))
    return found


def position_label(topic: str, position: str) -> tuple[str, str]:
    """Return what a position is called, and whom it serves; empty where none is taken."""
    for one in read_taxonomy().topics:
        for each in one.positions if one.slug == topic else ():
            if each.slug == position:
                return each.label, _FAVOURS.get(each.favours.value, "")
    return "", ""


def facts_of(
    standing: Standing, topic: str, rows: Iterable[ProvisionFact], register: Register
) -> tuple[Fact, ...]:
    """Return the values that a clause states on a topic, each with its quote."""
    version, provision = standing.last_text.version, standing.provision
    return tuple(
        Fact(
            platform=provision.document.platform.name,
            topic=topic,
            label=fact_label(row.slug).capitalize(),
            value=row.value,
            quote=register.quote(version, row.quote_start, row.quote_end),
            clause=provision.public_id,
        )
        for row in rows
    )


def parts_of(
    register: Register, document: int, titled: Iterable[tuple[str, Sequence[Statement]]]
) -> tuple[Part, ...]:
    """Return the sections of a reading that say something."""
    return tuple(
        Part(title, tuple(_said(one, register, document) for one in statements))
        for title, statements in titled
        if statements
    )


def affected_words(affected: Iterable[Affected]) -> str:
    return ", ".join(
        one.value.replace("_", " ").replace(" us", " US").replace("europe", "Europe") for one in affected
    )


def title_of(standing: Standing, publication: Publication | None) -> str:
    """Return what a clause is called: as its analysis says, else by the heading it stands under."""
    if publication is not None and publication.title:
        return publication.title
    path = standing.last_text.path
    heading = visible(path[-1])[:_LONGEST_HEADING] if path else ""
    return f"Clause under “{heading}”" if heading else f"Clause {standing.last_text.ordinal}"


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of one clause besides its reading."""

    register: Register
    stands: Sequence[tuple[ProvisionTopic, list[ProvisionFact]]]
    laws: Sequence[MappedLaw]
    changed: Sequence[date]
    common: Prevalences


def _clause(standing: Standing, shown: Shown[ProvisionReading] | None, known: _Known) -> Clause:
    register = known.register
    text, provision = standing.last_text, standing.provision
    quote = register.checked(text.version, text.start, text.end, text.sha256)
    reading = shown.reading if shown else None
    return Clause(
        public_id=provision.public_id,
        platform=provision.document.platform.name,
        document=provision.document.title,
        title=reading.title if reading else title_of(standing, None),
        number=text.number,
        path=tuple(visible(heading) for heading in text.path),
        severity=reading.severity.level.value if reading else "",
        confidence=reading.confidence.level.value if reading else "",
        evidence=reading.evidence.value if reading else "",
        quote=quote,
        stands=tuple(_stand(row, standing, register, known.common) for row, _facts in known.stands),
        parts=_plain_parts(reading, register, provision.document_id) if reading else (),
        compliance=_compliance(reading, register, provision.document_id) if reading else (),
        facts=tuple(
            fact
            for row, facts in known.stands
            for fact in facts_of(standing, row.topic.label, facts, register)
        ),
        laws=tuple(_law(law, provision.public_id) for law in known.laws),
        author=_author(shown),
        read_on=shown.author.at.date() if shown else None,
        analysis=shown.analysis.pk if shown else None,
        is_current=shown.is_current if shown else False,
        first_seen_on=provision.first_version.first_seen_at.date(),
        changed_on=tuple(known.changed),
    )


def _stand(row: ProvisionTopic, standing: Standing, register: Register, common: Prevalences) -> Stand:
    label, favours = position_label(row.topic.slug, row.position)
    quote = ""
    if row.quote_start is not None and row.quote_end is not None:
        quote = register.quote(standing.last_text.version, row.quote_start, row.quote_end)
    is_counted = row.basis in OWN_WORDS or row.position
    counted = common.get((row.topic.slug, row.position)) if is_counted else None
    told = ""
    if counted is not None and counted.of:
        ratio = f"{counted.count:,} of {counted.of:,} platform{'' if counted.of == 1 else 's'}"
        told = f"{counted.grade.capitalize()} · {ratio}" if counted.grade else ratio
    return Stand(row.topic.label, label, favours, quote, told)


def _plain_parts(reading: ProvisionReading, register: Register, document: int) -> tuple[Part, ...]:
    parts = parts_of(
        register,
        document,
        (
            ("What it is", reading.what_it_is),
            ("Why it matters", reading.why_it_matters),
            ("Interpretive note", reading.interpretive_note),
            ("What this means for you", reading.what_it_means),
        ),
    )
    actions = parts_of(
        register,
        document,
        (
            (
                f"What you can do: {action.title}",
                (*action.steps, *([action.deadline] if action.deadline else [])),
            )
            for action in reading.actions
        ),
    )
    return (*parts, *actions)


def _compliance(reading: ProvisionReading, register: Register, document: int) -> tuple[Part, ...]:
    exposure = Part(
        "Governance exposure",
        tuple(_said(one, register, document) for one in reading.governance_exposure),
        grade=reading.exposure.value if reading.exposure else "",
        exposed=affected_words(reading.exposed),
    )
    return (
        *parts_of(register, document, (("Regulatory landscape", reading.regulatory_landscape),)),
        *([exposure] if exposure.said else []),
        *parts_of(
            register,
            document,
            (
                ("Jurisdiction flags", reading.jurisdiction_flags),
                ("Contract and vendor implications", reading.contract_implications),
                ("Compliance considerations", reading.compliance_considerations),
            ),
        ),
    )


def _said(statement: Statement, register: Register, document: int) -> Said:
    return Said(statement.text, statement.basis.value, register.cited(statement.citations, document))


def _law(law: MappedLaw, clause: str) -> Law:
    return Law(
        regulation=law.name,
        article=law.article,
        about=law.about,
        jurisdiction=law.jurisdiction,
        strength=law.strength.value,
        reason=law.reason,
        clause=clause,
        in_force_on=law.in_force_on,
    )


def _author(shown: Shown[ProvisionReading] | None) -> str:
    if shown is None:
        return ""
    edited = f", edited by people in {len(shown.edited_fields)} places" if shown.edited_fields else ""
    kind = "language model" if shown.author.kind is AuthorKind.MODEL else "rules"
    return f"{kind} ({shown.author.name}){edited}"


def _changed_on(standings: Sequence[Standing]) -> dict[int, tuple[date, ...]]:
    rows = ProvisionChange.objects.filter(provision__in=[row.pk for row in standings], is_edited=True)
    days: defaultdict[int, set[date]] = defaultdict(set)
    for provision, at in rows.values_list("provision", "change__detected_at"):
        days[provision].add(at.date())
    return {number: tuple(sorted(found)) for number, found in days.items()}
