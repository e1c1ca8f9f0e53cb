"""The root of every error the product raises on purpose."""

from typing import ClassVar


class ConductAtlasError(Exception):
    """Base of all operational errors.

    `code` is stable: it is stored on rows, shown on pages and documented. `retryable` says whether trying the same thing
    again later may succeed without anybody changing anything.
    """

    code: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False
