"""Compares what prose says of who does what with what the cited words say of it."""

from collections.abc import Iterable, Iterator
from typing import Final

from apps.analysis.grounding.claims import Actor, Claim, Force
from apps.analysis.grounding.lexicon import words
from apps.analysis.grounding.types import Code

_PARTIES: Final = frozenset({Actor.USER, Actor.PROVIDER})
_POSITIVE: Final = frozenset({Force.MUST, Force.MAY, Force.WILL, Force.DOES})
_OPTIONAL: Final = frozenset({Force.MAY})
_BINDING: Final = frozenset({Force.MUST, Force.WILL})
_WHO: Final = {Actor.USER: "you", Actor.PROVIDER: "the platform", Actor.BOTH: "both parties"}

_SAY_LITTLE: Final = words("verbs_that_say_little")
_SAME_MATTER: Final = 3  # stems, the verb's among them

Contradiction = tuple[Code, str]


def contradictions(said: Iterable[Claim], cited: Iterable[Claim]) -> Iterator[Contradiction]:
    """Give what is said against the cited words; on verbs that they do not have, nothing."""
    by_verb: dict[str, list[Claim]] = {}
    for claim in cited:
        by_verb.setdefault(claim.verb, []).append(claim)
    for claim in said:
        same = by_verb.get(claim.verb)
        if same:
            yield from _against(claim, same)


def _nearest(claim: Claim, cited: list[Claim], *, within: int) -> list[Claim]:
    """Return those whose sentences have most in common with the one compared: a text may say one of this, another of that."""
    if len(cited) == 1:
        return cited
    shared = [len(claim.about & other.about) for other in cited]
    return [other for other, count in zip(cited, shared, strict=True) if count >= max(shared) - within]


def _against(claim: Claim, every: list[Claim]) -> Iterator[Contradiction]:
    cited = _nearest(claim, every, within=0)
    if (claim.actor not in _WHO or claim.verb in _SAY_LITTLE) and len(
        claim.about & cited[0].about
    ) < _SAME_MATTER:
        return  # nobody is named, or nearly nothing is said of it, and hardly a word is shared
    # What is said of both may stand in two sentences, one for each.
    asked = every if claim.actor is Actor.BOTH or claim.alone else _nearest(claim, every, within=1)
    actors = {other.actor for other in asked}
    if _is_swapped(claim.actor, actors) or _is_not_alone(claim, actors):
        yield (
            Code.PARTY,
            f"It says that {_WHO[claim.actor]} would {claim.verb}; the cited words say it of another.",
        )
        return
    alike = [other for other in cited if _may_be_same(claim.actor, other.actor)]
    # What is limited by unless, except or if may be told from either side; what both limit alike is told from one.
    if claim.hedges:
        alike = [other for other in alike if _is_comparable(claim, other)]
    if claim.force is Force.MAY and claim.actor in _PARTIES:
        # What is done by nobody named may be barred in one case and open to a party in another.
        alike = [other for other in alike if other.actor in _PARTIES or other.force is not Force.NOT]
    if alike:
        # Where a text both allows an act and bars it, in one case and another, it may be told that it is done.
        near = _nearest(claim, every, within=_SAME_MATTER - 1)
        yield from _against_force(
            claim,
            {other.force for other in alike},
            {other.force for other in near if _may_be_same(claim.actor, other.actor)},
        )


def _is_comparable(claim: Claim, other: Claim) -> bool:
    same_sign = (claim.force in _POSITIVE) == (other.force in _POSITIVE)
    return same_sign or not claim.hedges - other.hedges or (other.force is Force.NOT and not other.hedges)


def _against_force(claim: Claim, forces: set[Force], near: set[Force]) -> Iterator[Contradiction]:
    verb = claim.verb
    if claim.force is Force.NOT and forces <= _POSITIVE:
        yield Code.NEGATION, f"It denies what the cited words state: {verb}."
    elif claim.force in _POSITIVE and forces == {Force.NOT} and not near & _POSITIVE:
        yield Code.NEGATION, f"It states what the cited words deny: {verb}."
    elif claim.force is Force.NEED_NOT and forces == {Force.MUST}:
        yield Code.NEGATION, f"It frees from what the cited words require: {verb}."
    elif claim.force is Force.MUST and forces == {Force.NEED_NOT}:
        yield Code.NEGATION, f"It requires what the cited words leave free: {verb}."
    elif claim.force in _BINDING and forces == _OPTIONAL:
        yield Code.MODALITY, f"It says must or will where the cited words say may: {verb}."
    elif claim.force is Force.MAY and forces == {Force.MUST}:
        yield Code.MODALITY, f"It says may where the cited words say must: {verb}."


def _is_not_alone(claim: Claim, cited: set[Actor]) -> bool:
    """Say whether prose gives to one alone what the cited words give to both, or to another."""
    return claim.alone and claim.actor in _PARTIES and bool(cited & (_PARTIES | {Actor.BOTH}) - {claim.actor})


def _is_swapped(actor: Actor, cited: set[Actor]) -> bool:
    known = cited & (_PARTIES | {Actor.BOTH})
    if not known or Actor.UNKNOWN in cited or Actor.OTHER in cited:
        return False
    if actor in _PARTIES:
        return actor not in known and Actor.BOTH not in known
    return actor is Actor.BOTH and Actor.BOTH not in known and len(known) == 1


def _may_be_same(said: Actor, cited: Actor) -> bool:
    return said is cited or not {said, cited} <= _PARTIES
