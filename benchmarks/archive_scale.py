"""Fill an empty archive and time its pages: python -m benchmarks.archive_scale --documents 10000.

Writes to the database that DATABASE_URL names, which must hold no document, and to blobs in BLOB_DIR, by default a
temporary directory. With --pages-only (and the same BLOB_DIR) it times what an earlier run imported.
"""

import argparse
import os
import tempfile

import django

from conductatlas import embedded


def main() -> None:
    """Make Django ready for the database that the environment names, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=3_000)
    parser.add_argument("--pages-only", action="store_true")
    options = parser.parse_args()
    if "DATABASE_URL" not in os.environ:
        raise SystemExit("Set DATABASE_URL to an empty database: this fills it.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")
    os.environ.setdefault("BLOB_DIR", tempfile.mkdtemp(prefix="archive-scale-blobs-"))
    embedded.start()
    django.setup()
    from benchmarks.archive_pages import run  # noqa: PLC0415 - app ready

    run(documents=options.documents, words=options.words, pages_only=options.pages_only)


if __name__ == "__main__":
    main()
