"""Clauses written for the tests, cut, labelled and read as production does, and briefs of them."""

from datetime import date

from apps.analysis.types import (
    Clause,
    ClauseChange,
    DateGiven,
    History,
    Law,
    ProvisionBrief,
    Stand,
    Strength,
    Whose,
)
from apps.provisions.facts import read_clause
from apps.provisions.labelling import Basis
from apps.provisions.segmentation import Span
from apps.provisions.taxonomy import read_taxonomy
from benchmarks.clauses_read import clauses_of, digest, passage, values_of

__all__ = ["clauses_of", "digest", "passage"]

TERMS = "terms-of-service"
PRIVACY = "privacy-policy"
DPA = "data-processing-addendum"
AUP = "acceptable-use-policy"
DEVELOPER = "developer-terms"
COMMERCIAL = "commercial-terms"

# By type of document: each written for this purpose; no platform's own words.
SAMPLES: dict[str, tuple[str, ...]] = {
    TERMS: (
        "We may change these terms at any time. We will notify you at least 30 days before a change takes effect.",
        "We may change these terms at any time. We will notify you at least 7 days before a change takes effect.",
        "Halvorine may modify these terms at any time without notice, and you should not expect to hear of it.",
        "Any dispute between you and us will be resolved by binding arbitration administered by JAMS. You may opt out of arbitration within 30 days by writing to optout@halvorine.example.",
        "Any dispute arising out of these terms shall be finally settled by binding arbitration under the rules of the American Arbitration Association.",
        "You agree to bring claims only in your individual capacity and waive any right to a class action or representative proceeding.",
        "These terms are governed by the laws of Ireland, and the courts of Dublin have exclusive jurisdiction over any dispute.",
        "We may suspend or terminate your account at any time, for any reason and without notice.",
        "We may terminate your access if you breach these terms and fail to cure the breach within 10 days of our notice.",
        "In no event will Halvorine be liable for lost profits or for any indirect, special or consequential damages.",
        "Our total liability will not exceed the fees you paid in the twelve months before the claim or $100, whichever is greater.",
        'The service is provided "as is" and "as available" without warranties of any kind.',
        "You agree to indemnify and hold harmless Halvorine from claims arising out of your use of the service, including attorneys' fees.",
        "You grant us a worldwide, perpetual and irrevocable licence to use, copy and distribute your content.",
        "You retain all rights in the content that you post to the service.",
        "Your subscription renews automatically each year unless you cancel at least 30 days before the renewal date.",
        "All fees are non-refundable except where the law requires otherwise.",
        "You must be at least 16 years old to use the service.",
        "You are responsible for all activity under your account and must keep your password secret.",
        "By continuing to use the service after a change you agree to be bound by the revised terms.",
        "We may use your prompts and the responses to train and improve our models. You can opt out of training in the settings of your account.",
        "Output may be inaccurate, and you must check it before relying on it.",
        "As between you and Halvorine, you own the output generated from your input.",
    ),
    PRIVACY: (
        "We collect your name, e-mail address and payment details when you register for an account.",
        "We keep your personal data for 90 days after you close your account and then delete it.",
        "We retain your personal data for as long as necessary for the purposes described in this policy.",
        "We share personal information with service providers who process it on our behalf.",
        "We do not sell your personal information to anybody.",
        "You have the right to access, correct and delete your personal data. Send your request to privacy@halvorine.example and we will respond within 30 days.",
        "We do not knowingly collect personal information from children under 13.",
        "Your data may be transferred to the United States under standard contractual clauses.",
        "You can unsubscribe from our promotional e-mails with the link in each of them.",
        "We may disclose your information to law enforcement in response to a valid subpoena.",
        "We use cookies to remember your preferences. You can block cookies in your browser.",
    ),
    DPA: (
        "The processor shall process personal data only on documented instructions from the customer.",
        "We will give 30 days' notice before engaging a new sub-processor, and Customer may object within 14 days of the notice.",
        "We will notify Customer of a personal data breach without undue delay and within 48 hours.",
        "On termination, we will delete all customer data within 60 days.",
        "Customer may audit our compliance by an on-site inspection once a year on 30 days' notice.",
    ),
    AUP: (
        "You must not use the service to harass others, send spam or spread malware.",
        "You may not scrape the site or reverse engineer any part of the service.",
        "Do not use the service for medical diagnosis or for the operation of critical infrastructure.",
        "You must tell people when they are interacting with an AI system.",
    ),
    DEVELOPER: (
        "You may not use output to develop models that compete with Halvorine.",
        "Your application must have its own privacy policy and delete our data when a user asks.",
        "You may not exceed the rate limits that we set for the API.",
    ),
    COMMERCIAL: (
        "Customer is responsible for all use of the service by its end users and must require its end users to agree to these terms.",
        "Each party shall keep the other party's confidential information secret and use it only for this agreement.",
        "We may use Customer's name and logo in our customer list.",
        "We will make the service available 99.9% of each month, failing which you receive service credits.",
    ),
}


def whose(document_type: str = TERMS, platform: str = "Halvorine") -> Whose:
    """Say whose document the clauses stand in."""
    return Whose(
        platform=platform,
        platform_slug=platform.lower(),
        operator=f"{platform} Labs, Inc.",
        jurisdiction="US",
        category="ai-models",
        document="Rules of the Service",
        document_type=document_type,
        locale="en",
        version=3,
        captured_on=date(2026, 6, 1),
    )


def brief(
    text: str,
    document_type: str = TERMS,
    *,
    laws: tuple[Law, ...] = (),
    changed_on: tuple[date, ...] = (),
    platform: str = "Halvorine",
) -> ProvisionBrief:
    """Return the brief of the first clause of a text."""
    return ProvisionBrief(
        clause=clauses_of(text)[0],
        whose=whose(document_type, platform),
        history=History(date(2025, 1, 2), date(2026, 6, 1), 3, changed_on),
        laws=laws,
        texts={digest(text): text},
    )


def samples() -> list[ProvisionBrief]:
    """Return a brief of every clause written here."""
    return [brief(text, kind) for kind, texts in SAMPLES.items() for text in texts]


def stood(
    text: str,
    topic: str,
    *,
    position: str = "",
    basis: Basis = Basis.MODEL,
    proof: str = "",
    document_type: str = TERMS,
    path: tuple[str, ...] = (),
) -> ProvisionBrief:
    """Return the brief of a clause whose stand is given: for what a labeller seldom says."""
    known = read_taxonomy().topic(topic)
    taken = next((each for each in known.positions if each.slug == position), None)
    quote = proof or text
    start = text.index(quote)
    read = read_clause(text, Span(0, len(text)), [topic])
    stand = Stand(
        topic=topic,
        topic_label=known.label,
        family=known.family,
        confidence=0.95,
        basis=basis,
        position=position,
        position_label=taken.label if taken else "",
        favours=taken.favours if taken else None,
        proof=passage(text, start, start + len(quote)) if taken else None,
        facts=tuple(values_of(text, read.facts)),
    )
    clause = Clause("CA-P-000001", passage(text, 0, len(text)), "", path, (), (stand,))
    return ProvisionBrief(
        clause, whose(document_type), History(date(2025, 1, 2), None, 1, ()), texts={digest(text): text}
    )


def law(article: str = "Art. 22(1)") -> Law:
    """Return a law as the knowledge base gives it."""
    return Law(
        regulation="privacy-act",
        name="Privacy Act",
        article=article,
        about="the time for which data is kept",
        jurisdiction="EU",
        authority="Data Office",
        reason="The clause states how long data is kept.",
        strength=Strength.ARGUABLE,
        in_force_on=date(2024, 5, 25),
        url="https://law.example/22",
        verified_on=date(2026, 1, 1),
    )


def edited(
    before: str, after: str, *, changed_on: tuple[date, ...] = (), status: str = "edited"
) -> ClauseChange:
    """Return the change of one clause into another; either may be empty."""
    old = clauses_of(before)[0] if before else None
    new = clauses_of(after)[0] if after else None
    return ClauseChange(
        status=status if old and new else "added" if new else "removed",
        is_edited=status == "edited" and old is not None and new is not None,
        before=old,
        after=new,
        changed_on=changed_on,
    )


def dated(text: str, kind: str, day: date, quote: str) -> DateGiven:
    """Return a date that a text gives of itself."""
    start = text.index(quote)
    return DateGiven(kind, day, passage(text, start, start + len(quote)))
