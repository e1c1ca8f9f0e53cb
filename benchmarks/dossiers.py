"""Measure the drawing of dossiers: ten pages against bare WeasyPrint on the same HTML, and the time and memory of a page as files grow.

    python -m benchmarks.dossiers --clauses 4 42 212

Content is made up of the sample vendors' texts; no database is asked.
"""

import argparse
import hashlib
import os
import resource
import time
from collections.abc import Callable
from datetime import UTC, datetime

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")
django.setup()

from apps.dossiers.manifest import digest_of  # noqa: E402 - Django first
from apps.dossiers.rendering import draw, page_of  # noqa: E402 - Django first
from apps.dossiers.types import Content, Imprint, Outline, Paper, Template  # noqa: E402 - Django first
from apps.dossiers.types.content import Clause, Part, Quote, Said, Source  # noqa: E402 - Django first
from apps.pipeline.samples.texts import published  # noqa: E402 - Django first

AT = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)
_TURNS = 3
_FEWEST_LETTERS = 120  # of a paragraph that is a clause


def content_of(clauses: int) -> Content:
    """Return content with so many clauses, each with a plain reading and the five parts."""
    text = published("halvorine/terms-of-service")[-1].markdown
    paragraphs = [part for part in text.split("\n\n") if len(part) > _FEWEST_LETTERS]
    chosen = [paragraphs[number % len(paragraphs)] for number in range(clauses)]
    quotes = tuple(
        Quote(f"Q{number}", "S1", 0, len(words), words, hashlib.sha256(words.encode()).hexdigest())
        for number, words in enumerate(chosen, start=1)
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = Source(
        "S1", "Halvorine", "Terms of Service", "CA-D-000001", 9, digest, len(text), 1, "conductatlas 1", 0.98, AT, "https://www.halvorine.example/terms", 9, "plain", 200, digest, 1, "captured by ConductAtlas"
    )  # fmt: skip
    return Content(
        outline=Outline(template=Template.VENDOR, platforms=(1,)),
        record="CA-X-000001",
        workspace="Acme",
        title="Halvorine: vendor due diligence",
        scopes=(),
        topics=(),
        clauses=tuple(_clause(quote) for quote in quotes),
        clauses_left_out=0,
        revisions=(),
        key_terms=(),
        matrix=(),
        events=(),
        laws=(),
        reviews=(),
        gaps=(),
        quotes=quotes,
        sources=(source,),
        methods=(),
    )


def _clause(quote: Quote) -> Clause:
    said = (
        Said(
            "The vendor may change what is agreed, and the user has to look for it.",
            "inference",
            (quote.key,),
        ),
    ) * 2
    titles = (
        "Regulatory landscape",
        "Governance exposure",
        "Jurisdiction flags",
        "Contract and vendor implications",
        "Compliance considerations",
    )
    number = int(quote.key[1:])
    return Clause(
        f"CA-P-{number:06d}", "Halvorine", "Terms of Service", f"Clause {number} of the agreement", "", ("Terms",), "medium", "high", "explicit",
        quote.key, (), tuple(Part(title, said) for title in ("What it is", "Why it matters", "What this means for you")),
        tuple(Part(title, said) for title in titles), (), (), "rules (rules/2)", AT.date(), number, is_current=True, first_seen_on=AT.date(),
    )  # fmt: skip


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return the least of three goes in seconds: of this process's CPU, and by the clock."""
    goes = []
    for _ in range(_TURNS):
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        goes.append((time.process_time() - cpu, time.perf_counter() - wall))
    return min(goes)


def bare(html: str) -> bytes:
    """Draw a page as WeasyPrint does by itself, with the same styles and the same kind of file."""
    from weasyprint import CSS, HTML  # noqa: PLC0415 - the benchmark's own comparison
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - as above

    from apps.dossiers.rendering.assets import FONTS, STYLES  # noqa: PLC0415 - as above

    fonts = FontConfiguration()
    style = (
        (STYLES / "dossier.css").read_text(encoding="utf-8").replace('url("font:', f'url("file://{FONTS}/')
    )
    styles = [
        CSS(string=style, font_config=fonts),
        CSS(string=(STYLES / "a4.css").read_text(encoding="utf-8")),
    ]
    body: bytes = HTML(string=html).write_pdf(font_config=fonts, stylesheets=styles, pdf_variant="pdf/a-3a")
    return body


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clauses", type=int, nargs="+", default=[4, 42, 212])
    for number, clauses in enumerate(parser.parse_args().clauses):
        content = content_of(clauses)
        imprint = Imprint(
            edition=1,
            as_of=AT,
            content_sha256=digest_of(content),
            site_url="https://conductatlas.example",
            is_signed=False,
            is_stamped=False,
        )
        html = page_of(content, imprint)
        pages = draw(html, paper=Paper.A4, made_at=AT).pages  # warm from here on
        ours = timed(lambda: draw(page_of(content, imprint), paper=Paper.A4, made_at=AT))  # noqa: B023 - run at once
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{pages} pages: {ours[0]:.2f} s of CPU, {ours[1]:.2f} s by the clock, {1000 * ours[0] / pages:.0f} ms of CPU a page; peak {peak:.0f} MB"
        )
        if number == 0:
            theirs = timed(lambda: bare(html))  # noqa: B023 - run at once
            print(
                f"  bare WeasyPrint: {theirs[0]:.2f} s of CPU, {theirs[1]:.2f} s by the clock; ratio {ours[0] / theirs[0]:.2f} of CPU"
            )


if __name__ == "__main__":
    main()
