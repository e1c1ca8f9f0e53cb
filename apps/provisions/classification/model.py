"""The model file: numbers only, in NumPy's archive format, never unpickled, checked against its digest."""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from apps.core.errors import ConductAtlasError
from apps.provisions.classification.scoring import Head, Vocabulary

SHIPPED = Path(__file__).parent / "models" / "clauses.npz"

_ARRAYS = ("weights", "scale", "bias", "slope", "offset", "threshold", "cue_weights")


class ModelError(ConductAtlasError):
    """Raised when the model file is missing, altered or not one of ours."""

    code: ClassVar[str] = "clause_model_invalid"


@dataclass(frozen=True, slots=True)
class Model:
    """The heads by scheme, and the digest that names this state of them."""

    heads: Mapping[str, Head]
    sha256: str


@cache
def read_model(path: Path = SHIPPED) -> Model:
    """Return the model of that file, by default the shipped one. Raises `ModelError`."""
    try:
        content, stated = path.read_bytes(), path.with_suffix(".sha256").read_text().strip()
    except OSError as error:
        raise ModelError(f"{path.name}: {error}") from error

    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != stated:
        raise ModelError(f"{path.name}: digest {sha256} is not the stated {stated}")
    return Model(_heads(content), sha256)


def write_model(heads: Mapping[str, Head], path: Path) -> str:
    """Write the heads and their digest; the same heads give the same bytes. Return the digest."""
    arrays: dict[str, NDArray[Any]] = {
        "about": _encoded({name: _about(head) for name, head in heads.items()})
    }
    for name, head in heads.items():
        arrays[f"{name}.hashes"] = head.vocabulary.hashes
        arrays[f"{name}.rarity"] = head.vocabulary.rarity.astype(np.float16)
        for field in _ARRAYS:
            if (value := getattr(head, field)) is not None:
                arrays[f"{name}.{field}"] = value

    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    sha256 = hashlib.sha256(buffer.getvalue()).hexdigest()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    path.with_suffix(".sha256").write_text(f"{sha256}\n")
    return sha256


def _about(head: Head) -> dict[str, Any]:
    return {
        "labels": head.labels,
        "exclusive": head.exclusive,
        "cues": head.cues,
        "kinds": head.kinds,
        "unknown": head.vocabulary.unknown,
    }


def _encoded(value: object) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(value, sort_keys=True).encode(), dtype=np.uint8)


def _heads(content: bytes) -> dict[str, Head]:
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        about = json.loads(arrays["about"].tobytes())
        return {name: _head(arrays, name, row) for name, row in about.items()}


def _head(arrays: Any, name: str, about: dict[str, Any]) -> Head:
    rarity = arrays[f"{name}.rarity"].astype(np.float32)
    vocabulary = Vocabulary(arrays[f"{name}.hashes"], rarity, about["unknown"])
    values = {field: arrays[f"{name}.{field}"] for field in _ARRAYS if f"{name}.{field}" in arrays}
    return Head(
        labels=tuple(about["labels"]),
        exclusive=about["exclusive"],
        vocabulary=vocabulary,
        cues=tuple(about["cues"]),
        kinds=tuple(about["kinds"]),
        **values,
    )
