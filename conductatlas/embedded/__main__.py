"""Look at the private services and stop them: `python -m conductatlas.embedded status|urls|stop`."""

import argparse
import sys
from pathlib import Path

from conductatlas.embedded import VAR, postgres, services, sharing, valkey
from conductatlas.embedded.errors import EmbeddedServiceError
from conductatlas.embedded.places import Places, places


def main(arguments: list[str]) -> int:
    """Carry out one command and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m conductatlas.embedded", description=__doc__)
    parser.add_argument(
        "command", choices=["status", "urls", "stop", "keep"], help="keep is for start() alone"
    )
    parser.add_argument("var", nargs="?", type=Path, default=VAR, help="the directory var/ of a checkout")
    parser.add_argument("pair", nargs="?", choices=["durable", "throwaway"], default="durable")
    asked = parser.parse_args(arguments)
    durable = asked.pair == "durable"
    at = places(asked.var, durable=durable)
    try:
        match asked.command:
            case "urls":
                found = services(asked.var, durable=durable)
                sys.stdout.write(f"DATABASE_URL={found.database_url}\nREDIS_URL={found.redis_url}\n")
            case "status":
                _status(at)
            case "stop":
                _stop(at)
            case _:
                sharing.keep(at)
    except EmbeddedServiceError as error:
        sys.stderr.write(f"{error}\n")
        return 1

    return 0


def _status(at: Places) -> None:
    for name, is_running in (("PostgreSQL", postgres.is_running(at)), ("Redis", valkey.is_running(at))):
        sys.stdout.write(f"{name}: {'running' if is_running else 'stopped'}\n")
    sys.stdout.write(f"data: {at.home}\nused by: {', '.join(map(str, sharing.users(at))) or 'nobody'}\n")


def _stop(at: Places) -> None:
    with sharing.turn(at):
        if sharing.is_used(at):
            pids = ", ".join(map(str, sharing.users(at)))
            raise EmbeddedServiceError(
                f"The services are in use by {pids}.", "End these first: the services stop with them."
            )
        sharing.stop(at)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
