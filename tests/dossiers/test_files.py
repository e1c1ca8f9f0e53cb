"""The file of every kind of dossier: conforming, deterministic, readable in order; before and after signing."""

import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from apps.accounts.models import Workspace
from apps.dossiers.manifest import as_json, content_of, digest_of
from apps.dossiers.rendering import draw, page_of
from apps.dossiers.services.sealing import attachments_of
from apps.dossiers.signing import check_signature, sign, signer_of
from apps.dossiers.types import Content, Imprint, Paper, Template
from apps.dossiers.verification.opening import opened
from tests.dossiers.cast import OTHER, content_of_dossier, make_vendor, order, outline
from tests.dossiers.checker import broken_rules

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)


def imprint_of(content: Content, *, is_signed: bool = False) -> Imprint:
    return Imprint(1, AT, digest_of(content), "https://conductatlas.example", is_signed, is_stamped=False)


def drawn(content: Content, *, is_signed: bool = False) -> bytes:
    imprint = imprint_of(content, is_signed=is_signed)
    html = page_of(content, imprint)
    files = attachments_of(content, imprint)
    return draw(html, paper=content.outline.paper, attachments=files, made_at=AT).body


def checked(body: bytes, tmp_path: Path) -> None:
    assert broken_rules(body) == []
    path = tmp_path / "dossier.pdf"
    path.write_bytes(body)
    for tool, arguments in (("qpdf", ["--check"]), ("verapdf", ["--flavour", "3a", "--format", "text"])):
        if command := shutil.which(tool):
            done = subprocess.run([command, *arguments, path], check=False, capture_output=True, text=True)  # noqa: S603 - tools of this machine
            assert (done.returncode, "FAIL" in done.stdout) == (0, False), done.stdout + done.stderr


def test_every_kind_conforms_before_and_after_signing(
    workspace: Workspace, key: Path, tmp_path: Path
) -> None:
    vendor, other = make_vendor("Northwind"), make_vendor("Contoso", *OTHER)

    for template in Template:
        is_two = template is Template.COMPARISON
        vendors, paper = ([vendor, other], Paper.LETTER) if is_two else ([vendor], Paper.A4)
        wanted = outline(template, *vendors, paper=paper, bates="ACME-")
        content = content_of_dossier(order(workspace, wanted, f"{template.value} of vendors"))

        body = drawn(content, is_signed=True)
        signed = sign(body, signer_of())

        checked(body, tmp_path)
        checked(signed.body, tmp_path)
        assert signed.body.startswith(body)
        facts = check_signature(signed.body)
        assert facts is not None
        assert (facts.is_intact, facts.covers_all, facts.is_stamped) == (True, True, False)


def test_the_same_content_is_the_same_bytes_and_reads_in_order(workspace: Workspace) -> None:
    content = content_of_dossier(order(workspace, outline(Template.VENDOR, make_vendor("Northwind"))))

    first, second = drawn(content), drawn(content_of(as_json(content)))

    assert first == second
    text = " ".join(opened(first).pages)
    titles = [
        "Northwind",
        "Executive summary",
        "Key terms",
        "Provisions and analysis",
        "Evidence annex",
        "Glossary",
    ]
    places = [text.rindex(title) if title == "Glossary" else text.index(title) for title in titles]
    assert places == sorted(places)
    with pikepdf.open(BytesIO(first)) as pdf:
        size = [round(float(side)) for side in pdf.pages[0].MediaBox]
        assert size == [0, 0, 595, 842]
        assert str(pdf.docinfo["/CreationDate"]) == "D:20261128100000Z"
        with pdf.open_outline() as bookmarks:
            assert "Evidence annex" in [one.title for one in bookmarks.root]
        assert {"manifest.json", "content.json"} < set(pdf.attachments)


def test_a_page_names_what_no_font_holds_and_keeps_the_text_as_it_is(workspace: Workspace) -> None:
    odd = "You must pay \N{GRINNING FACE} 30 days \N{RIGHT-TO-LEFT OVERRIDE}late\N{ZERO WIDTH SPACE} \N{CJK UNIFIED IDEOGRAPH-6761}."
    vendor = make_vendor("Northwind", f"# Terms\n\n## 1. Pay\n\n{odd}\n")
    content = content_of_dossier(order(workspace, outline(Template.VENDOR, vendor)))

    text = " ".join(opened(drawn(content)).pages)

    assert "[U+1F600]" in text
    assert "[U+202E]late" in text
    assert "[U+6761]" in text
    assert any(odd in quote.words for quote in content.quotes)
