"""Three vendors that do not exist, the addresses of their documents, and what happens to them on which day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Form(StrEnum):
    """How an address answers with its text."""

    PAGE = "page"
    PDF = "pdf"
    SCRIPT = "script"  # an empty shell, filled in by a script


class Trouble(StrEnum):
    """What stands in the way of the text on a bad day."""

    CHALLENGE = "challenge"
    LOGIN = "login"
    SHELL = "shell"
    UNAVAILABLE = "unavailable"
    VARIANT = "variant"  # a text, but the one an experiment shows to some of the visitors


class Nature(StrEnum):
    """What the vendor did to the text; what an engine makes of it is the engine's own word."""

    FIRST = "first"
    CLAUSE = "clause"
    NUMBER = "number"
    ROW = "row"
    MOVE = "move"
    RENUMBERING = "renumbering"
    LINK = "link"
    TYPO = "typo"


@dataclass(frozen=True, slots=True)
class Vendor:
    slug: str
    name: str
    category: str
    operator: str
    jurisdiction: str

    @property
    def website(self) -> str:
        """The address a vendor would have; nobody can register a name under `.example` (RFC 2606)."""
        return f"https://www.{self.slug}.example"


@dataclass(frozen=True, slots=True)
class State:
    """One published text; `note` says what differs from the state before."""

    since: date
    nature: Nature
    note: str


@dataclass(frozen=True, slots=True)
class Part:
    """One address; from `moved_on` it answers 301 to `moved_to`, which does not exist earlier."""

    path: str
    folder: str
    form: Form = Form.PAGE
    is_conditional: bool = False
    moved_to: str | None = None
    moved_on: date | None = None
    troubles: tuple[tuple[date, Trouble], ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A document and its history; `quiet` are days of captures on which the text is the one before."""

    vendor: Vendor
    slug: str
    title: str
    type: str
    parts: tuple[Part, ...]
    states: tuple[State, ...]
    quiet: tuple[date, ...] = ()


def _state(since: str, nature: Nature, note: str) -> State:
    return State(date.fromisoformat(since), nature, note)


def _days(*days: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(day) for day in days)


LAST_DAY = date(2026, 10, 12)  # every document is captured once more: unchanged

HALVORINE = Vendor("halvorine", "Halvorine", "ai-models", "Halvorine Models, Inc.", "US")
TARNWICK = Vendor("tarnwick", "Tarnwick", "payments", "Tarnwick Payments Europe DAC", "IE")
MURMURDECK = Vendor("murmurdeck", "Murmurdeck", "communication", "Murmurdeck, Inc.", "US")

OUTLINES: tuple[Outline, ...] = (
    Outline(
        HALVORINE,
        "terms-of-service",
        "Terms of Service",
        "terms-of-service",
        (
            Part(
                "/halvorine/legal/terms",
                "halvorine/terms-of-service",
                troubles=((date(2025, 12, 9), Trouble.CHALLENGE),),
            ),
        ),
        (
            _state("2025-01-20", Nature.FIRST, "First text."),
            _state("2025-03-04", Nature.TYPO, "'recieve' becomes 'receive'; 'it's' becomes 'its'."),
            _state("2025-05-15", Nature.NUMBER, "Notice of changed terms falls from 30 to 14 days."),
            _state(
                "2025-08-07",
                Nature.CLAUSE,
                "New clause 4.5: customer content trains models unless opted out.",
            ),
            _state("2025-11-03", Nature.LINK, "Two policies are linked at new addresses."),
            _state(
                "2026-01-22", Nature.CLAUSE, "Arbitration with a 30-day opt-out; later sections renumbered."
            ),
            _state("2026-04-09", Nature.NUMBER, "Liability cap falls from 12 to 6 months of fees."),
            _state(
                "2026-06-30", Nature.MOVE, "The feedback clause moves from 'General' to 'Customer Content'."
            ),
            _state("2026-09-14", Nature.CLAUSE, "Opting out of training no longer reaches flagged content."),
        ),
        quiet=_days("2025-12-10"),
    ),
    Outline(
        HALVORINE,
        "ai-usage-policy",
        "AI Usage Policy",
        "ai-usage-policy",
        (Part("/halvorine/policies/usage", "halvorine/ai-usage-policy", Form.SCRIPT),),
        (
            _state("2025-02-11", Nature.FIRST, "First text."),
            _state("2025-06-02", Nature.CLAUSE, "Election interference becomes a prohibited use."),
            _state("2025-09-18", Nature.NUMBER, "Time to appeal falls from 30 to 14 days."),
            _state("2025-12-01", Nature.MOVE, "'High-risk uses' moves ahead of 'Prohibited uses'."),
            _state("2026-03-25", Nature.CLAUSE, "New section on autonomous agents."),
            _state("2026-08-05", Nature.TYPO, "Two misspellings corrected."),
        ),
    ),
    Outline(
        HALVORINE,
        "sub-processor-list",
        "Sub-processor List",
        "sub-processor-list",
        (Part("/halvorine/legal/subprocessors", "halvorine/sub-processor-list", is_conditional=True),),
        (
            _state("2025-01-27", Nature.FIRST, "First text."),
            _state("2025-04-14", Nature.ROW, "Kestrel Safety Labs added: human review of flagged content."),
            _state("2025-07-21", Nature.ROW, "Brightmoor Support now also works from India."),
            _state("2025-10-06", Nature.ROW, "Ledgerfold Analytics replaced by Pallant Metrics."),
            _state("2026-02-16", Nature.NUMBER, "Notice of new sub-processors falls from 30 to 14 days."),
            _state("2026-05-04", Nature.ROW, "Two accelerator hosts added, one in the United Arab Emirates."),
            _state("2026-10-05", Nature.LINK, "The notification form is linked at a new address."),
        ),
        quiet=_days("2025-05-20", "2026-03-17"),
    ),
    Outline(
        TARNWICK,
        "merchant-agreement",
        "Merchant Agreement",
        "commercial-terms",
        (
            Part("/tarnwick/legal/merchant-agreement", "tarnwick/merchant-agreement"),
            Part(
                "/tarnwick/legal/merchant-agreement/fees",
                "tarnwick/merchant-fees",
                troubles=((date(2025, 8, 19), Trouble.UNAVAILABLE),),
            ),
        ),
        (
            _state("2025-01-15", Nature.FIRST, "First text."),
            _state(
                "2025-04-01", Nature.NUMBER, "European cards cost 1.5 % + EUR 0.25, before 1.4 % + EUR 0.20."
            ),
            _state("2025-06-24", Nature.CLAUSE, "Tarnwick may hold a rolling reserve."),
            _state("2025-10-13", Nature.NUMBER, "Notice to end the agreement falls from 60 to 30 days."),
            _state(
                "2026-01-12", Nature.CLAUSE, "Dispute fee rises to EUR 20 and is kept when a dispute is won."
            ),
            _state(
                "2026-05-26", Nature.RENUMBERING, "'Instant payouts' inserted; later sections renumbered."
            ),
            _state("2026-09-01", Nature.TYPO, "Two misspellings corrected."),
        ),
        quiet=_days("2025-08-20"),
    ),
    Outline(
        TARNWICK,
        "data-processing-addendum",
        "Data Processing Addendum",
        "data-processing-addendum",
        (
            Part(
                "/tarnwick/legal/data-processing-addendum.pdf", "tarnwick/data-processing-addendum", Form.PDF
            ),
        ),
        (
            _state("2025-02-17", Nature.FIRST, "First text."),
            _state(
                "2025-06-16", Nature.NUMBER, "Notice of a personal data breach rises from 48 to 72 hours."
            ),
            _state("2025-10-20", Nature.NUMBER, "Deletion after the agreement rises from 90 to 180 days."),
            _state(
                "2026-02-09", Nature.CLAUSE, "On-site audits only after a breach, and at the merchant's cost."
            ),
            _state(
                "2026-05-18", Nature.CLAUSE, "A successor transfer framework and the UK Addendum are added."
            ),
            _state("2026-08-24", Nature.ROW, "Annex 1 gains device signals for fraud scoring."),
        ),
    ),
    Outline(
        TARNWICK,
        "acceptable-use-policy",
        "Restricted Businesses Policy",
        "acceptable-use-policy",
        (
            Part(
                "/tarnwick/prohibited-businesses",
                "tarnwick/acceptable-use-policy",
                moved_to="/tarnwick/legal/restricted-businesses",
                moved_on=date(2025, 11, 17),
            ),
        ),
        (
            _state("2025-01-30", Nature.FIRST, "First text."),
            _state("2025-05-06", Nature.CLAUSE, "Unconsented synthetic likenesses are prohibited."),
            _state("2025-08-28", Nature.TYPO, "Two misspellings corrected."),
            _state(
                "2026-02-03", Nature.NUMBER, "Dispute ratio that triggers review falls from 1.0 % to 0.75 %."
            ),
            _state("2026-06-08", Nature.MOVE, "'Financial products' moves from prohibited to restricted."),
            _state(
                "2026-09-22", Nature.CLAUSE, "Network fines are passed on, with a EUR 500 handling charge."
            ),
        ),
        quiet=_days("2025-11-18"),
    ),
    Outline(
        MURMURDECK,
        "privacy-policy",
        "Privacy Policy",
        "privacy-policy",
        (
            Part(
                "/murmurdeck/privacy",
                "murmurdeck/privacy-policy",
                troubles=((date(2026, 3, 3), Trouble.VARIANT), (date(2026, 3, 5), Trouble.VARIANT)),
            ),
        ),
        (
            _state("2025-01-22", Nature.FIRST, "First text."),
            _state("2025-03-27", Nature.NUMBER, "Usage logs are kept 180 days, before 90."),
            _state("2025-07-10", Nature.CLAUSE, "Message content feeds summaries and search models."),
            _state("2025-10-30", Nature.LINK, "The rights request form is linked at a new address."),
            _state(
                "2026-01-15", Nature.CLAUSE, "Hashed contact details are shared with advertising partners."
            ),
            _state("2026-06-17", Nature.MOVE, "'Your rights' moves ahead of 'International transfers'."),
            _state("2026-09-28", Nature.CLAUSE, "Global Privacy Control is honoured as an opt-out."),
        ),
        quiet=_days("2026-03-04", "2026-03-06", "2026-03-09"),
    ),
    Outline(
        MURMURDECK,
        "developer-terms",
        "Developer Terms",
        "developer-terms",
        (
            Part(
                "/murmurdeck/developers/terms",
                "murmurdeck/developer-terms",
                troubles=((date(2026, 2, 23), Trouble.LOGIN),),
            ),
        ),
        (
            _state("2025-02-05", Nature.FIRST, "First text."),
            _state(
                "2025-05-29", Nature.NUMBER, "History calls fall from 50 to 1 a minute, 15 messages each."
            ),
            _state("2025-09-04", Nature.CLAUSE, "Bulk export and model training on message data are barred."),
            _state("2025-12-15", Nature.TYPO, "Two misspellings corrected."),
            _state("2026-04-20", Nature.NUMBER, "Notice of a breaking change falls from 12 to 6 months."),
            _state("2026-08-11", Nature.CLAUSE, "Paid apps owe a 12 % share of their revenue."),
        ),
        quiet=_days("2026-02-24"),
    ),
)
