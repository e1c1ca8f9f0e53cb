"""The rules of a watch, put to a change. Pure.

What is not known never hides a change: one that nobody has graded yet passes every severity and direction, and says so.
"""

from apps.analysis.types import Direction, Level
from apps.subscriptions.types import ChangeFacts, Check, Interest, Rules, Verdict

_RANK = {Level.LOW: 1, Level.MEDIUM: 2, Level.HIGH: 3}
_FOR_WHOM = {
    Direction.BETTER: "better for those bound by it",
    Direction.WORSE: "worse for those bound by it",
    Direction.MIXED: "better and worse",
    Direction.NEUTRAL: "neither better nor worse",
    Direction.UNCLEAR: "not clear for whom",
}


def judge(rules: Rules, facts: ChangeFacts) -> Verdict:
    """Put every rule to the change, whether or not an earlier one is met: a person wants to know all of why not."""
    checks = [_interest(rules, facts), _severity(rules, facts)]
    if rules.topics:
        checks.append(_topics(rules, facts))
    if rules.directions:
        checks.append(_direction(rules, facts))
    if rules.locale:
        checks.append(_locale(rules, facts))
    return Verdict(tuple(checks))


def _interest(rules: Rules, facts: ChangeFacts) -> Check:
    met = [interest for interest in Interest if interest in facts.interests and interest in rules.interests]
    if met:
        told = " and ".join(_short(interest) for interest in met)
        return Check("interests", is_met=True, told=f"It changes {told}, which the watch asks for.")
    if not facts.interests:
        return Check("interests", is_met=False, told="It changes nothing that binds anybody.")
    held = " and ".join(_short(interest) for interest in Interest if interest in facts.interests)
    return Check("interests", is_met=False, told=f"It changes {held}, which the watch leaves out.")


def _severity(rules: Rules, facts: ChangeFacts) -> Check:
    if facts.severity is None:
        return Check("min_severity", is_met=True, told="Its severity is not known yet, so it is told.")
    is_met = _RANK[facts.severity] >= _RANK[rules.min_severity]
    word = "at or above" if is_met else "below"
    told = f"Its severity is {facts.severity.value}, {word} the watch's {rules.min_severity.value}."
    return Check("min_severity", is_met=is_met, told=told)


def _topics(rules: Rules, facts: ChangeFacts) -> Check:
    met = [topic.replace("_", " ") for topic in sorted(facts.topics & set(rules.topics))]
    if met:
        return Check("topics", is_met=True, told=f"It touches a clause on {', '.join(met)}.")
    return Check("topics", is_met=False, told="It touches no clause on the watch's topics.")


def _direction(rules: Rules, facts: ChangeFacts) -> Check:
    if facts.direction is None:
        return Check("directions", is_met=True, told="For whom it is better is not known yet, so it is told.")
    is_met = facts.direction in rules.directions
    told = f"It is {_FOR_WHOM[facts.direction]}, which the watch {'asks for' if is_met else 'leaves out'}."
    return Check("directions", is_met=is_met, told=told)


def _locale(rules: Rules, facts: ChangeFacts) -> Check:
    """A watch for `en` tells of `en-GB` too: a longer tag is a part of the shorter (RFC 4647, basic filtering)."""
    is_met = f"{facts.locale.lower()}-".startswith(f"{rules.locale.lower()}-")
    word = "which the watch asks for" if is_met else f"and the watch asks for {rules.locale}"
    return Check("locale", is_met=is_met, told=f"The document's language is {facts.locale}, {word}.")


def _short(interest: Interest) -> str:
    return _SHORT[interest]


_SHORT = {
    Interest.WORDING: "wording",
    Interest.NUMBERS: "numbers",
    Interest.DATES: "a date that counts",
    Interest.SUB_PROCESSORS: "a list of sub-processors",
    Interest.LINKS: "only links",
    Interest.RETURNS: "the text back to what it was before",
}
