# ruff: noqa: N818  (each name says what happened, as it is told to people; all share one base that ends in Error)
"""What a page can do to the process that parses it."""

from typing import ClassVar

from apps.documents.extraction import ExtractionError


class ParserFailed(ExtractionError):
    """Base: the process that parsed the page did not live to answer."""

    code: ClassVar[str] = "parser_failed"


class ParserCrashed(ParserFailed):
    """The process ended in the middle of the page, or the engine tripped over it."""

    code: ClassVar[str] = "parser_crashed"


class ParserTimedOut(ParserFailed):
    """The page took longer than any document does, and the process was killed."""

    code: ClassVar[str] = "parser_timed_out"


class ParserOutOfMemory(ParserFailed):
    """The page took more memory than any document does, and the process was killed."""

    code: ClassVar[str] = "parser_out_of_memory"
