"""Replays recorded histories as if they were captured today, and counts what watches tell: python -m benchmarks.replay_alerts SET OUT.

OUT is a folder: the database and the texts of the replay (unless DATABASE_URL names an empty database), and `figures.json`. What an
interrupted replay has done is kept, and the next goes on there. Texts are recorded at their dates by the services that record captured
texts, cut into clauses and read by the rules; then 25 workspaces with a watch each, and one with all of them, are told
change by change. Beside it stands what a rule "the text differs" would have sent for the same watches.
"""

import argparse
import os
from pathlib import Path

import django


def main() -> None:
    """Make Django ready for the replay's own database, then replay."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--help-out", action="store_true", help="record and read beside another replay")
    parser.add_argument("--again", action="store_true", help="tell once more: after a change of rules")
    options = parser.parse_args()
    out = options.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("VAR_DIR", str(out / "var"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")
    from conductatlas import embedded  # noqa: PLC0415 - it reads VAR_DIR when it is imported

    embedded.start()
    django.setup()
    from benchmarks.replay_run import run  # noqa: PLC0415 - app ready

    run(options.set, out, is_helper=options.help_out, is_again=options.again)


if __name__ == "__main__":
    main()
