"""The closest clauses of other platforms: on the same topic and position, not merely in like words.

The topic, with its confidence, and the position come first; likeness of meaning and of words orders what takes the same. What
takes the same position on something else, such as strikes and floods where others limit damages, is not alike enough in
meaning. Rather none than one that is not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from apps.provisions.classification import meanings
from apps.provisions.matching.closeness import OnTopic, closest
from apps.provisions.models import ProvisionFact, ProvisionTopic, Standing
from apps.provisions.prevalence import OWN_WORDS
from apps.provisions.segmentation.reading import visible
from apps.provisions.selectors import words_of
from apps.provisions.taxonomy.labels import fact_label

LEAST_CONFIDENCE = 0.6
FEWEST_LETTERS = 60  # of a clause that can be compared
LEAST_KINSHIP = (
    0.45  # of meaning, words and kind of document: read by eye, what has less is as often off the point
)
MOST_CANDIDATES = 100  # read for their words, the surest of their topic first


@dataclass(frozen=True, slots=True)
class Comparable:
    """Hold another platform's clause, what it says, how close it is, and what it settles otherwise."""

    standing: Standing
    text: str
    score: float
    difference: str


def comparables_of(standing: Standing, *, limit: int = 3) -> list[Comparable]:
    """Return the closest clauses of other platforms on the clause's surest topic and its position, one of each platform.

    None where its own words do not surely tell a topic, or take no position on it. Five queries, however many there are.
    """
    stand = _stand_of(standing)
    if stand is None:
        return []
    candidates = list(_candidates(standing, stand))
    if not candidates:
        return []
    words = words_of([standing, *candidates])
    return list(islice(_one_of_each_platform(_ranked(standing, stand, candidates, words)), limit))


def _stand_of(standing: Standing) -> ProvisionTopic | None:
    topics = ProvisionTopic.objects.filter(classification=standing.classification_id, basis__in=OWN_WORDS)
    stand = topics.select_related("topic").order_by("rank").first()
    if stand is None or stand.confidence < LEAST_CONFIDENCE:
        return None
    return stand if stand.position else None


def _candidates(standing: Standing, stand: ProvisionTopic) -> Iterable[Standing]:
    """Return the surest of their topic that take the position, each with its `confidence`."""
    surest = (
        Standing.objects.filter(
            ended_in=None,
            classification__topics__topic=stand.topic_id,
            classification__topics__position=stand.position,
            classification__topics__basis__in=OWN_WORDS,
            classification__topics__confidence__gte=LEAST_CONFIDENCE,
        )
        .exclude(provision__document__platform=standing.provision.document.platform_id)
        .order_by("-classification__topics__confidence", "classification_id")
        .values_list("pk", "classification__topics__confidence")[:MOST_CANDIDATES]
    )
    confidence = dict(surest)  # the few of many whose words are then read
    rows = Standing.objects.filter(pk__in=list(confidence)).select_related(
        "provision__document__platform", "provision__wording", "last_text__version"
    )
    for row in rows.defer("provision__wording__vector"):
        vars(row)["confidence"] = confidence[row.pk]
        yield row


def _ranked(
    standing: Standing, stand: ProvisionTopic, candidates: Iterable[Standing], words: Mapping[int, str]
) -> Iterator[Comparable]:
    """Yield what is close enough, the closest first."""
    read = [one for one in candidates if len(visible(words[one.pk])) >= FEWEST_LETTERS]
    facts = _facts([standing, *read], stand)
    own = facts[standing.classification_id]
    asked, *others = _on_topic([standing, *read], words)
    for close in closest(asked, others):
        one = read[close.place]
        if close.kinship >= LEAST_KINSHIP:
            yield Comparable(one, words[one.pk], close.score, _difference(own, facts[one.classification_id]))


def _on_topic(standings: Sequence[Standing], words: Mapping[int, str]) -> list[OnTopic]:
    told = meanings([visible(words[one.pk]) for one in standings])
    return [
        OnTopic(words[one.pk], meaning, vars(one).get("confidence", 1.0), one.provision.document.type)
        for one, meaning in zip(standings, told, strict=True)
    ]


def _facts(standings: Iterable[Standing], stand: ProvisionTopic) -> Mapping[int | None, dict[str, str]]:
    """Return what each classification states on the topic, by fact."""
    found: defaultdict[int | None, dict[str, str]] = defaultdict(dict)
    numbers = [one.classification_id for one in standings]
    for fact in ProvisionFact.objects.filter(classification__in=numbers, topic=stand.topic_id):
        found[fact.classification_id][fact.slug] = fact.value
    return found


def _difference(own: Mapping[str, str], other: Mapping[str, str]) -> str:
    """Say in which values the other clause differs; nothing where it states the same or none."""
    changed = [
        f"{fact_label(slug)} ({other[slug]} rather than {own[slug]})"
        for slug in own
        if slug in other and other[slug] != own[slug]
    ]
    added = [f"{fact_label(slug)} ({value})" for slug, value in other.items() if slug not in own]
    told = [f"{verb} {_listed(facts)}" for verb, facts in (("differs in", changed), ("adds", added)) if facts]
    return f"It {' and '.join(told)}." if told else ""


def _listed(parts: Sequence[str]) -> str:
    return " and ".join([*filter(None, [", ".join(parts[:-1])]), parts[-1]])


def _one_of_each_platform(ranked: Iterable[Comparable]) -> Iterator[Comparable]:
    seen: set[int] = set()
    for one in ranked:
        platform = one.standing.provision.document.platform_id
        if platform not in seen:
            seen.add(platform)
            yield one
