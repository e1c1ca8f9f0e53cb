import subprocess
import sys

from apps.documents.fetching.process_tree import descendants, kill_tree, private_memory

# A child in a process group and session of its own, as browsers make them.
NESTED = """
import subprocess, sys
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
print(inner.pid, flush=True)
inner.wait()
"""


def test_killing_reaches_children_in_other_groups() -> None:
    command = [sys.executable, "-c", NESTED]
    with subprocess.Popen(  # noqa: S603  (our own text)
        command, start_new_session=True, stdout=subprocess.PIPE, text=True
    ) as outer:
        assert outer.stdout is not None
        inner = int(outer.stdout.readline())

        assert descendants(outer.pid) == [inner]
        assert private_memory(outer.pid) > 2 * 2**20
        kill_tree(outer.pid)

        assert outer.wait() == -9
        assert descendants(outer.pid) == []
        assert private_memory(inner) == 0


def test_process_that_has_ended_has_nothing_below_it() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()

    assert descendants(process.pid) == []
    assert private_memory(process.pid) == 0
