"""Serve the sample vendors: `python -m apps.pipeline.samples --port 8801 --date 2025-08-07`."""

import argparse
import contextlib
import sys
from datetime import UTC, datetime

from apps.pipeline.samples.site import serve


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m apps.pipeline.samples", description="Serve the sample vendors."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8801)
    parser.add_argument(
        "--date", type=_moment, help="show the site as it stood then (ISO 8601, UTC if no zone)"
    )
    arguments = parser.parse_args()

    sys.stdout.write(f"Sample vendors: http://{arguments.host}:{arguments.port}/\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        serve(arguments.host, arguments.port, arguments.date)


if __name__ == "__main__":
    main()
