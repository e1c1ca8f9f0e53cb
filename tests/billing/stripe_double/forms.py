"""Bodies as Stripe takes them: `a[b][0][c]=v`, back into dictionaries and lists."""

import re
from typing import Any
from urllib.parse import parse_qsl

_PART = re.compile(r"[^\[\]]+")


def parse_form(text: str) -> dict[str, Any]:
    """Return the nested values, all of them text."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        parts = _PART.findall(name)
        if name.endswith("[]"):
            parts.append(str(len(_at(tree, parts) or {})))
        here = tree
        for part in parts[:-1]:
            here = here.setdefault(part, {})
        here[parts[-1]] = value
    return {name: _with_lists(value) for name, value in tree.items()}


def _at(tree: dict[str, Any], parts: list[str]) -> Any:
    here: Any = tree
    for part in parts:
        here = here.get(part, {})
    return here


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(each) for name, each in value.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner


def truth(value: object) -> bool:
    return value in {True, "true", "True"}
