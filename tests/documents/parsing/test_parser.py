"""The parser with real children, and functions that do to them what a hostile page might."""

import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from apps.documents.extraction import Extract, Page, ScannedPdf, extract
from apps.documents.parsing import Limits, Parser, ParserCrashed, ParserOutOfMemory, ParserTimedOut
from tests.documents.extraction.pdfs import pdf_of_stream
from tests.documents.parsing import hostile
from tests.documents.parsing.hostile import MIB

HASTY = Limits(seconds=1.0, memory=200 * MIB)


@pytest.fixture
def parser() -> Iterator[Parser]:
    parser = Parser(HASTY)
    yield parser
    parser.close()


def is_running(pid: int | None) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def still_reads(parser: Parser) -> bool:
    return parser.call(str, hostile.reverse, "smret") == "terms"


def test_one_child_reads_page_after_page(parser: Parser) -> None:
    assert still_reads(parser)
    first = parser.pid

    assert still_reads(parser)

    assert parser.pid == first != os.getpid()


def test_refusal_comes_back_under_its_own_name(parser: Parser) -> None:
    still_reads(parser)
    child = parser.pid

    with pytest.raises(ScannedPdf, match="3 pages without text"):
        parser.call(str, hostile.refuse)

    assert still_reads(parser)
    assert parser.pid == child


@pytest.mark.parametrize("function", [hostile.hang, hostile.sleep_in_c])
def test_page_that_hangs_is_named_and_the_next_one_works(parser: Parser, function: Callable[[], str]) -> None:
    still_reads(parser)
    begun, child = time.monotonic(), parser.pid

    with pytest.raises(ParserTimedOut, match="within 1 s"):
        parser.call(str, function)

    assert time.monotonic() - begun < 3
    assert not is_running(child)
    assert still_reads(parser)


@pytest.mark.parametrize("function", [hostile.hoard, hostile.demand])
def test_page_that_takes_all_memory_is_named_and_the_next_one_works(function: Callable[[], str]) -> None:
    parser = Parser(Limits(seconds=20.0, memory=200 * MIB))

    with pytest.raises(ParserOutOfMemory):
        parser.call(str, function)

    assert still_reads(parser)
    parser.close()


@pytest.mark.parametrize(
    ("function", "message"), [(hostile.fall_over_a_null, "SIGSEGV"), (hostile.trip, "an engine's bug")]
)
def test_page_that_crashes_the_engine_is_named_and_the_next_one_works(
    parser: Parser, function: Callable[[], str], message: str
) -> None:
    with pytest.raises(ParserCrashed, match=message):
        parser.call(str, function)

    assert still_reads(parser)


def test_pdf_that_unpacks_to_a_gigabyte_is_stopped() -> None:
    parser = Parser()
    packed = zlib.compress(b"BT /F1 9 Tf (bomb) Tj ET " * 3_000_000)
    bomb = pdf_of_stream(packed, filter_name="FlateDecode")

    with pytest.raises(ParserOutOfMemory, match="300 MB"):
        parser.call(Extract, extract, Page(bomb, "application/pdf", "https://harbour.example/"))

    assert len(bomb) < MIB
    assert still_reads(parser)
    parser.close()


def test_child_killed_in_the_middle_is_named_and_the_next_page_works(parser: Parser) -> None:
    still_reads(parser)
    assert parser.pid is not None
    Timer(0.3, os.kill, (parser.pid, signal.SIGKILL)).start()

    with pytest.raises(ParserCrashed, match="SIGKILL"):
        parser.call(str, hostile.sleep_in_c)

    assert still_reads(parser)


def test_child_that_dies_between_two_pages_is_replaced_unseen(parser: Parser) -> None:
    still_reads(parser)
    child = parser.pid
    assert child is not None
    os.kill(child, signal.SIGKILL)
    while is_running(child):
        time.sleep(0.01)

    assert still_reads(parser)
    assert parser.pid != child


def test_child_stopped_before_a_long_page_is_given_up(parser: Parser) -> None:
    still_reads(parser)
    assert parser.pid is not None
    os.kill(parser.pid, signal.SIGSTOP)

    with pytest.raises(ParserTimedOut):
        parser.call(str, hostile.reverse, "x" * (4 * MIB))

    assert still_reads(parser)


def test_child_is_replaced_after_its_number_of_pages() -> None:
    parser = Parser(Limits(pages=2))
    children = []

    for _ in range(4):
        children.append(parser.pid)
        assert still_reads(parser)

    assert [child is None for child in children] == [True, False, True, False]
    assert children[1] != children[3]
    parser.close()


def test_child_that_keeps_memory_is_replaced() -> None:
    parser = Parser(Limits(memory_at_rest=100 * MIB))

    kept = [(parser.call(int, hostile.grow, size), parser.pid) for size in (MIB, 150 * MIB, MIB)]

    assert [size for size, _ in kept] == [MIB, 150 * MIB, MIB]
    assert [child is None for _, child in kept] == [False, True, False]
    parser.close()


def test_answer_of_another_kind_is_not_believed(parser: Parser) -> None:
    with pytest.raises(ParserCrashed, match="no str"):
        parser.call(str, hostile.lie)  # type: ignore[arg-type]  # as a child that was taken over would answer


def test_child_knows_no_secrets(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("SECRET_KEY", "secret")

    seen = parser.call(dict[str, str], hostile.surroundings)

    assert set(seen) <= {"LANG", "LC_CTYPE", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}


def test_child_writes_no_file(parser: Parser, tmp_path: Path) -> None:
    target = tmp_path / "note"

    assert parser.call(str, hostile.write, str(target)) == "OSError"

    assert not target.exists() or target.read_bytes() == b""


ORPHANED = """
import sys
from apps.documents.parsing import Limits, Parser
from tests.documents.extraction.pdfs import pdf_of_stream
from tests.documents.parsing import hostile
parser = Parser(Limits(seconds=60))
parser.call(str, hostile.reverse, "warm")
print(parser.pid, flush=True)
parser.call(str, hostile.{function})
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's promise is Linux's")
@pytest.mark.parametrize("function", ["hang", "sleep_in_c"])
def test_child_ends_with_its_killed_parent(function: str) -> None:
    command = [sys.executable, "-c", ORPHANED.format(function=function)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:  # noqa: S603  (our own text)
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_running(child)

        parent.kill()

        ends_at = time.monotonic() + 2
        while is_running(child) and time.monotonic() < ends_at:
            time.sleep(0.02)
        assert not is_running(child)


def test_daemonic_process_may_parse() -> None:
    script = (
        "import multiprocessing as m; from apps.documents.parsing import Parser; from tests.documents.parsing import hostile\n"
        "def work():\n    print(Parser().call(str, hostile.reverse, 'smret'), flush=True)\n"
        "p = m.get_context('fork').Process(target=work, daemon=True); p.start(); p.join()"
    )

    done: Any = subprocess.run(  # noqa: S603  (our own text)
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "terms"
