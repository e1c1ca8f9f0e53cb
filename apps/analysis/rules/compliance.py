"""The five parts of the compliance analysis: laws, exposure, jurisdictions, contracts, and what to look into."""

from collections.abc import Iterator
from typing import Final

from apps.analysis.rules.audience import concerned
from apps.analysis.rules.case import Case, Told
from apps.analysis.rules.grading import exposure
from apps.analysis.rules.modality import of_norm
from apps.analysis.rules.notes import Note
from apps.analysis.rules.saying import fact_line
from apps.analysis.rules.telling import force_of, forces, short_words
from apps.analysis.rules.writing import distinct, filled, joined, listed, shown_day
from apps.analysis.types import Affected, Citation, History, Law, Statement, StatementBasis, Strength, Value
from apps.provisions.taxonomy import FactType

MOST_ITEMS: Final = 8
_MOST_DAYS: Final = 3
_STRENGTHS: Final = {
    Strength.DIRECT: "The article speaks of just this.",
    Strength.ARGUABLE: "Whether it applies can be argued.",
    Strength.CONTEXT: "It is background to the clause.",
}
_LABELS: Final = {
    "cap_amount": "a cap of",
    "cap_months": "a cap by the fees of",
    "opt_out_days": "a time for opting out of",
    "opt_out_address": "an opt-out to",
    "law": "the law of",
    "courts": "the courts of",
    "agent": "notices to",
    "request_address": "requests to",
    "notice_address": "notices to",
    "report_address": "reports to",
    "appeal_address": "appeals to",
    "contact": "contact by",
    "effective_on": "effect from",
    "age": "an age of",
    "minimum_age": "a minimum age of",
    "age_with_consent": "an age with consent of",
    "notice": "a notice of",
    "notice_channel": "notice by",
    "retention": "retention for",
    "institution": "the body",
    "deemed_receipt": "receipt after",
}
# Places are told by the list of those concerned, not in prose: the clause may name them otherwise.
_CALLED: Final = {
    Affected.EVERYONE: "everyone who uses the service",
    Affected.CONSUMERS: "consumers",
    Affected.BUSINESS_CUSTOMERS: "business customers",
    Affected.DEVELOPERS: "developers",
    Affected.END_USERS_OF_CUSTOMERS: "end users of customers",
    Affected.CREATORS: "creators",
    Affected.SELLERS: "sellers",
    Affected.CHILDREN_AND_PARENTS: "children and parents",
    Affected.RIGHTS_HOLDERS: "rights holders",
}


def exposed(case: Case) -> tuple[Affected, ...]:
    """Return whom the clause concerns."""
    return concerned(case.whose.document_type, (told.stand.topic for told in case.told), case.reader.text)


def regulatory_landscape(case: Case, laws: tuple[Law, ...]) -> tuple[Statement, ...]:
    """Say which articles the clause was mapped to, why, and how firmly; nothing where there are none."""
    return tuple(_of_law(case, law) for law in laws)


def _of_law(case: Case, law: Law) -> Statement:
    on = _subject(case)
    since = ""
    if law.in_force_on is not None:
        applies = "It has applied since" if law.in_force_on <= case.whose.captured_on else "It applies from"
        since = f" {applies} {shown_day(law.in_force_on)}."
    text = f"{law.name}, {law.article} ({law.jurisdiction}), concerns {_lowered(law.about)}. It was mapped to {on}. {law.reason}"
    return Statement(
        text=f"{text} {_STRENGTHS[law.strength]}{since}",
        basis=StatementBasis.LAW,
        citations=_stated_in(case),
        facts=_fact_slugs(case),
        laws=(f"{law.regulation} {law.article}",),
    )


def _lowered(about: str) -> str:
    """Write what an article is about within a sentence; abbreviations keep their capitals."""
    about = about.rstrip(".")
    return about if about[1:2].isupper() else about[:1].lower() + about[1:]


def _subject(case: Case) -> str:
    """Name what the clause decides: topic, position and values."""
    lead = case.lead
    if lead is None:
        return "a clause whose topic could not be decided"
    what = lead.topic.heading.lower()
    if lead.position is not None:
        what = f"{what} with the position {lead.stand.position_label}"
    stated = _stated(case)
    return f"{what} ({stated})" if stated else what


def _stated(case: Case) -> str:
    """Write the values that the clause states, each once and with what it is of."""
    named = (_named(slug, values) for told in case.told for slug, values in told.values.items())
    return listed(list(dict.fromkeys(named)))


def _named(slug: str, values: tuple[Value, ...]) -> str:
    """Write a value with what it is of."""
    if values[0].type is FactType.FLAG:
        name = slug.replace("_", " ")
        return name if values[0].value == "yes" else f"not {name}"
    return f"{_LABELS.get(slug, slug.replace('_', ' '))} {joined(values)}"


def _fact_slugs(case: Case) -> tuple[str, ...]:
    return tuple(dict.fromkeys(slug for told in case.told for slug in told.values))


def _stated_in(case: Case) -> tuple[Citation, ...]:
    """Return where the values of the clause are stated: a law itself rests on the knowledge base."""
    return tuple(
        dict.fromkeys(citation for told in case.told for citation in told.proofs(tuple(told.values)))
    )


def _cited(case: Case) -> tuple[Citation, ...]:
    proofs = [told.stand.proof.citation for told in case.told if told.stand.proof is not None]
    values = [citation for told in case.told for citation in told.proofs(tuple(told.values))]
    return tuple(dict.fromkeys([*(proofs or [case.whole]), *values]))


def governance_exposure(case: Case, history: History | None) -> tuple[Statement, ...]:
    """Say how much the clause exposes an organisation, whom, and to what; and how often its words moved."""
    lead = case.lead
    risks = [
        filled(told.position.risk, told.slots)
        for told in case.told
        if told.position is not None and told.position.risk is not None
    ]
    if lead is None or not (risks or lead.values):
        return tuple(_moved(case, history))
    grade = exposure(case).value.capitalize()
    whom = listed([_CALLED[group] for group in exposed(case) if group in _CALLED])
    stated = _stated(case)
    turns = f" It turns on what the clause states: {stated}." if stated else ""
    said = Statement(
        text=" ".join([f"{grade}, for {whom}.", *risks]) + turns,
        basis=StatementBasis.INFERENCE,
        citations=_cited(case),
        facts=_fact_slugs(case),
        inferred_from=f"the grade of severity and the position on {lead.topic.heading.lower()}",
    )
    return (said, *_moved(case, history))


def _moved(case: Case, history: History | None) -> Iterator[Statement]:
    if history is None or not history.changed_on:
        return
    days = history.changed_on
    shown = listed([shown_day(day) for day in days[-_MOST_DAYS:]])
    often = "once" if len(days) == 1 else f"{len(days)} times"
    last = "on" if len(days) <= _MOST_DAYS else "most lately on"
    heading = case.lead.topic.heading.lower() if case.lead else "this point"
    yield Statement(
        text=f"Our record has the words of this clause on {heading} changed {often} since {shown_day(history.first_seen_on)}, {last} {shown}.",
        basis=StatementBasis.RECORD,
    )


def jurisdiction_flags(case: Case, laws: tuple[Law, ...]) -> tuple[Statement, ...]:
    """Say where the clause is touched by the law of a place: by the laws mapped, and by its own words."""
    said = []
    for place in dict.fromkeys(law.jurisdiction for law in laws):
        named = [law for law in laws if law.jurisdiction == place]
        articles = listed([f"{law.name} {law.article}" for law in named])
        said.append(
            Statement(
                text=f"{place}: {articles} bears on {_subject(case)}."
                if len(named) == 1
                else f"{place}: {articles} bear on {_subject(case)}.",
                basis=StatementBasis.LAW,
                citations=_stated_in(case),
                facts=_fact_slugs(case),
                laws=tuple(f"{law.regulation} {law.article}" for law in named),
            )
        )
    permits = of_norm(case.conditions, "as_law_permits")
    if permits is not None and "\n" not in permits.words.quote and case.lead is not None:
        said.append(
            Statement(
                text=f"What holds on {_subject(case)} differs from place to place: it applies “{permits.words.quote}”.",
                basis=StatementBasis.TEXT,
                citations=(permits.words.citation, *_cited(case)),
                facts=_fact_slugs(case),
            )
        )
    return tuple(said)


def contract_implications(case: Case) -> tuple[Statement, ...]:
    """Say how the clause meets contracts of one's own; nothing where no position is decided."""
    return distinct([one for told in case.told if (one := _contract(told)) is not None])


def _contract(told: Told) -> Statement | None:
    if told.position is None or told.position.contract is None:
        return None
    stated = listed([_named(slug, values) for slug, values in told.values.items()])
    start = f" The clause to start from states {stated}." if stated else ""
    proof = (told.stand.proof.citation,) if told.stand.proof else ()
    return Statement(
        text=f"{filled(told.position.contract, told.slots)}{start}",
        basis=StatementBasis.INFERENCE,
        citations=(*proof, *told.proofs(tuple(told.values))),
        facts=tuple(told.values),
        inferred_from=f"the position {told.stand.position_label} on {told.topic.heading.lower()}",
    )


def compliance_considerations(case: Case, open_points: tuple[Note, ...]) -> tuple[Statement, ...]:
    """Say what to look into: what follows from each position, value and open point."""
    items = [item for told in case.told for item in _items(told)]
    force, words = forces().get(force_of(case.main_norm)), short_words(case)
    if case.term:
        items, force = (
            [_item(f"Read the clauses that use “{case.term}” with this meaning.", case.whole)],
            None,
        )
    if (
        case.lead is not None
        and case.lead.position is None
        and case.lead.is_firm
        and force is not None
        and words
    ):
        items.insert(0, _item(f"{filled(force.check, case.names.slots)}: “{words}”.", case.whole))
    items += [
        _item(f"Obtain and read “{note.words}”, on which the clause relies.", *note.statement.citations)
        for note in open_points
        if note.kind == "policy" and note.words
    ]
    items += [
        _item(f"Ask {case.whose.platform} what “{note.words}” means.", *note.statement.citations)
        for note in open_points
        if note.kind == "undefined" and note.words
    ]
    return distinct(items)[:MOST_ITEMS]


def _items(told: Told) -> Iterator[Statement]:
    if told.position is not None:
        proof = (told.stand.proof.citation,) if told.stand.proof else ()
        yield _item(filled(told.position.check, told.slots), *proof)
    for slug in told.values:
        line = fact_line(told, slug, "check")
        if line:
            yield _item(line, *told.proofs((slug,)), facts=(slug,))


def _item(text: str, *citations: Citation, facts: tuple[str, ...] = ()) -> Statement:
    return Statement(text=text, basis=StatementBasis.METHOD, citations=citations, facts=facts)
