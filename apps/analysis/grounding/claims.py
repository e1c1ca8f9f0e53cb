"""Who may, must or must not do what, as far as the words say so plainly.

A bounded reading: subject, force and verb of short clauses. Where a sentence is built otherwise nothing is read, and nothing is
then found wrong with it. What is read is compared in `agreement`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.analysis.grounding.gates import Gated
from apps.analysis.grounding.lexicon import words
from apps.analysis.grounding.verbs import is_also_noun, known_verb, verb_class


class Actor(StrEnum):
    USER = "user"
    PROVIDER = "provider"
    BOTH = "both"
    OTHER = "other"
    UNKNOWN = "unknown"


class Force(StrEnum):
    MUST = "must"
    MAY = "may"
    WILL = "will"
    DOES = "does"
    NOT = "not"  # must not, may not, does not, will not: the act does not happen or is barred
    NEED_NOT = "need not"


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold one reading; `hedges` limit it: unless, except, only. `about` are the stems of its sentence."""

    actor: Actor
    force: Force
    verb: str
    hedges: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    alone: bool = False  # only we, you alone


_USERS: Final = words("users")
_PROVIDERS: Final = words("providers")
_OTHERS: Final = words("others")
_BOTH: Final = frozenset({"parties", "both", "either", "each-party", "neither-party"})
_ACTORS: Final = {
    **dict.fromkeys(_OTHERS, Actor.OTHER),
    **dict.fromkeys(_BOTH, Actor.BOTH),
    **dict.fromkeys(_USERS, Actor.USER),
    **dict.fromkeys(_PROVIDERS, Actor.PROVIDER),
}
_DETERMINERS: Final = words("determiners")
_NO_VERBS: Final = _DETERMINERS | {"and", "or", "without", "with"}
_BEFORE_SUBJECTS: Final = words("before_subjects")
_MUST, _MAY, _WILL, _NOT, _NEED_NOT, _DONT = "§must", "§may", "§will", "§not", "§neednot", "§dont"
_ADVERBS: Final = words("adverbs")
_PHRASES: Final = re.compile(
    r"\b(?:"
    r"(?P<neednot>(?:(?:is|are|be|am) (?:not|under no) (?:required|obliged|obligated|obligation) to|need not|(?:do|does|did)(?: not|n't) (?:have|need) to"
    r"|(?:has|have) no (?:obligation|duty) to|without having to|(?:do|does)(?: not|n't) require))"
    r"|(?P<not>(?:may|must|shall|can|will|would|should|could) ?(?:not|never)|cannot|can't|won't|mustn't|shan't|agrees? not to|undertakes? not to"
    r"|(?:is|are|be) (?:not (?:allowed|permitted|entitled|free) to|(?:prohibited|barred|forbidden|prevented|banned) from|forbidden to|unable to)"
    r"|(?:has|have) no (?:right|permission) to|will no longer|may no longer|can no longer|no longer may|refrains? from)"
    r"|(?P<dont>(?:do|does|did)(?: not|n't)|never|no longer)"
    r"|(?P<must>must|shall|(?:is|are|be) (?:required|obliged|obligated|bound|expected|responsible|liable) (?:to|for)|(?:has|have|had|need|needs) to|ought to"
    r"|(?:agrees?|undertakes?|commits?|promises?|covenants?) to)"
    r"|(?P<may>may|can|could|might|(?:is|are|be) (?:allowed|permitted|entitled|free|able) to|reserves? the right to"
    r"|(?:has|have|keeps?|retains?) the (?:right|option|power|ability) to|at liberty to)"
    r"|(?P<will>will|would|'ll|is going to|intends? to)"
    r")(?![\w'])"
)
_ACTOR_PHRASE: Final = r"(?:(?:the|its|any|all|each|every|our|a|an) )?[\w'-]+(?: [\w'-]+)?"
# What stands between may and its verb, or anywhere, and says neither who nor what.
_ASIDES: Final = Gated(
    r",? ?\b(?:at any time|(?:at|in) (?:its|our|your|their|the [\w-]+'s) (?:own |sole |absolute )*(?:discretion|option|choice|expense|cost)|upon (?:written )?request"
    r"|from time to time|with or without (?:cause|notice|reason)|for any (?:or no )?reason|to the (?:fullest|maximum) extent permitted by law|as applicable|for example|in particular|if any)\b,?",
    "time discretion option choice expense cost request cause reason extent applicable example particular if&any",
)
_HOLD_HARMLESS: Final = re.compile(r"\bholds? (?:[\w\u2019'-]+,? ){1,8}harmless\b")
# In no event will we be liable: we will not be liable.
_INVERTED: Final = Gated(
    r"\b(?:in no event|under no circumstances?|in no case|at no time|nor|neither),? (?P<modal>will|shall|may|must|can|should) (?P<who>(?:the |any |our |either )?[\w'-]+)\b",
    "no&event no&circumstance no&case no&time nor neither",
)
_JOINED: Final = Gated(
    r"\b(?:third part(?:y|ies)|service provider|hold harmless|reverse engineer|(?:each|neither) party)\b",
    "part provider harmless reverse",
)
_LETS: Final = Gated(
    rf"\b(?P<no>(?:does not|doesn't|do not|not) )?(?:(?P<may>lets?|allows?|permits?|enables?|entitles?|authoris?zes?|authorises?|empowers?)"
    rf"|(?P<must>requires?|obliges?|obligates?|forces?|commits?|binds?|makes?)"
    rf"|(?P<bars>bars?|prohibits?|forbids?|prevents?|stops?|keeps?))"
    rf" (?P<who>{_ACTOR_PHRASE}?) (?P<link>to|from|not to)? ?(?=[a-z])",
    "let allow permit enabl entitl authori empower requir oblig forc commit bind make bar prohibit forbid prevent stop keep",
)
_GIVES_RIGHT: Final = re.compile(
    rf"\bgives? (?P<who>{_ACTOR_PHRASE}?) (?:the|a) (?:right|option|choice|power|ability) to\b"
)
_SENTENCES: Final = re.compile(r"(?<=[.!?])\s+|\n+")
_PARTS: Final = re.compile(r"(?<=;)\s+|:\s")
_LONG_WORDS: Final = re.compile(r"[^\W\d_]{4,}")
_WORDS: Final = re.compile(r"§\w+|[\w\u2019'-]+|[,;:.()]")
_HEDGES: Final = frozenset(
    [
        "unless",
        "except",
        "only",
        "excluding",
        "until",
        "solely",
        "without",
        "if",
        "when",
        "where",
        "who",
        "whoever",
        "once",
        "they",
    ]
)
_BE: Final = frozenset({"be", "is", "are", "been", "being", "was", "were", "get", "gets"})
_DENIES: Final = frozenset({"not", "never", _DONT})
_IN_PASSIVE: Final = _DENIES | {"be", "been", "also", "automatically", "immediately"}
_PARTICIPLES: Final = ("ed", "ld", "pt", "id", "wn", "en", "ft")
_POSITIVE: Final = frozenset({Force.MUST, Force.WILL, Force.DOES})
_RELATIVES: Final = frozenset({"that", "which", "whose"})
_STATES: Final = frozenset({"liable", "responsible"})
_TURNED: Final = frozenset({_MAY, _WILL, _MUST})
_ACTING: Final = frozenset({Actor.USER, Actor.PROVIDER, Actor.BOTH})
_LONGEST_REACH: Final = 6
_STEM: Final = 4
# Whose liability it is that is limited or excluded.
_OWN_LIABILITY: Final = re.compile(r"\b(?P<who>your|our|[\w-]{1,40}(?:'s|s')) (?:\w+ ){0,2}?liability\b")
_OWNERS: Final = {"your": Actor.USER, "our": Actor.PROVIDER}


def claims_of(lowered: str, provider_names: frozenset[str]) -> list[Claim]:
    """Return what a lowered text says of who does what; names of the provider are words for it."""
    found: list[Claim] = []
    meant = Actor.OTHER  # by "it", where a semicolon alone stands between
    for sentence in _SENTENCES.split(lowered):
        about = frozenset(
            word[:_STEM] for word in _LONG_WORDS.findall(sentence) if word not in provider_names
        )
        for part in _PARTS.split(sentence):
            reader = _reader(part, provider_names, meant, about)
            found += reader.claims()
            meant = reader.last if part.endswith(";") else Actor.OTHER
    return found


def may_speak_of(low_tokens: Sequence[str], cited: Sequence[Claim]) -> bool:
    """Say whether any word may be a form of a verb of the claims: else there is nothing to compare."""
    verbs = {claim.verb for claim in cited}
    return any(verb_class(word) in verbs for word in low_tokens) or "liability" in verbs


def _reader(sentence: str, names: frozenset[str], meant: Actor, about: frozenset[str]) -> "_Reader":
    yields = [
        Claim(_OWNERS.get(found["who"]) or _owner(found["who"], names), Force.DOES, "liability")
        for found in _OWN_LIABILITY.finditer(sentence)
    ]
    tokens = _WORDS.findall(_PHRASES.sub(_pseudo, _unfolded(_ASIDES.sub(" ", sentence))))
    hedges = _HEDGES.intersection(tokens) | ({"no longer"} if "no longer" in sentence else set())
    return _Reader(tokens, names, hedges, about, yields, meant)


def _owner(who: str, names: frozenset[str]) -> Actor:
    name = who.removesuffix("'s").removesuffix("s'")
    if name in names or name in _PROVIDERS:
        return Actor.PROVIDER
    return Actor.USER if name in _USERS or f"{name}s" in _USERS else Actor.OTHER


def _unfolded(sentence: str) -> str:
    """Rewrite "lets you end it" as "you may end it", so that it is read as what it says."""
    sentence = _INVERTED.sub(r"\g<who> \g<modal> not", sentence)
    sentence = _JOINED.sub(_with_hyphen, sentence)
    if "harmless" in sentence:
        sentence = _HOLD_HARMLESS.sub("hold-harmless", sentence)
    if "gives" in sentence or "give " in sentence:
        sentence = _GIVES_RIGHT.sub(r", \g<who> may", sentence)
    return _LETS.sub(_let, sentence)


def _with_hyphen(found: re.Match[str]) -> str:
    return found[0].replace(" ", "-")


def _let(found: re.Match[str]) -> str:
    link, who = found["link"], found["who"]
    if link is None and found["must"] and who.split()[-1] not in _USERS:
        return found[0]  # to make changes makes nobody do anything
    if found["may"]:
        # "allows you access" has no verb to read; "lets" alone goes without a link.
        if link is None and not found["may"].startswith("let"):
            return found[0]
        return f", {who} {'may not' if found['no'] else 'may'} "
    if found["must"]:
        if link is None and not found["must"].startswith("make"):
            return found[0]
        return f", {who} {'need not' if found['no'] else 'must not' if link == 'not to' else 'must'} "
    return f", {who} must not " if link == "from" and not found["no"] else found[0]


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word != "reply"


def _pseudo(found: re.Match[str]) -> str:
    return f"§{found.lastgroup}"


_FORCES: Final = {
    _MUST: Force.MUST, _MAY: Force.MAY, _WILL: Force.WILL, _NOT: Force.NOT, _NEED_NOT: Force.NEED_NOT, _DONT: Force.NOT,
}  # fmt: skip


@dataclass(slots=True)
class _Reader:
    tokens: Sequence[str]
    names: frozenset[str]
    hedges: frozenset[str]
    about: frozenset[str]
    found: list[Claim]
    meant: Actor = Actor.OTHER
    last: Actor = Actor.OTHER
    alone: bool = False

    def claims(self) -> list[Claim]:
        """Return what the sentence says, read from left to right."""
        subject, since, named = Actor.UNKNOWN, -_LONGEST_REACH, -_LONGEST_REACH
        is_negated = False
        self.alone = False
        at = 0
        while at < len(self.tokens):
            word = self.tokens[at]
            actor = self._actor(at)
            if actor is not None and self._is_subject(at):
                subject = self._together(subject, since, actor, at)
                since, named, is_negated = at, at, self._is_negated(at)
                self.alone = self._is_alone(at)
                self.last = subject
                at += 1
            elif word in _FORCES:
                is_near = at - since <= _LONGEST_REACH
                is_turned = is_negated and is_near and word in _TURNED
                if is_turned and at - since > 1:
                    self.hedges |= {"nobody"}  # under a certain age may
                at = self._verbs(
                    at + 1, subject if is_near else Actor.UNKNOWN, Force.NOT if is_turned else _FORCES[word]
                )
                since = at if is_near else since
            elif at - named == 1 and self._does(subject, word):
                behind = self._verbs(at, subject, Force.NOT if is_negated else Force.DOES)
                since = at = max(
                    at + 1, behind
                )  # what names somebody too, such as "paid", is left where it stands
            elif word in _BE:
                at = self._passive(at, Force.DOES, subject if at - since <= _LONGEST_REACH else Actor.UNKNOWN)
            elif at - named == 1 and word == "alone":
                self.alone, since, named, at = True, at, at, at + 1
            elif at - named == 1 and (word.endswith("ly") or word in _ADVERBS):
                since, named, at = at, at, at + 1
            else:
                at += 1
        return self.found

    def _verbs(self, at: int, who: Actor, force: Force) -> int:
        """Read the verbs after a may or must, or after who acts, and return the place behind them."""
        at = self._past_adverbs(at)
        if at < len(self.tokens) and self.tokens[at] == "not":
            force, at = Force.NOT, at + 1
        if at < len(self.tokens) and self.tokens[at] in _BE:
            return self._passive(at, force, who)
        following: int | None = at
        while following is not None and following < len(self.tokens):
            at = following
            word = self.tokens[at]
            if not word[0].isalpha() or word in _NO_VERBS or self._actor(at) is not None:
                return at
            at += 1
            sends_none = at < len(self.tokens) and self.tokens[at] == "no" and force in _POSITIVE
            self._keep(who, Force.NOT if sends_none else force, verb_class(word))
            following = self._coordinated(at)
        return at

    def _keep(self, who: Actor, force: Force, verb: str) -> None:
        self.found.append(Claim(who, force, verb, self.hedges, self.about, self.alone))

    def _together(self, subject: Actor, since: int, actor: Actor, at: int) -> Actor:
        """Return both, where two are named in one breath: you and Acme may."""
        is_joined = at - since == 2 and self.tokens[at - 1] in {"and", "or"}  # noqa: PLR2004 - what joins them is between
        return Actor.BOTH if is_joined and {subject, actor} == {Actor.USER, Actor.PROVIDER} else actor

    def _is_alone(self, at: int) -> bool:
        before = at - 1
        while before >= 0 and self.tokens[before] in _DETERMINERS:
            before -= 1
        return before >= 0 and self.tokens[before] == "only"

    def _does(self, subject: Actor, word: str) -> bool:
        if subject is Actor.OTHER:
            return known_verb(word) is not None and not is_also_noun(word) and word.endswith("s")
        return subject in _ACTING and known_verb(word) is not None

    def _passive(self, at: int, force: Force, who: Actor) -> int:
        """Read "is not shared by us" or "is not liable" and return the place behind it."""
        at += 1
        while at < len(self.tokens) and (self.tokens[at] in _IN_PASSIVE or _is_adverb(self.tokens[at])):
            force = Force.NOT if self.tokens[at] in _DENIES else force
            at += 1
        if at < len(self.tokens) and self.tokens[at] in _STATES:
            self._keep(who, force, self.tokens[at])
            return at + 1
        if at >= len(self.tokens) or not self.tokens[at].endswith(_PARTICIPLES):
            return at
        verb = known_verb(self.tokens[at])
        if verb is not None:
            self._keep(self._agent(at + 1), force, verb)
        return at + 1

    def _agent(self, at: int) -> Actor:
        """Return by whom something is done, where that is said."""
        for place in range(at, min(at + _LONGEST_REACH, len(self.tokens) - 1)):
            if self.tokens[place] == "by":
                if self.tokens[place + 1] == "us":
                    return Actor.PROVIDER
                near = range(place + 1, min(place + 4, len(self.tokens)))
                named = next((actor for actor in map(self._actor, near) if actor is not None), None)
                return named or Actor.UNKNOWN
        return Actor.UNKNOWN

    def _coordinated(self, at: int) -> int | None:
        """Return the place of a further verb of the same subject: indemnify, defend and hold harmless."""
        start = at
        while at < len(self.tokens) and (
            self.tokens[at] in {",", "and", "or"} or _is_adverb(self.tokens[at])
        ):
            at += 1
        if at == start or at >= len(self.tokens):
            return None
        verb = self.tokens[at]
        ends = ("ed", "ing")
        is_verb = known_verb(verb) is not None and not verb.endswith(ends) and not is_also_noun(verb)
        return at if is_verb else None

    def _past_adverbs(self, at: int) -> int:
        # shall, at the customer's choice, return; may and without notice, suspend
        if at < len(self.tokens) and self.tokens[at] in {",", "and", "or"}:
            close = next(
                (n for n in range(at + 1, min(at + 12, len(self.tokens))) if self.tokens[n] == ","), None
            )
            at = at if close is None else close + 1
        reach = at + 2 * _LONGEST_REACH
        while at < min(reach, len(self.tokens)) and (
            self.tokens[at] in _ADVERBS - {"not"}
            or (self.tokens[at].endswith("ly") and self.tokens[at] != "reply")
        ):
            at += 1
        return at

    def _actor(self, at: int) -> Actor | None:
        word = self.tokens[at]  # of a possessive ("the user's") nobody acts, and it is in no list
        actor = self.meant if word == "it" else _ACTORS.get(word)
        if word in self.names:
            return Actor.PROVIDER
        if actor in {Actor.PROVIDER, Actor.USER} and word not in {"we", "you"}:
            following = self.tokens[at + 1] if at + 1 < len(self.tokens) else ""
            if following in _RELATIVES:
                return Actor.OTHER  # the company that you deal with: which one is told by what follows
        return actor

    def _is_subject(self, at: int) -> bool:
        before = at - 1
        while before >= 0 and self.tokens[before] in _DETERMINERS - _BEFORE_SUBJECTS:
            before -= 1
        if before < 0:
            return True
        word = self.tokens[before]
        return word in _BEFORE_SUBJECTS or word in _FORCES or word in self.names

    def _is_negated(self, at: int) -> bool:
        return self.tokens[at] in {"neither-party", "nobody", "nothing"} or (
            at > 0 and self.tokens[at - 1] in {"no", "neither"}
        )
