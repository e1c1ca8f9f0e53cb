"""Throw mutated inputs at an engine, guided by the code they reach: python -m benchmarks.fuzz TARGET SECONDS.

TARGET is html, pdf or diff. Needs atheris, which is published for Linux alone and so is not among the locked requirements:
`.venv/bin/uv pip install atheris`. What it finds worth keeping grows in var/fuzz/TARGET; an input that crashes, hangs for ten
seconds or takes a gigabyte ends the run, is kept in var/fuzz, and gives a status other than zero.
"""

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import atheris  # type: ignore[import-untyped]  # not installed but for this

with atheris.instrument_imports(include=["apps.documents"]):
    from apps.documents.diffing import classify, redline, side_by_side
    from apps.documents.diffing.types import IN_NEW, IN_OLD, Op, OpKind
    from apps.documents.extraction import Extract, ExtractionError, Hints, Page, extract
    from apps.documents.gating import Evidence, judge, remember

from apps.pipeline.samples.pdf import write_pdf

_FOUND = Path("var/fuzz")
_URL = "https://harbour.example/terms"
_LONGEST = 16_384
_LIMITS = (
    "-len_control=0",
    "-timeout=10",
    "-rss_limit_mb=1024",
    f"-max_len={_LONGEST}",
    "-print_final_stats=1",
    "-verbosity=1",
)

_TERMS = """# Terms of Service

Last updated: 3 March 2026

## 1. Who may use the service

You may use the service if you are at least 16 years old. You may cancel within 30 days:

- by letter;
- by e-mail to <help@harbour.example>.

1. First, [sign in](https://harbour.example/login?utm_source=terms).
2. Then ask us.

| Supplier | Purpose | Country |
| --- | --- | --- |
| Halden Mail | E-mail | Germany |
| Nordlys | Backups | Norway |

## 2. Fees

The fee is EUR 9.90 a month. We may change it with a notice of two months (see section 1).
"""
_MARKUP = (
    "<!doctype html><html lang=en><title>Terms</title><nav><a href=/>Home</a></nav><main><h1>Terms of Service</h1>"
    "<p>Last updated: 3 March 2026<h2>1. Scope</h2><p>You may <b>cancel</b> within 30&nbsp;days.<ol start=3><li>First<ul>"
    "<li>inner</ul><li>Second</ol><table><tr><th>Name<th>Country<tr><td colspan=2>Halden</table><details><summary>More"
    "</summary>hidden</details><dl><dt>Term<dd>Meaning</dl><pre>a  b</pre><blockquote>said</blockquote></main><footer>©"
)


def fuzz_html(data: bytes) -> None:
    """Read a page, judge it, and read the same page again beside what was read."""
    page = Page(data, "text/html", _URL)
    try:
        found = extract(page)
    except ExtractionError:
        return
    _check(found)
    _judge(data, found)
    again = extract(page, Hints(anchor=found.text))
    _check(again)


def fuzz_pdf(data: bytes) -> None:
    """Read a file; every second input draws a page instead, to get past the file's grammar to the layout."""
    body = data[1:] if data[:1] < b"\x80" else _drawn(atheris.FuzzedDataProvider(data[1:]))
    try:
        found = extract(Page(body, "application/pdf", _URL))
    except ExtractionError:
        return
    _check(found)


def fuzz_diff(data: bytes) -> None:
    """Compare two texts, and see that the answer gives both back."""
    whole = data.decode("utf-8", "replace")
    old, _, new = whole.partition("\x00")
    answer = redline(old, new)
    classify(old, new, answer)
    side_by_side(answer)
    if _joined(answer.old_ops, IN_OLD) != old or _joined(answer.ops, IN_NEW) != new:
        raise AssertionError("the operations do not give the texts back")


def _joined(ops: Sequence[Op], kinds: frozenset[OpKind]) -> str:
    return "".join(op.text for op in ops if op.kind in kinds)


def _check(found: Extract) -> None:
    if not found.text.strip() or not 0 < found.coverage <= 1:
        raise AssertionError(f"{found.words} words, coverage {found.coverage}")
    found.text.encode()
    if list(found.pages) != sorted(found.pages) or any(offset > len(found.text) for offset in found.pages):
        raise AssertionError(f"pages at {found.pages} of {len(found.text)}")


def _judge(body: bytes, found: Extract) -> None:
    evidence = Evidence(200, {}, _URL, _URL, body, "text/html", found.text, found.title, found.language)
    judge(evidence, remember(_TERMS, "en", "Terms"))


def _drawn(choices: atheris.FuzzedDataProvider) -> bytes:
    """Draw pages of words, lines and turns where the input says."""
    pages: list[str] = []
    while choices.remaining_bytes() > 1 and len(pages) < 4:  # noqa: PLR2004  (enough for what runs through pages)
        drawn: list[str] = []
        for _ in range(choices.ConsumeIntInRange(1, 40)):
            x, y = (
                choices.ConsumeIntInRange(-20, 620),
                choices.ConsumeIntInRange(-20, 860),
            )
            if choices.ConsumeBool():
                size, turn = (
                    choices.ConsumeIntInRange(1, 40),
                    choices.PickValueInList(_TURNS),
                )
                word = choices.PickValueInList(_WORDS)
                drawn.append(f"BT /F1 {size} Tf {turn} {x} {y} Tm ({word}) Tj ET")
            else:
                across, up = (
                    choices.ConsumeIntInRange(-600, 600),
                    choices.ConsumeIntInRange(-800, 800),
                )
                drawn.append(
                    f"{x} {y} m {x + across * choices.ConsumeBool()} {y + up * choices.ConsumeBool()} l S"
                )
        pages.append("\n".join(drawn))
    return _file(pages)


_TURNS = [
    "1 0 0 1",
    "1 0 0 1",
    "1 0 0 1",
    "0 1 -1 0",
    "-1 0 0 -1",
    "0.7 0.7 -0.7 0.7",
    "0 0 0 0",
]
_WORDS = [
    "The parties agree upon this addendum, and the processor shall",
    "keep", "1.", "1.1 Scope", "\\(a\\)", "o", "-", "\\225", "Page 2 of 3", "arbi-", "tration", "3", "SIGNATURES",
    "terms ..... 12", "| a", "#", "_x_", "[x](y)", "\\000", "",
]  # fmt: skip


def _file(pages: list[str]) -> bytes:
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    fonts = "<< /Font << /F1 3 0 R >> >>"
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} /MediaBox [0 0 595 842] /Resources {fonts} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        parts.append(f"<< /Type /Page /Parent 2 0 R /Contents {5 + 2 * number} 0 R >>")
        parts.append(f"<< /Length {len(page)} >>\nstream\n{page}\nendstream")
    objects = "".join(f"{number} 0 obj\n{part}\nendobj\n" for number, part in enumerate(parts, start=1))
    return f"%PDF-1.4\n{objects}trailer << /Root 1 0 R >>\n%%EOF".encode()


def _seeds(target: str) -> list[bytes]:
    if target == "html":
        return [_MARKUP.encode(), _TERMS.encode(), f"<pre>{_TERMS}".encode()]
    if target == "diff":
        newer = _TERMS.replace("30 days", "14 days").replace(
            "| Nordlys", "| Pinewood | Support | France |\n| Nordlys"
        )
        return [
            f"{_TERMS}\x00{newer}".encode(),
            f"{newer}\x00{_TERMS[300:]}{_TERMS[:300]}".encode(),
        ]
    file = write_pdf(_TERMS, title="Terms", stamped_at=datetime(2026, 3, 3, tzinfo=UTC))
    return [b"\x00" + file, b"\x80" + bytes(range(256)) * 4, b"\xff" + file]


TARGETS: dict[str, Callable[[bytes], None]] = {
    "html": fuzz_html,
    "pdf": fuzz_pdf,
    "diff": fuzz_diff,
}


def main(target: str, seconds: str) -> None:
    """Fuzz one target for so long."""
    corpus = _FOUND / target
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(_seeds(target)):
        (corpus / f"seed-{number}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-artifact_prefix={_FOUND}/{target}-",
        *_LIMITS,
    ]
    atheris.Setup([sys.argv[0], str(corpus), *options], TARGETS[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:3])
