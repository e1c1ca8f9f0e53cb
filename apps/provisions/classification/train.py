"""Makes the model file: python -m apps.provisions.classification.train SETS [OUT].

SETS is a folder with the five labelled sets named in `sets`; docs/model-card.md says where they come from. The same
sets give the same file. scikit-learn and SciPy are needed, which requirements-dev.txt has.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

from apps.provisions.classification.heads import ai_head, topics_head, unfair_head
from apps.provisions.classification.model import SHIPPED, write_model
from apps.provisions.classification.scoring import Head
from apps.provisions.classification.sets import read_ai, read_topics, read_unfair


def train(folder: Path) -> Mapping[str, Head]:
    """Return the heads that the sets in a folder give."""
    return {
        "ai": ai_head(read_ai(folder)),
        "topics": topics_head(read_topics(folder)),
        "unfair": unfair_head(read_unfair(folder)),
    }


def main(folder: str, out: str = str(SHIPPED)) -> None:
    """Train, write and name the digest."""
    digest = write_model(train(Path(folder)), Path(out))
    sys.stdout.write(f"{digest}  {out}\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
