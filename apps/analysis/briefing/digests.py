"""What of a brief counts: a brief of the same digest asks for nothing that was not asked before.

Words count, not where they stand: a clause that is the same in the next version has the same digest. The number and date of the
version, offsets and texts, how many versions the clause has stood in and when it was last verified do not count, nor the day
on which an entry on a law was last looked over.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from apps.analysis.types import ChangeBrief, History, Law, Passage, ProvisionBrief, Stand, Whose
from apps.core.blobs import sha256_of

_LEFT_OUT: Final[Mapping[type, frozenset[str]]] = {
    ProvisionBrief: frozenset({"texts", "neighbours", "commonness"}),
    ChangeBrief: frozenset({"texts"}),
    Whose: frozenset({"version", "captured_on"}),
    History: frozenset({"last_verified_on", "versions"}),
    Law: frozenset({"verified_on", "url"}),
    Passage: frozenset({"citation"}),
}
_SURE = 2  # decimals of a confidence that count


def brief_digest(brief: ProvisionBrief | ChangeBrief) -> str:
    """Return the SHA-256 of what counts of a brief."""
    return sha256_of(json.dumps(_plain(brief), sort_keys=True, ensure_ascii=False).encode())


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return dict(_counting(value))
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    return value


def _counting(value: Any) -> Iterable[tuple[str, Any]]:
    left_out = _LEFT_OUT.get(type(value), frozenset())
    for field in fields(value):
        if field.name in left_out:
            continue
        held = getattr(value, field.name)
        if isinstance(value, Stand) and field.name == "confidence":
            held = round(held, _SURE)
        yield field.name, _plain(held)
