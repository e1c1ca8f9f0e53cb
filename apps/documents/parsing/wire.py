"""What goes between a parser and its child.

Questions are pickled: the child trusts who started it. Answers are JSON, checked against the type that was asked for: nothing
from a process that has read a stranger's bytes is ever unpickled.
"""

import json
import pickle
from collections.abc import Callable
from enum import IntEnum
from typing import Any, TypeVar

import structlog
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from apps.documents.extraction import ExtractionError

from .errors import ParserCrashed, ParserOutOfMemory

log = structlog.get_logger(__name__)

T = TypeVar("T")
_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}
_PAIR = TypeAdapter(tuple[str, str])
MAX_ANSWER = 64 * 2**20
READY = b"ready"


class Kind(IntEnum):
    """The first byte of an answer."""

    RESULT = 1
    REFUSAL = 2
    OUT_OF_MEMORY = 3
    BUG = 4


def question(function: Callable[..., Any], args: tuple[Any, ...]) -> bytes:
    """Write a call down; the function goes by its name."""
    return pickle.dumps((function, args), protocol=pickle.HIGHEST_PROTOCOL)


def result(value: object) -> bytes:
    """Write what the function returned."""
    return bytes([Kind.RESULT]) + to_json(value)


def refusal(error: ExtractionError) -> bytes:
    """Write why the function refused."""
    return bytes([Kind.REFUSAL]) + json.dumps([error.code, str(error)]).encode()


def bug(error: Exception, trace: str) -> bytes:
    """Write that the function failed in a way nobody foresaw."""
    return bytes([Kind.BUG]) + json.dumps([repr(error)[:500], trace[-4000:]]).encode()


def read_answer(answer: bytes, returns: type[T]) -> T:
    """Return the result, or raise what the answer says."""
    try:
        return _read(answer[0] if answer else None, answer[1:], returns)
    except ValidationError as error:
        raise ParserCrashed(f"the answer is no {returns.__name__}") from error


def _read(kind: int | None, body: bytes, returns: type[T]) -> T:
    if kind == Kind.RESULT:
        return _adapter(returns).validate_json(body)
    if kind == Kind.OUT_OF_MEMORY:
        raise ParserOutOfMemory("the page asked for more memory than it may have")
    what, detail = _PAIR.validate_json(body)
    if kind == Kind.REFUSAL:
        raise _by_code(what)(detail)
    log.error("parser.bug", error=what, trace=detail)
    raise ParserCrashed(what)


def _adapter(returns: type[T]) -> TypeAdapter[T]:
    if returns not in _ADAPTERS:  # making one costs more than a page's answer
        _ADAPTERS[returns] = TypeAdapter(returns)
    return _ADAPTERS[returns]


def _by_code(code: str) -> type[ExtractionError]:
    kinds = [ExtractionError]
    for kind in kinds:  # grows while it is walked
        if kind.code == code:
            return kind
        kinds += kind.__subclasses__()
    return ParserCrashed
