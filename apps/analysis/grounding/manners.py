# ruff: noqa: RUF001  (marks as they are printed are what this is about)
"""Prose that no reading may hold, whatever is cited: orders of a page, praise, markup, addresses, nothing, far too much."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from apps.analysis.grounding.gates import Gated
from apps.analysis.grounding.quotes import Quoting
from apps.analysis.grounding.types import Code

LONGEST_STATEMENT: Final = 900
MOST_SENTENCES: Final = 6

_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_TAGS: Final = Gated(
    r"</?[a-z!][^<>]{0,300}>|\]\(|```|&(?:lt|gt|amp|quot|#\d+);|\*\*|^#{1,6}\s|^\s*[-*]\s|<<<|>>>|\{\{|\|\s*-{3}",
    "< ]( ` ; ** # - * >>> {{ |",
    re.MULTILINE,
)
_ADDRESSES: Final = Gated(
    r"(?:https?|ftp|file|data|javascript|mailto):\S+|\bwww\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.@])(?:[a-z0-9-]+\.)+(?:com|org|net|io|ai|app|dev|co|eu|gov|edu|info|biz|me|xyz|site|online|link|ly|uk|de|fr|cn|ru)\b(?:/\S*)?",
    "@ : www. .com .org .net .io .ai .app .dev .co .eu .gov .edu .info .biz .me .xyz .site .online .link .ly .uk .de .fr .cn .ru",
)
_ORDERS: Final = Gated(
    r"\b(?:ignor\w+|disregard\w*|forget|overrid\w+|bypass\w*)\s+(?:all |any |the |these |those |your |my |every )*(?:previous|prior|above|earlier|preceding|system|other|safety)?\s*"
    r"(?:instructions?|prompts?|rules|directions|guidelines|context)\b"
    r"|\b(?:system|developer|hidden) (?:prompt|message|instructions?)\b|\bas an? (?:ai|artificial intelligence|language model|llm|assistant)\b"
    r"|\b(?:i am|i'm) (?:an? |unable|sorry|not able|only)|\bi (?:cannot|can't|will not|won't|have been|was) (?:\w+ )?(?:help|assist|comply|answer|told|asked|instructed|provide|do)"
    r"|\byou are now\b|\bjailbr\w+|\bdan mode\b|\bdeveloper mode\b|^\s*(?:assistant|system|user|human)\s*:|\bnew instructions?\b"
    r"|\b(?:as|per) (?:instructed|requested|directed|told|ordered) (?:by|in|on) (?:the|this|your) (?:page|document|text|vendor|platform|website|site|clause|passage|policy)"
    r"|\b(?:the|this) (?:page|document|text|clause|passage|policy|site) (?:asks|instructs|tells|orders|directs|requests|wants) (?:me|us|the (?:model|reader|assistant|analyst|ai|reviewer|summari[sz]er)|models|assistants|reviewers|analysts|ai)\b"
    r"|\b(?:per|following|according to|in line with) (?:the|your|these) (?:embedded |hidden |above |new |page's )?instructions?\b",
    "ignor disregard forget overrid bypass prompt message instruct as&an i&am i'm i&can i&will i&won i&have i&was you&are&now jailbr dan&mode developer assistant: system: user: human: asks&the asks&me tells orders&the orders&me directs requests&the wants", flags=re.MULTILINE,
)  # fmt: skip
# Words in a page that speak to whatever reads it by machine, and tell it what to say.
_ARE_TOLD: Final = r"\b(?:must|should|shall|will|(?:are|is) (?:instructed|required|told|asked|directed) to|please|have to|needs? to)\s+(?:only |always |never |not |also |instead |then )*"
_TO_MACHINES: Final = Gated(
    r"(?<![.@\w-])(?:(?:ai|a\.i\.|artificial intelligence) (?:systems?|models?|assistants?|agents?|tools?|readers?|bots?|reviewers?|analysts?|summari[sz]ers?|crawlers?)|llms?|(?:large )?language models?"
    r"|chatbots?|chatgpt|gpt|claude|gemini|copilot|automated (?:systems?|readers?|tools?|reviewers?|analy[sz]ers?)|crawlers?|summari[sz]ers?)\b"
    rf"[^.!?\n]{{0,80}}?{_ARE_TOLD}(?:stat\w+|say\w*|tell\w*|report\w*|describ\w+|summari[sz]\w+|rat\w+|grad\w+|classif\w+|conclud\w+|respond\w*|answer\w*|repl\w+|output\w*|print\w*|mark\w*|omit\w*"
    r"|mention\w*|flag\w*|ignor\w+|writ\w+|treat\w*|note|score|assign|recommend\w*|link\w*|include|add)\b"
    r"|\b(?:assistants?|bots?|models?|machines?|analysts?|reviewers?|readers?|systems?|tools?)\b"
    rf"[^.!?\n]{{0,60}}?{_ARE_TOLD}(?:state|say|describe|summari[sz]e|rate|grade|classify|conclude|omit|mention|score|recommend)\b"
    r"|\b(?:note|notice|message|instructions?|attention) (?:to|for) (?:any |all |the )?(?:ai|llms?|language models?|models?|assistants?|bots?|crawlers?|summari[sz]ers?|machines?)\b"
    r"|\bignore (?:all |any |the |your )*(?:previous|prior|above|earlier|preceding) (?:instructions?|prompts?|rules|directions)\b"
    r"|(?:^|\n|[.\"“(\[<])\s*(?:\#+\s*|\*+|-+\s*|<\|?)?(?:system|assistant|developer)(?:\s+(?:prompt|message|override))?\s*(?:\|?>|\*+)?\s*:"
    r"|\b(?:when|if) (?:you (?:are|act as) (?:an? )?(?:ai|llm|language model|assistant|bot)|(?:summari[sz]ing|analy[sz]ing|reviewing|rating|describing) (?:this|these|the) (?:page|document|text|terms|policy|clause|agreement|section)\w*)\b",
    "ai a.i artificial llm language&model chatb chatgpt gpt claude gemini copilot assistant agent bot automated crawler summari machine model analyst reviewer system tool software ignore developer",
)  # fmt: skip
_VERDICTS: Final = Gated(
    r"\b(?:is|are|be|remains?|seems?|appears?|looks?|considered|rated|deemed|found|fully|completely|perfectly|entirely|totally|absolutely|100 ?%)\s+(?:also |very |fully |completely |perfectly |entirely |totally |quite |clearly |plainly |both )*"
    r"(?P<word>safe|compliant|lawful|unlawful|legal|illegal|unenforceable|enforceable|void|invalid|trustworthy|harmless|fair|unfair|excellent|risk-free|outrageous|predatory|abusive|great|wonderful|best|"
    r"user-friendly|privacy-friendly|industry-leading|gold standard|above reproach)\b"
    r"|\b(?P<phrase>no risks?|no concerns?|risk-free|nothing to worry|no cause for concern|poses? no|best in class|industry[- ]leading|safely (?:accept|sign|ignore|agree|trust|rely)\w*"
    r"|(?:highly|strongly|fully|warmly) (?:recommend\w*|trust\w*|endorse\w*)|without (?:reading|review|any review|legal review|further review)|we recommend|highest (?:rating|score|marks?)|top (?:rating|score|marks?)"
    r"|violates? (?:the )?(?:law|gdpr|ccpa)|breaks? the law|complies with (?:the )?(?:all|every|law|gdpr|ccpa|applicable)\w*|meets all|no (?:further )?(?:review|action|changes?) (?:is|are) (?:needed|required|necessary))\b",
    "safe compliant lawful legal forceable void valid trustworthy harmless fair excellent risk outrageous predatory abusive great wonderful best friendly industry gold reproach concern worry recommend trust endorse without rating score marks violate breaks complies meets no&further no&review no&action no&change",
)  # fmt: skip
_OPEN_QUESTION: Final = re.compile(
    r"\b(?:whether|may|might|could|can|if|depends?|unless|question|claim|says|states|not)\b"
)
_GUESSES: Final = Gated(
    r"\b(?:likely|unlikely|probably|presumably|apparently|seemingly|perhaps|it seems|appears to|suggests? that|implies|implicitly|implied that|we (?:believe|assume|think|infer))\b",
    "likely probably presumably apparently seemingly perhaps seems appears suggest impli we&",
)
_PLACEHOLDERS: Final = frozenset(
    ["n/a", "na", "none", "null", "nil", "tbd", "todo", "unknown", "string", "text", "empty", "nothing", "placeholder", "undefined", "lorem", "ipsum", "statement", "summary", "title", "explanation", "description", "no", "comment", "not", "applicable", "not", "available", "to", "be", "determined", "no", "information", "see", "above", "see", "clause"]
)  # fmt: skip
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_SENTENCE_END: Final = re.compile(r"[.!?](?=\s+[A-Z“\"‘(]|\s*$)")
_BREAK: Final = re.compile(r"[.!?]\s+|[.!?]$")
_FEWEST_WORDS: Final = 2
_MANY_WORDS: Final = 8


def faults(prose: Quoting, is_cited: Callable[[str], bool]) -> Iterator[tuple[Code, str]]:
    """Give what some prose may not hold; what the cited words hold themselves (asked in small letters), it may repeat.

    What it quotes is compared with the cited words elsewhere, and is theirs.
    """
    own = prose.own.raw
    if is_empty(prose.low):
        yield Code.EMPTY, "It says nothing."
    if len(prose.text) > LONGEST_STATEMENT or len(_SENTENCE_END.findall(prose.own.text)) > MOST_SENTENCES:
        yield (
            Code.TOO_LONG,
            f"It is longer than {LONGEST_STATEMENT} characters or {MOST_SENTENCES} sentences.",
        )
    if _repeats(prose.low):
        yield Code.TOO_LONG, "It repeats itself."
    if _TAGS.search(own) or (not own.isprintable() and _CONTROL.search(own)):
        yield Code.MARKUP, "It holds markup or characters that are not seen."
    for found in _ADDRESSES.finditer(prose.low):
        if not is_cited(found[0].rstrip(".,;:)”\"'")):
            yield Code.INJECTION, f"It names an address that is not in the words it cites: {found[0][:60]}"
    if _ORDERS.search(own):
        yield Code.INJECTION, "It speaks as if a page had told it to."
    verdict = _verdict(own, is_cited)
    if verdict:
        yield Code.VERDICT, f"It judges, which the cited words do not: {verdict}"


def is_addressed_to_machines(cited: str) -> bool:
    """Say whether cited words tell machines that read the page what to say."""
    return _TO_MACHINES.search(cited.lower()) is not None


def guesses(text: str) -> str:
    """Return the word by which a statement on the text (in small letters) shows to be a guess; empty where there is none."""
    found = _GUESSES.search(text)
    return found[0] if found else ""


def is_empty(text: str) -> bool:
    """Say whether a text has no words, or none but those that stand for none."""
    found = _LETTERS.findall(text)
    return len(found) < _FEWEST_WORDS or (
        len(found) < _MANY_WORDS and all(len(word) == 1 or word.lower() in _PLACEHOLDERS for word in found)
    )


def _verdict(low: str, is_cited: Callable[[str], bool]) -> str:
    for found in _VERDICTS.finditer(low):
        judged = found["word"] or found["phrase"]
        start = max(low.rfind(".", 0, found.start()), low.rfind(";", 0, found.start()), 0)
        is_open = found["word"] and _OPEN_QUESTION.search(low, start, found.end())
        if not is_open and not is_cited(judged):
            return found[0]
    return ""


def _repeats(low: str) -> bool:
    sentences = [part for part in _BREAK.split(low) if len(part) > 20]  # noqa: PLR2004 - a sentence
    return len(set(sentences)) < len(sentences)
