"""What a dossier says: a tree of what was read from rows that never change. Pages, manifest and checks are made of it alone.

Plain data, so that it can be kept as JSON, hashed, and read again by whoever goes on after a crash.
"""

from dataclasses import dataclass
from datetime import date, datetime

from apps.dossiers.types.outline import Outline


@dataclass(frozen=True, slots=True)
class Source:
    """A version whose stored text is quoted: the text that is attached, and the capture that it was made from."""

    key: str  # S1, in the order of the annex
    platform: str
    document: str
    document_id: str
    version: int
    text_sha256: str
    text_size: int
    words: int
    extractor: str
    coverage: float | None
    captured_at: datetime
    address: str
    capture: int | None
    fetcher: str
    status: int | None
    snapshot_sha256: str
    snapshot_size: int
    origin: str
    ledger_index: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a source: exactly what stands between two places, counted in characters."""

    key: str  # Q1, in the order in which they are printed
    source: str
    start: int
    end: int
    words: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of an analysis, what it rests on, and the quotes behind it."""

    text: str
    basis: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A titled run of statements."""

    title: str
    said: tuple[Said, ...]
    grade: str = ""
    exposed: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that a clause states, and the words that state it."""

    platform: str
    topic: str
    label: str
    value: str
    quote: str
    clause: str  # public id


@dataclass(frozen=True, slots=True)
class Law:
    """An article that a clause was mapped to."""

    regulation: str
    article: str
    about: str
    jurisdiction: str
    strength: str
    reason: str
    clause: str
    in_force_on: date | None


@dataclass(frozen=True, slots=True)
class Stand:
    """What a clause is about, and the position it takes."""

    topic: str
    position: str
    favours: str
    quote: str = ""
    prevalence: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A provision with all that is said of it."""

    public_id: str
    platform: str
    document: str
    title: str
    number: str
    path: tuple[str, ...]
    severity: str
    confidence: str
    evidence: str
    quote: str
    stands: tuple[Stand, ...]
    parts: tuple[Part, ...]  # the plain reading
    compliance: tuple[Part, ...]  # the five parts
    facts: tuple[Fact, ...]
    laws: tuple[Law, ...]
    author: str
    read_on: date | None
    analysis: int | None
    is_current: bool
    first_seen_on: date
    changed_on: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a redline: equal, insert, delete, move_from or move_to; `move` pairs the two ends of a moved passage."""

    kind: str
    text: str
    move: int | None = None


@dataclass(frozen=True, slots=True)
class Hunk:
    """One change of a redline with a little text around it."""

    number: int
    place: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """A change of a document by its publisher, what is said of it, and its redline."""

    public_id: str
    platform: str
    document: str
    document_id: str
    title: str
    from_version: int
    to_version: int
    sources: tuple[str, str]
    detected_at: datetime
    kind: str
    severity: str
    direction: str
    affected: str
    effective: str
    parts: tuple[Part, ...]
    words_added: int
    words_removed: int
    words_moved: int
    clauses: tuple[tuple[str, str], ...]  # public id, what became of it
    hunks: tuple[Hunk, ...]
    hunks_left_out: int
    engine: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What one platform says on a topic: its positions, values and quotes; nothing where no clause is about it."""

    platform: str
    positions: tuple[str, ...]
    facts: tuple[Fact, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One topic of the comparison."""

    family: str
    topic: str
    cells: tuple[Cell, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a document, on the day it was seen."""

    on: date
    platform: str
    document: str
    what: str
    severity: str = ""
    change: str = ""  # public id


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing or unsure. Every one is printed."""

    code: str
    about: str
    told: str


@dataclass(frozen=True, slots=True)
class Review:
    """What the workspace made of a change, as its log has it."""

    change: str
    subject: str
    state: str
    is_closed: bool
    owner: str
    decision: str
    reason: str
    due_on: date | None
    expires_on: date | None
    decided_by: str
    decided_at: datetime | None
    signed_by: str


@dataclass(frozen=True, slots=True)
class Scope:
    """One platform, and the documents of it that the dossier covers."""

    platform: str
    operator: str
    jurisdiction: str
    website: str
    documents: tuple["Covered", ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A document of the scope, and how well it is known."""

    public_id: str
    title: str
    type: str
    versions: int
    latest: int | None
    captured_at: datetime | None
    last_seen_at: datetime | None
    clauses: int
    severities: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a dossier says, but for who made it and when."""

    outline: Outline
    record: str  # CA-X-000001
    workspace: str
    title: str
    scopes: tuple[Scope, ...]
    topics: tuple[str, ...]
    clauses: tuple[Clause, ...]
    clauses_left_out: int
    revisions: tuple[Revision, ...]
    key_terms: tuple[Fact, ...]
    matrix: tuple[Row, ...]
    events: tuple[Event, ...]
    laws: tuple[Law, ...]
    reviews: tuple[Review, ...]
    gaps: tuple[Gap, ...]
    quotes: tuple[Quote, ...]
    sources: tuple[Source, ...]
    methods: tuple[tuple[str, str], ...]  # what was read by which version of what


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a copy says of itself besides its content."""

    edition: int
    as_of: datetime
    content_sha256: str
    site_url: str
    is_signed: bool
    is_stamped: bool
