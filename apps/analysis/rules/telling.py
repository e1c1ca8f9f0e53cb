"""What a sentence of a clause says, told in the third person with its own words in quotes."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from pydantic import BaseModel, ConfigDict

from apps.analysis.rules.case import Case
from apps.analysis.rules.knowledge import DATA, Line
from apps.analysis.rules.modality import Force, Norm, Party
from apps.analysis.rules.quoting import MOST_WORDS, Reader
from apps.analysis.rules.writing import capitalised
from apps.analysis.types import Passage, Statement, StatementBasis
from apps.core.yaml_reading import read_yaml

_SINGULAR: Final = (
    (r"^(?:do not|don't)\b", "does not"), (r"^are\b", "is"), (r"^have\b", "has"), (r"^agree\b", "agrees"),
    (r"^consent\b", "consents"),
    (r"^acknowledge that\b", "acknowledges that"),
    (r"^acknowledge and agree\b", "acknowledges and agrees"), (r"^reserve\b", "reserves"), (r"^need\b", "needs"),
    (r"^represent and warrant\b", "represents and warrants"), (r"^retain\b", "retains"), (r"^undertake\b", "undertakes"),
    (r"^commit\b", "commits"), (r"\byou (will|shall|may)\b", r"it \1"), (r"\bthey (will|shall|may)\b", r"it \1"),
)  # fmt: skip
_PLURAL: Final = (
    (r"^(?:does not|doesn't|don't)\b", "do not"), (r"^is\b", "are"), (r"^has\b", "have"), (r"^agrees\b", "agree"),
    (r"^consents\b", "consent"),
    (r"^acknowledges that\b", "acknowledge that"),
    (r"^acknowledges and agrees\b", "acknowledge and agree"), (r"^reserves\b", "reserve"), (r"^needs\b", "need"),
    (r"^represents and warrants\b", "represent and warrant"), (r"^retains\b", "retain"), (r"^undertakes\b", "undertake"),
    (r"^commits\b", "commit"), (r"\b(?:you|it) (will|shall|may)\b", r"they \1"),
)  # fmt: skip
_CONTRACTED: Final = (
    (r"\bcan't\b", "cannot"), (r"\bcan not\b", "cannot"), (r"\bwon't\b", "will not"), (r"\bmustn't\b", "must not"),
    (r"\bshouldn't\b", "should not"),
)  # fmt: skip
_MIDDLE: Final = 16  # words of a quote in a sentence to people
_SHORT: Final = 9  # words of a quote in a title
_LEAD_IN: Final = 20  # words of what introduces a list
_FEWEST_OF_PART: Final = 6  # words of a part of a sentence that is told
_FEWEST_OF_TITLE: Final = 4  # words of a quote in a title
_MOST_POINTS: Final = 2  # of a list that are quoted
# A title that runs into the sentence: "Payment details: We collect ..."
_HEAD = re.compile(r"(?:[A-Z][\w&/'-]*(?: [\w&/'-]+){0,5}): (?=[A-Z])")
_INTRODUCTION = re.compile(
    r"(?:If|When|For|Pursuant|To|As|In|Where|Upon|By|Under|Subject|Notwithstanding|Except|Unless|During|After|Before|Although|While|On)\b[^,.;:]{3,120}, "
    r"(?=(?:we|you|the|these|this|any|our|your|it|all|no|each|such|they)\b|[A-Z])"
)
_ARTICLE = re.compile(r"^(?:the|each|any|all|our|such|every|an?)\s+", re.IGNORECASE)


class SaidOfForce(BaseModel):
    """What the modality of a clause lets one say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    matters: Line
    means: Line
    check: Line


@cache
def forces() -> Mapping[str, SaidOfForce]:
    """Return what is said of each modality."""
    rows = read_yaml((DATA / "forces.yaml").read_bytes())
    return {slug: SaidOfForce.model_validate(row) for slug, row in rows.items()}


def force_of(norm: Norm | None) -> str:
    """Return the name under which a modality is told of."""
    if norm is None or norm.party is Party.NOBODY or norm.force is Force.STATES:
        return "states"
    if norm.party is Party.BOTH:
        return "both"
    if norm.party is Party.PROVIDER:
        if norm.force is Force.MUST_NOT:
            return "provider_limit"
        return "provider_may" if norm.force in {Force.MAY, Force.RIGHT} else "provider_bound"
    if norm.force is Force.MUST_NOT:
        return "user_must_not"
    return "user_may" if norm.force in {Force.MAY, Force.RIGHT} else "user_must"


def actor(case: Case, norm: Norm) -> tuple[str, bool]:
    """Return what somebody is called in a sentence, and whether that is one of its kind."""
    many = case.names.readers.many
    if norm.party is Party.PROVIDER:
        return case.whose.platform, True
    surface = norm.who.lower()
    if norm.party is Party.BOTH:
        return surface, not surface.startswith(("both", "the parties", "you and"))
    if surface.startswith("you") or not surface:
        return many, False
    bare = _ARTICLE.sub("", surface)
    return (bare, False) if bare.endswith("s") else (f"the {bare}", True)


def modal(norm: Norm, *, is_one: bool) -> str:
    """Return the words of obligation or leave, in the third person."""
    return _in_third_person(norm.modal, is_one)


@lru_cache(maxsize=512)
def _in_third_person(written: str, is_one: bool) -> str:  # noqa: FBT001 - a key of the cache
    words = written.lower().replace("\u2019", "'")
    if "," in words:
        head, _, tail = words.partition(",")
        words = f"{head} to" if tail.rstrip().endswith(" to") and not head.endswith(" to") else head
    for pattern, plain in (*_CONTRACTED, *(_SINGULAR if is_one else _PLURAL)):
        words = re.sub(pattern, plain, words)
    return words


def tell(case: Case, norm: Norm) -> Statement | None:
    """Tell one sentence of a clause; None where markup leaves no words to quote."""
    if norm.force is Force.STATES or not norm.who:
        return _tell_stated(case, norm)
    who, is_one = actor(case, norm)
    said = f"{capitalised(who)} {modal(norm, is_one=is_one)}"
    act = case.reader.opening(norm.act, norm.end)
    if act is not None:
        listed = items(case.reader, case.reader.plain_end(act), norm.end)
        rest = listed or _more(case.reader, act, norm.end)
        text = f"{said} “{act.quote}”{rest}."
    else:
        listed = items(case.reader, norm.act, norm.end)
        if not listed:
            return _tell_part(case, norm)
        text = f"{said}{listed}."
    whole = case.reader.stored(norm.start, norm.end)
    return Statement(text=text, basis=StatementBasis.TEXT, citations=(whole.citation,))


def _tell_part(case: Case, norm: Norm) -> Statement | None:
    """Tell of a sentence what markup leaves of it; None where that is too little."""
    whole = case.reader.plain.sentence(norm.start)
    parts = (case.reader.best(*place) for place in ((norm.start, norm.end), whole))
    quote = next((one for one in parts if one and len(one.quote.split()) >= _FEWEST_OF_PART), None)
    if quote is None:
        return None
    text = f"{case.whose.platform} states: “{quote.quote}” …."
    return Statement(text=text, basis=StatementBasis.TEXT, citations=(quote.citation,))


def _tell_stated(case: Case, norm: Norm) -> Statement | None:
    """Tell a sentence that binds nobody in so many words, or that tells people what not to do."""
    is_ban = norm.force is Force.MUST_NOT
    start = norm.start if is_ban else _start_of_stated(case, norm)
    is_long = len(case.reader.text[start : norm.end].split()) > MOST_WORDS
    quote = None if is_long and not is_ban else case.reader.opening(start, norm.end)
    quote = quote or case.reader.best(start, norm.end)
    if quote is None or _is_fragment(quote):
        return None
    verb = f"tells its {case.names.readers.many}" if is_ban else "states"
    whom = ", not in English" if case.is_foreign else ""
    listed = items(case.reader, case.reader.plain_end(quote), norm.end)
    rest = listed or _more(case.reader, quote, norm.end)
    text = f"{case.whose.platform} {verb}{whom}: “{quote.quote}”{rest}."
    cited = case.reader.stored(start, norm.end) if listed else quote
    return Statement(text=text, basis=StatementBasis.TEXT, citations=(cited.citation,))


def _is_fragment(quote: Passage) -> bool:
    """Say whether markup left a few words from the middle of a sentence."""
    return quote.quote[:1].islower() and len(quote.quote.split()) < _FEWEST_OF_PART


def _start_of_stated(case: Case, norm: Norm) -> int:
    """Return where the sentence begins, a heading before it left out."""
    start = case.reader.plain.sentence(norm.start)[0]
    head = _HEAD.match(case.reader.text, start, norm.end)
    return head.end() if head and head.end() < norm.end else start


def tell_item(case: Case) -> Statement | None:
    """Tell a clause that stands in a list, together with what introduces the list."""
    if case.lead_in is None:
        return None
    before = Reader(case.lead_in)
    last = list(before.sentences())[-1] if before.text.strip() else None
    opening = None
    if last:
        begins = case.introduced.start if case.introduced else None
        told = before.opening(begins, last[1], _LEAD_IN) if begins is not None else None
        opening = told or before.closing(*last, _LEAD_IN) or before.best(*last, _LEAD_IN)
    item = case.reader.opening(0, len(case.reader.text)) or case.reader.best(0, len(case.reader.text))
    if opening is None or item is None:
        return None
    text = f"{case.whose.platform} lists this under “{opening.quote}”: “{item.quote}”{_more(case.reader, item, len(case.reader.text))}."
    return Statement(text=text, basis=StatementBasis.TEXT, citations=(opening.citation, item.citation))


def short_words(case: Case) -> str:
    """Return a few words of what a clause mainly says, for a title; empty where there are none."""
    acting = acting_words(case)
    if acting:
        return acting
    norm, end = None if case.introduced else case.main_norm, len(case.reader.text)
    start = _past_introduction(case, norm) if norm is not None and norm.force is Force.STATES else 0
    end = norm.end if norm is not None and norm.force is Force.STATES else end
    if case.introduced and case.reader.text:  # a further sentence of a point may turn it round
        end = case.reader.plain.sentence(0)[1]
    quote = case.reader.opening(start, end, _SHORT)
    if quote is None or len(quote.quote.split()) < _FEWEST_OF_TITLE:
        quote = case.reader.best(start, end, _SHORT) or case.reader.best(0, len(case.reader.text), _SHORT)
    return quote.quote if quote else ""


def acting_words(case: Case) -> str:
    """Return the words that follow the modal of a clause's main norm; empty where it has none or markup leaves too few."""
    norm = None if case.introduced else case.main_norm
    if norm is None or norm.force is Force.STATES:
        return ""
    quote = case.reader.opening(norm.act, norm.end, _SHORT)
    return quote.quote if quote else ""


def _past_introduction(case: Case, norm: Norm) -> int:
    """Return where the main clause of a sentence begins: behind "If you live in Europe,"."""
    start = _start_of_stated(case, norm)
    introduction = _INTRODUCTION.match(case.reader.text, start, norm.end)
    return introduction.end() if introduction else start


def tell_you(case: Case, norm: Norm) -> str:
    """Tell people in the second person what a sentence asks of them or leaves to them; empty where it does not."""
    if norm.party is not Party.USER or norm.force is Force.STATES or not norm.who.lower().startswith("you"):
        return ""
    act = case.reader.opening(norm.act, norm.end, _MIDDLE)
    words = modal(norm, is_one=False).replace(" they ", " you ")
    return f"You {words} “{act.quote}”." if act is not None else ""


def items(reader: Reader, at: int, end: int) -> str:
    """Quote the first points of a list that a sentence introduces; empty where it introduces none."""
    if not reader.text[at:end].lstrip(" *_").startswith(":"):
        return ""
    points = reader.following(at, end, _MOST_POINTS)
    if not points:
        return ""
    return f": {'; '.join(f'“{point.quote}”' for point in points)}{_more(reader, points[-1], end)}"


def _more(reader: Reader, quote: Passage, end: int) -> str:
    """Return a mark where the sentence goes on after the quote."""
    rest_from = quote.citation.end - reader.passage.citation.start
    last = reader.plain.places[end - 1] + 1
    rest = reader.passage.quote[rest_from:last]
    return " …" if re.search(r"\w{2}", rest) else ""
