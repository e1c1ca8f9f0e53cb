"""The file system behind the blob store: a file is there whole, or not at all."""

import os
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.core.files.storage import FileSystemStorage

if TYPE_CHECKING:
    from django.core.files import File  # generic only for the type checker


class AtomicFileSystemStorage(FileSystemStorage):
    """Write to a temporary file beside the target, flush it to disk, then rename.

    A crash leaves at most a `.partial-*` file that nothing ever reads. Saving a name again replaces it by the same bytes,
    since names are digests.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:  # noqa: ARG002 - Django's signature
        return name

    def _save(self, name: str, content: "File[bytes] | IO[bytes]") -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, partial = tempfile.mkstemp(prefix=".partial-", dir=target.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content.read())
                file.flush()
                os.fsync(file.fileno())
            Path(partial).replace(target)
        except BaseException:
            Path(partial).unlink(missing_ok=True)
            raise
        return name
