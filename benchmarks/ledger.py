"""How fast the ledger appends and proves: python -m benchmarks.ledger --leaves 1000000.

Fills the database that DATABASE_URL names, which must be empty. Prints, at each power of ten, the rates of noting and appending since
the one before, and the time and size of inclusion and consistency proofs.
"""

import argparse
import math
import os
import random
from statistics import quantiles
from time import perf_counter
from typing import Final

import django

from conductatlas import embedded

_PORTION: Final = 4096
_PROOFS: Final = 500


def main() -> None:
    """Make Django ready for the database that the environment names, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    options = parser.parse_args()
    if "DATABASE_URL" not in os.environ:
        raise SystemExit("Set DATABASE_URL to an empty database: this fills it.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")
    embedded.start()
    django.setup()
    run(options.leaves)


def run(leaves: int) -> None:
    """Append so many leaves, and prove at 1,000, 10,000 and so on."""
    from django.core.management import call_command  # noqa: PLC0415 - app ready

    call_command("migrate", verbosity=0)
    size, step = 0, 1_000
    while size < leaves:
        noted, appended = grow(size, min(step, leaves))
        added = min(step, leaves) - size
        size = min(step, leaves)
        print(f"{size:>9} entries: noted {added / noted:,.0f}/s, appended {added / appended:,.0f}/s")
        prove(size)
        step *= 10


def grow(size: int, until: int) -> tuple[float, float]:
    """Note and append leaves like those of captures; return the seconds that each took."""
    from apps.evidence.services.noting import note_all  # noqa: PLC0415 - app ready
    from apps.evidence.services.sequencing import append_pending  # noqa: PLC0415 - app ready
    from apps.evidence.types import Leaf  # noqa: PLC0415 - app ready

    noted = appended = 0.0
    for first in range(size, until, _PORTION):
        started = perf_counter()
        note_all(
            Leaf("capture", f"capture/{number}", facts(number))
            for number in range(first, min(first + _PORTION, until))
        )
        between = perf_counter()
        append_pending(limit=_PORTION)
        noted, appended = noted + between - started, appended + perf_counter() - between
    return noted, appended


def facts(number: int) -> dict[str, object]:
    """Return about as much as is told of a capture."""
    digest = f"{number:064x}"
    return {
        "document": f"CA-D-{number % 10_000 + 1:06d}",
        "requested_url": f"https://vendor-{number % 10_000}.example/legal/terms-of-service",
        "started_at": "2026-03-02T09:00:00.000000Z",
        "finished_at": "2026-03-02T09:00:02.000000Z",
        "outcome": "received",
        "status": 200,
        "headers_sha256": digest,
        "hops_sha256": digest,
        "snapshot_sha256": digest,
        "verdict": "good",
    }


def prove(size: int) -> None:
    """Print how long proofs take at this size, and how many hashes they have beside log2."""
    from apps.evidence.merkle import is_consistent, is_included  # noqa: PLC0415 - app ready
    from apps.evidence.selectors import consistency_proof, inclusion_proof  # noqa: PLC0415 - app ready

    chance = random.Random(size)  # noqa: S311 - which leaves are proved
    included, consistent, longest = [], [], 0
    for _ in range(_PROOFS):
        index = chance.randrange(size)
        started = perf_counter()
        proof = inclusion_proof(index=index, size=size)
        included.append(perf_counter() - started)
        longest = max(longest, len(proof.hashes))
        started = perf_counter()
        grown = consistency_proof(old=index + 1, new=size)
        consistent.append(perf_counter() - started)
        is_right = is_included(index, size, proof.leaf_hash, proof.hashes, proof.root) and is_consistent(
            index + 1, size, grown.hashes, old_root=grown.old_root, new_root=grown.new_root
        )
        if not is_right:
            raise SystemExit(f"The proofs of entry {index} in {size} do not hold.")
    print(
        f"          inclusion p95 {_p95(included):.1f} ms, consistency p95 {_p95(consistent):.1f} ms; "
        f"at most {longest} hashes ({32 * longest} bytes), log2 {math.log2(size):.1f}"
    )


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1] * 1000


if __name__ == "__main__":
    main()
