"""Measures how often the closest clause of another document is of the same kind: python -m benchmarks.comparables SET.

SET is the folder the model is trained from: then each company is judged by a model that saw nothing of it (needs
requirements-dev.txt). Or it is one file of sentences with `doc`, `id`, `text` and `unfair` that the shipped model never saw.

For each sentence with a label and each other document that has a sentence with one of the same labels, the document's
sentences are ranked as comparables are: by the confidence in the sentence's likeliest label, by likeness of meaning and of
words. True labels decide what is a hit, and nothing else.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from apps.provisions.classification import Judgement, judge, meanings
from apps.provisions.matching.closeness import Meaning, OnTopic, closest

SCHEME = "unfair"
MEANING = "topics"  # the head that tells meanings apart
MOST_READ = 4  # sentences of a document, the surest of the label first
FIRST = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document, its true labels and what the classifier makes of it."""

    doc: str
    text: str
    labels: frozenset[str]
    judgement: Judgement
    meaning: Meaning


def judged_by_folds(folder: Path, count: int) -> Iterator[Sentence]:
    """Yield the sentences of the folder's set, each judged by models made without its company."""
    from benchmarks.clauses_folds import models_without  # noqa: PLC0415 - slow import

    for model, left_out in models_without(folder, (SCHEME, MEANING), count):
        texts = [example.text for example in left_out]
        told = zip(left_out, judge(SCHEME, texts, model), meanings(texts, model), strict=True)
        for example, judgement, meaning in told:
            doc = example.name.rsplit("_", 1)[0]
            yield Sentence(doc, example.text, example.labels, judgement, meaning)


def judged_by_shipped(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a file, judged by the shipped model."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    texts = [row["text"] for row in rows]
    for row, judgement, meaning in zip(rows, judge(SCHEME, texts), meanings(texts), strict=True):
        yield Sentence(row["doc"], row["text"], frozenset(row["unfair"]), judgement, meaning)


def measure(sentences: Sequence[Sentence], asked: Sequence[Sentence]) -> Counter[str]:
    """Count the pairs of a sentence and another document, and those of which the first, or one of the first, is of its kind."""
    by_doc: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        by_doc[sentence.doc].append(sentence)
    found: Counter[str] = Counter()
    for one in asked:
        for told in _ranked(one, by_doc):
            hits = [bool(one.labels & other.labels) for other in told]
            found["pairs"] += 1
            found["hit@1"] += hits[0]
            found[f"hit@{FIRST}"] += any(hits)
            if _is_given(one, told[0]):
                found["shown"] += 1
                found["shown, hit@1"] += hits[0]
    return found


def _ranked(one: Sentence, by_doc: Mapping[str, Sequence[Sentence]]) -> Iterator[list[Sentence]]:
    """Yield for each other document with a sentence of the kind its closest sentences, closest first."""
    label = next(iter(one.judgement.scores))
    for doc, others in by_doc.items():
        if doc != one.doc and any(one.labels & other.labels for other in others):
            read = sorted(others, key=lambda other: -other.judgement.scores[label])[:MOST_READ]
            found = closest(_on_topic(one, label), [_on_topic(other, label) for other in read])
            yield [read[close.place] for close in found[:FIRST]]


def _on_topic(sentence: Sentence, label: str) -> OnTopic:
    return OnTopic(sentence.text, sentence.meaning, sentence.judgement.scores[label])


def _is_given(one: Sentence, other: Sentence) -> bool:
    """Say whether the classifier is sure of both, as the product wants."""
    label = next(iter(one.judgement.scores))
    return label in one.judgement.labels and label in other.judgement.labels


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path, help="folder of the labelled sets, or a file of sentences")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--asked", type=int, help="sentences to ask about; all by default")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    by_folds = judged_by_folds(options.set, options.folds) if options.set.is_dir() else None
    sentences = list(by_folds or judged_by_shipped(options.set))
    asked = [sentence for sentence in sentences if sentence.labels]
    if options.asked:
        asked = Random(options.seed).sample(asked, min(options.asked, len(asked)))  # noqa: S311 - the same sample each time
    found = measure(sentences, asked)
    shown = max(found["shown"], 1)
    told = {
        "sentences": len(sentences),
        "asked": len(asked),
        "pairs": found["pairs"],
        "hit@1": round(found["hit@1"] / max(found["pairs"], 1), 4),
        f"hit@{FIRST}": round(found[f"hit@{FIRST}"] / max(found["pairs"], 1), 4),
        "shown": round(found["shown"] / max(found["pairs"], 1), 4),
        "shown, hit@1": round(found["shown, hit@1"] / shown, 4),
    }
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
