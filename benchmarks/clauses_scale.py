"""Fill an empty archive with 200,000 clauses and time its pages: python -m benchmarks.clauses_scale HISTORY.

Imports the last two versions of each document of a recorded history into the database that DATABASE_URL names, cuts and
reads them as the workers do, then repeats the rows under other platforms until so many clauses stand. With --pages-only
(and the same BLOB_DIR) it times what an earlier run made.
"""

import argparse
import os
import tempfile

import django

from conductatlas import embedded


def main() -> None:
    """Make Django ready for the database that the environment names, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("history", help="a folder of recorded versions with index.jsonl")
    parser.add_argument("--clauses", type=int, default=200_000)
    parser.add_argument("--pages-only", action="store_true")
    options = parser.parse_args()
    if "DATABASE_URL" not in os.environ:
        raise SystemExit("Set DATABASE_URL to an empty database: this fills it.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")
    os.environ.setdefault("BLOB_DIR", tempfile.mkdtemp(prefix="clauses-scale-blobs-"))
    embedded.start()
    django.setup()
    from benchmarks.clauses_pages import run  # noqa: PLC0415 - app ready

    run(options.history, clauses=options.clauses, pages_only=options.pages_only)


if __name__ == "__main__":
    main()
