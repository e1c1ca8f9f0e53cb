"""Deeds done at the same moment, each in a transaction and on a connection of its own."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from apps.core.errors import ConductAtlasError


def at_once(deeds: Sequence[Callable[[], object]]) -> Counter[str]:
    """Do everything at the same moment; count what came of it: "done", or an error of ours by its code."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            start.wait(timeout=30)
            deed()
        except ConductAtlasError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return Counter(pool.map(do, deeds))
