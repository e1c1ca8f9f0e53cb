"""Measure the provisions of an archive: python -m benchmarks.provisions, on the database and blobs of the settings.

Everything is counted from the stored rows and texts alone: how much of the substantive text clauses cover, whether the same
words keep their id from one version to the next and through another segmenter, and how many are about nothing we know. With
`--recut`, every version is first cut by a segmenter that cuts one clause in seven otherwise; with `--stage`, versions of 8,000
to 9,000 words are cut, followed and read once more, and what was stored of that is taken back.
"""

import argparse
import json
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median
from time import perf_counter, process_time

import django
from django.db import transaction

from conductatlas import embedded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")
embedded.start()
django.setup()


from apps.documents.models import Document, Version  # noqa: E402 - Django first
from apps.documents.selectors import text_of  # noqa: E402 - as before
from apps.provisions.models import ProvisionText, ProvisionTopic, Standing  # noqa: E402 - as before
from apps.provisions.segmentation import SEGMENTER_VERSION, Segment, Segmentation, Span, segment  # noqa: E402 - as before
from apps.provisions.selectors import provisions_without_topic  # noqa: E402 - as before
from apps.provisions.services.segments import segment_version  # noqa: E402 - as before
from apps.provisions.types import Segmenter  # noqa: E402 - as before
from benchmarks.segments import ENOUGH, substantive_words  # noqa: E402 - as before

WORDS = range(8_000, 9_001)
STAGED = 12  # versions cut once more
EVERY = 7  # of the clauses, one is joined to the next
RECUT = "recut/1"


@dataclass(slots=True)
class Figures:
    """Count over all versions."""

    versions: int = 0
    covered: int = 0
    clauses: int = 0
    overlaps: int = 0
    same_words: int = 0
    same_id: int = 0
    recut_same: int = 0
    recut_same_id: int = 0
    by_basis: Counter[str] = field(default_factory=Counter)


def recut(text: str) -> Segmentation:
    """Cut a text as the shipped segmenter does, but for one clause in seven."""
    made = segment(text)
    return replace(made, segments=tuple(_joined(made.segments)))


def _joined(segments: Sequence[Segment]) -> Iterator[Segment]:
    for at, part in enumerate(segments):
        if at % EVERY == 0 and at + 1 < len(segments):
            yield replace(part, span=Span(part.span.start, segments[at + 1].span.end))
        elif at % EVERY != 1:
            yield part


def measure(document: Document, figures: Figures) -> None:
    """Add a document's versions to the figures."""
    before: dict[str, list[int]] = {}
    for version in document.versions.order_by("number"):
        text = text_of(version)
        stored = list(ProvisionText.objects.filter(version=version, segmenter=SEGMENTER_VERSION))
        figures.versions += 1
        figures.clauses += len(stored)
        figures.covered += _coverage(text, stored) >= ENOUGH
        figures.overlaps += sum(after.start < one.end for one, after in pairwise(stored))
        present: dict[str, list[int]] = {}
        for one in stored:
            present.setdefault(" ".join(text[one.start : one.end].split()), []).append(one.provision_id)
        for words, ids in present.items():
            if words in before:
                common = Counter(ids) & Counter(before[words])
                figures.same_words += min(len(ids), len(before[words]))
                figures.same_id += common.total()
        before = present
        _measure_recut(version, stored, figures)


def _coverage(text: str, stored: Sequence[ProvisionText]) -> float:
    starts = [one.start for one in stored]
    words = list(substantive_words(text))
    inside = 0
    for word in words:
        at = bisect_right(starts, word) - 1
        inside += at >= 0 and word < stored[at].end
    return inside / len(words) if words else 1.0


def _measure_recut(version: Version, stored: Sequence[ProvisionText], figures: Figures) -> None:
    others = {
        (one.start, one.end): one.provision_id
        for one in ProvisionText.objects.filter(version=version, segmenter=RECUT)
    }
    for one in stored:
        other = others.get((one.start, one.end))
        if other is not None:
            figures.recut_same += 1
            figures.recut_same_id += other == one.provision_id


def stage() -> dict[str, float]:
    """Cut, follow and read versions of 8,000 words again, and return the worker's processor time in seconds."""
    seconds: list[float] = []
    clauses = 0
    for version in Version.objects.exclude(number=1).order_by("text_sha256").iterator():
        if len(text_of(version).split()) not in WORDS:
            continue
        started = process_time()
        with transaction.atomic():
            clauses += segment_version(version=version, segmenter=Segmenter("staged/1", segment)).row.clauses
            seconds.append(process_time() - started)
            transaction.set_rollback(True)
        if len(seconds) == STAGED:
            break
    return {
        "staged": len(seconds),
        "stage_median": round(median(seconds), 3),
        "stage_worst": round(max(seconds), 3),
        "provisions_a_second": round(clauses / sum(seconds)),
    }


def main() -> None:
    """Print the figures of the archive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recut", action="store_true", help="cut every version otherwise first")
    parser.add_argument("--stage", action="store_true", help="time versions of 8,000 words, and nothing else")
    figures = Figures()
    if parser.parse_args().stage:
        print(json.dumps(stage(), indent=1))
        return
    if parser.parse_args().recut:
        started = perf_counter()
        for version in Version.objects.order_by("document_id", "number").iterator():
            segment_version(version=version, segmenter=Segmenter(RECUT, recut))
        print(f"recut in {perf_counter() - started:.0f} s")
    for document in Document.objects.order_by("pk"):
        measure(document, figures)
    rows = ProvisionTopic.objects.filter(rank=1, classification__text__segmenter=SEGMENTER_VERSION)
    figures.by_basis.update(rows.values_list("basis", flat=True))
    named = sum(figures.by_basis.values())
    told = {
        "versions": figures.versions,
        "versions_covered": round(figures.covered / max(figures.versions, 1), 4),
        "clauses": figures.clauses,
        "overlaps": figures.overlaps,
        "same_words": figures.same_words,
        "same_id": figures.same_id,
        "recut_same": figures.recut_same,
        "recut_same_id": figures.recut_same_id,
        "without_topic": round(1 - named / max(figures.clauses, 1), 4),
        "by_basis": dict(figures.by_basis.most_common()),
        "standing": Standing.objects.filter(ended_in=None).count(),
        "standing_without_topic": provisions_without_topic().count(),
    }
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
