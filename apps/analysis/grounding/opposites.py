"""Words that cannot both be right of one clause: opt-in and opt-out, with and without notice, mandatory and optional."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from apps.analysis.grounding.gates import Gated
from apps.analysis.types import Stand


@dataclass(frozen=True, slots=True)
class _Pair:
    """Hold two stances and the words that take them; either is refused where only the other is cited."""

    name: str
    one: Gated
    other: Gated


def _pair(name: str, keys: str, one: str, other: str) -> _Pair:
    return _Pair(name, Gated(rf"\b(?:{one})", keys), Gated(rf"\b(?:{other})", keys))


_NO: Final = (
    r"(?:without|no|not (?:give|provide|require|need|offer)\w* (?:any |prior |you |advance )*|free of)"
)
_KINDS: Final = r"(?:any |prior |advance |further |written |your |its |their |express |explicit |additional |cause or |a |liability or )*"
_WITH: Final = r"(?:with|after|on|upon|by giving|by|gives?|giving|given|provid\w+|requir\w+|only with|needs?|obtain\w*|sends?)"


def _without(noun: str) -> _Pair:
    not_this = r"(?<!without )(?<!no )(?<!not )"
    return _pair(
        f"with and without {noun}",
        noun.rstrip("?").rstrip("s"),
        rf"{not_this}{_WITH} (?!no )(?:you |users |customers )?(?:\d+ (?:\w+ )?days?'? (?:of )?|reasonable |at least |a |the |its |your |their |prior |advance |written |express |explicit )*{noun}",
        rf"{_NO} {_KINDS}{noun}|(?:not|n't|need not|no duty to) (?:have to |need to |required to |obliged to )?(?:give|provide|send|offer|obtain|ask for|pay)\w* {_KINDS}{noun}",
    )


_PAIRS: Final = (
    _pair("opt-in and opt-out", "opt", r"(?<!no )(?<!not )opt(?:ed|s|ing)?[ -]?in\b", r"(?<!no )opt(?:ed|s|ing)?[ -]?out"),
    _pair("on and off by default", "default", r"(?:on|enabled|active|included|switched on|turned on|activated) by default", r"(?:off|disabled|inactive|excluded|switched off|turned off) by default"),
    _pair("mandatory and optional", "mandator compuls obligat option volunt", r"mandatory|compulsory|obligatory", r"optional|voluntar\w+"),
    _pair("exclusive and non-exclusive", "exclusive", r"(?<!non-)(?<!non)(?<!not )(?<!not an )(?<!not the )exclusive", r"(?:non-?|not (?:an |the )?)exclusive"),
    _pair("revocable and irrevocable", "revocabl", r"revocabl[ey]", r"irrevocabl[ey]"),
    _pair("refundable and non-refundable", "refundable", r"(?<!non-)refundable", r"non-?refundable"),
    _pair("transferable and not", "transferable", r"(?<!non-)(?<!not )transferable", r"non-?transferable|not transferable"),
    _pair("limited and unlimited", "limited", r"(?<!not )(?<!un)limited\b", r"unlimited"),
    _pair("individually and as a class", "individual class group represent collective", r"only (?:as|in) (?:a |an )?(?:class|group|representative|collective)", r"(?<!not )(?:(?:in|on) an? individual|individually|individual (?:basis|capacity))"),
    _pair("the greater and the lesser", "of", r"(?:greater|higher|larger|more) of", r"(?:lesser|lower|smaller|less) of"),
    _without("notice"),
    _without("consent"),
    _without("refunds?"),
    _without("charge"),
    _without("liability"),
)  # fmt: skip

# What the position of a clause says of the way out. The first that fits counts.
_MENTIONED: Final = {
    "notice": re.compile(r"notice|notif|inform you|announce|let you know|tell you"),
    "consent": re.compile(r"\bconsent|\bagree|permission|opt[ -]?in"),
    "refund": re.compile(r"\brefund"),
    "warning": re.compile(r"\bwarn"),
}
_DENIES: Final = re.compile(
    r"\b(?:no|not|never|cannot|nobody|nothing|none|neither)\b|n't\b|\bwith or without\b"
)
_SENTENCE: Final = re.compile(r"(?<=[.;!?])\s+")
_IN, _OUT, _NO_WAY = "opt-in", "opt-out", "no way out"
_NO_WAY_SLUGS: Final = frozenset({"mandatory", "cannot_refuse", "without_opt_out", "on_without_opt_out"})
_OPT_IN: Final = Gated(r"(?<!no )(?<!not )\bopt(?:s|ed|ing)?[ -]?in\b", "opt")
_SAYS_IN: Final = Gated(
    r"(?<!no )(?<!not )\bopt(?:s|ed|ing)?[ -]?in\b|\bonly (?:if|when|where|after|once) (?:you|users?|customers?|the \w+) (?:agrees?|consents?|turns? (?:it|this) on|choose|chooses|enables?)"
    r"|\bunless you (?:first )?(?:agree|consent|enable|turn (?:it |this |them )?on)|\boff (?:by default|unless)",
    "opt only unless off",
)
_SAYS_OUT: Final = Gated(
    r"(?<!no )(?<!not )(?<!cannot )(?<!without )(?<!without an )(?<!any )\bopt(?:s|ed|ing)?[ -]?out|\bunless (?:you|users?|customers?|the user|the customer) (?:opts? out|objects?|refuses?|declines?|turns? (?:it|this) off|disables?|switch\w* (?:it|this) off)"
    r"|\bon (?:by default|unless)",
    "opt unless on&by&default on&unless",
)
_SAYS_NO_WAY: Final = Gated(
    r"\b(?:no|without|not (?:give|offer|provide|state|name|mention)\w*) (?:an? |any |way (?:to|of) |stated |option to |right to |means of )*(?:opt(?:ing)?[ -]?out|refus\w+|objecting|object|declin\w+)"
    r"|cannot (?:opt out|refuse|object|decline)|can't opt out|may not (?:opt out|object|refuse)",
    "opt refus object declin",
)
_SAYS_ON: Final = Gated(
    r"\bon (?:by default|unless)|\bunless (?:you|users?|customers?|visitors?) (?:opts? out|objects?|refuses?|declines?|turns? (?:it|this) off)",
    "on&by on&unless unless",
)
# Not without your consent is with your consent alone.
_NOT_WITHOUT: Final = Gated(
    r"(\b(?:not|never|cannot)\b(?:[^.;:]|\.(?!\s)){0,260}?)(?<!or )\bwithout\b", "without"
)
_WITH_ALONE: Final = r"\1only with"
_ANY_SIDE: Final = re.compile(
    r"opt|default|mandator|compuls|obligat|volunt|exclusive|vocabl|fundable|transferable|limit|individual|class|group|er of"
    r"|notice|consent|refund|charge|liabil|unless|\bon\b|\boff\b|only|object|declin|refus|without"
)
_CITED_IN: Final = re.compile(
    r"\bopt(?:s|ed|ing)?[ -]?in\b|consent|permission|agree|enable|turn (?:it |this )?on|choose to|elect"
)
_CITED_OUT: Final = re.compile(
    r"opt(?:s|ed|ing)?[ -]?out|object|unsubscrib|disabl|turn(?:ing|s|ed)? (?:\w+ ){0,6}off|withdraw|refus|declin|reject|switch(?:ing|es|ed)? (?:\w+ ){0,6}off|right not to"
)


def may_take_a_side(said: str) -> bool:
    """Say whether a text in small letters has any of the words by which sides are taken."""
    return _ANY_SIDE.search(said) is not None


def opposed(said: str, cited: str) -> Iterator[str]:
    """Give the pairs of which prose takes one side and the cited words only the other; both are in small letters."""
    said, cited = _NOT_WITHOUT.sub(_WITH_ALONE, said), _NOT_WITHOUT.sub(_WITH_ALONE, cited)
    for pair in _PAIRS:
        says_one, says_other = pair.one.search(said), pair.other.search(said)
        if (says_one and not says_other and pair.other.search(cited) and not pair.one.search(cited)) or (
            says_other and not says_one and pair.one.search(cited) and not pair.other.search(cited)
        ):
            yield pair.name


def without_what_is_cited(said: str, cited: str) -> Iterator[str]:
    """Give what prose says is done without, where the cited words have it and nowhere deny it."""
    if "without" not in said:
        return
    for name, mentioned in _MENTIONED.items():
        without = re.compile(rf"\bwithout {_KINDS}{name}")
        for sentence in _SENTENCE.split(said):
            is_said = without.search(sentence) and not _DENIES.search(sentence)
            denied = rf"\b(?:without|no|not|n't|nor)\b[^.;]{{0,40}}\b{name}"
            if is_said and mentioned.search(cited) and not re.search(denied, cited):
                yield f"without {name}"


def against_position(said: str, cited: str, stands: Iterable[Stand]) -> Iterator[str]:
    """Give what prose says of the way out against the position of the clause; both texts are in small letters."""
    positions = {_way_out(stand.position) for stand in stands if stand.position} - {""}
    if not positions:
        return
    if (
        _SAYS_IN.search(said)
        and _IN not in positions
        and not re.search(r"\bopt(?:s|ed|ing)?[ -]?in\b", cited)
    ):
        yield f"It says opt-in; the position is {' and '.join(sorted(positions))}."
    if _SAYS_NO_WAY.search(said):
        if _OUT in positions and _NO_WAY not in positions:
            yield "It says that there is no way out; the position is opt-out."
    elif (
        _SAYS_ON.search(said)
        and positions == {_IN}
        and not re.search(r"opt(?:s|ed|ing)?[ -]?out|unless", cited)
    ):
        yield "It says on unless refused; the position is opt-in."
    elif _SAYS_OUT.search(said) and positions <= {_IN, _NO_WAY} and not _CITED_OUT.search(cited):
        yield f"It says opt-out; the position is {' and '.join(sorted(positions))}."


def unborne_way_out(said: str, cited: str, stands: Iterable[Stand]) -> Iterator[str]:
    """Give a way in or out that prose states and of which the cited words, and the position, have nothing."""
    known = {_way_out(stand.position) for stand in stands}
    if _SAYS_IN.search(said) and _IN not in known and not _CITED_IN.search(cited):
        yield "It says opt-in, of which the cited words say nothing."
    if _OUT in known or _SAYS_NO_WAY.search(said):
        return
    if _SAYS_OUT.search(said) and not _CITED_OUT.search(cited):
        yield "It says opt-out, of which the cited words say nothing."


def both_ways(texts: Iterable[str]) -> bool:
    """Say whether of several texts one says opt-in alone and another opt-out alone."""
    sides = set()
    for text in texts:
        says_in = _OPT_IN.search(text) is not None
        says_out = _SAYS_OUT.search(text) is not None or _SAYS_NO_WAY.search(text) is not None
        if says_in != says_out:
            sides.add(_IN if says_in else _OUT)
    return len(sides) > 1


def _way_out(position: str) -> str:
    if position in _NO_WAY_SLUGS:
        return _NO_WAY
    if "opt_out" in position:
        return _OUT
    return _IN if "opt_in" in position else ""
