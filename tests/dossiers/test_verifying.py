"""Twenty-odd ways to tamper with a dossier, each named; and what the verifier says of an untouched one."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO, StringIO
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from apps.core import clock
from apps.core.blobs import blob_store
from apps.dossiers.manifest import digest_of, manifest_of
from apps.dossiers.models import Export
from apps.dossiers.services.sealing import seal_export
from apps.dossiers.types import Content, Imprint, Template
from apps.dossiers.verification import Finding, verify
from apps.dossiers.verification.checks import redraw
from apps.evidence.models import PendingLeaf
from apps.evidence.services.sequencing import append_pending
from tests.accounts.cast import make_user, make_workspace
from tests.dossiers.cast import OTHER, content_of_dossier, export_of, make_vendor, order, outline, signing_in
from tests.shared_rows import kept_for_the_module

pytestmark = pytest.mark.django_db
Body = bytes


class Drawer:
    """Draw each content once: the same goes in for most kinds of tampering."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def first(self, _content: Content, _imprint: Imprint, _attachments: dict[str, bytes]) -> bytes:
        """Give back the first drawing, where the pages are not what is tried."""
        return next(iter(self._kept.values()))

    def __call__(self, content: Content, imprint: Imprint, attachments: dict[str, bytes]) -> bytes:
        key = repr((content, imprint))
        if key not in self._kept:
            self._kept[key] = redraw(content, imprint, attachments)
        return self._kept[key]


def failed(findings: list[Finding]) -> set[str]:
    return {one.code for one in findings if not one.holds} - {"timestamp_missing"}


@pytest.fixture(scope="module")
def export(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Export]:
    """Seal and sign a dossier on one vendor, once for the module."""
    with (
        override_settings(**signing_in(tmp_path_factory.mktemp("key"))),
        kept_for_the_module(django_db_blocker, blobs=tmp_path_factory.mktemp("blobs")),
    ):
        workspace = make_workspace(make_user("owner"))
        dossier = order(
            workspace, outline(Template.CLAUSE_FILE, make_vendor("Northwind")), "A vendor on file"
        )
        yield seal_export(workspace_id=workspace.pk, export_id=export_of(dossier).pk)


@pytest.fixture(autouse=True)
def _blobs_of_this_test(export: Export) -> None:
    """Leave the blobs where the module keeps them."""


@pytest.fixture(scope="module")
def body(export: Export) -> Body:
    return blob_store().get(export.file_sha256)


@pytest.fixture(scope="module")
def drawer(body: Body) -> Drawer:
    """A drawer that has drawn what is in the file, and found it as it should be."""
    made = Drawer()
    assert failed(verify(body, redraw=made)) == set()
    return made


def edited(body: Body, change: Callable[[pikepdf.Pdf], None]) -> Body:
    """Change a file as an editor would, who saves all of it."""
    with pikepdf.open(BytesIO(body)) as pdf:
        change(pdf)
        out = BytesIO()
        pdf.save(out)
    return out.getvalue()


def spec(pdf: pikepdf.Pdf, data: Body, name: str) -> pikepdf.AttachedFileSpec:
    return pikepdf.AttachedFileSpec(
        pdf, data, filename=name, description="", mime_type="text/plain", creation_date="", mod_date=""
    )


def attached(name: str, change: Callable[[Body], Body | None]) -> Callable[[Body], Body]:
    def tamper(body: Body) -> Body:
        def act(pdf: pikepdf.Pdf) -> None:
            wanted = next(one for one in pdf.attachments if one.startswith(name))
            data = change(pdf.attachments[wanted].get_file().read_bytes())
            del pdf.attachments[wanted]
            if data is not None:
                pdf.attachments[wanted] = spec(pdf, data, wanted)

        return edited(body, act)

    return tamper


def in_json(change: Callable[[dict[str, object]], object]) -> Callable[[Body], Body]:
    def act(data: Body) -> Body:
        found = json.loads(data)
        change(found)
        return json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    return act


def in_content(change: Callable[[dict[str, object]], object]) -> Callable[[Body], Body]:
    return attached("content", in_json(change))


def without_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[-1]


def pages_swapped(pdf: pikepdf.Pdf) -> None:
    first = pdf.pages[2]
    del pdf.pages[2]
    pdf.pages.append(first)


def with_words(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[1]
    page.contents_add(pdf.make_stream(page.Contents.read_bytes()), prepend=False)


def without_words(pdf: pikepdf.Pdf) -> None:
    pdf.pages[3].Contents = pdf.make_stream(b"")


def with_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["more.txt"] = spec(pdf, b"more", "more.txt")


def appended(body: Body) -> Body:
    with pikepdf.open(BytesIO(body)) as pdf:
        page = pdf.pages[0]
        number, generation = page.obj.objgen
        box = page.obj.unparse(resolved=True)
    start = len(body) + 1
    written = f"{number} {generation} obj\n".encode() + box + b"\nendobj\n"
    table = (
        f"xref\n{number} 1\n{start:010} {generation:05} n \ntrailer\n<< /Size 9999 /Root 1 0 R /Prev 0 >>\n"
    )
    return body + b"\n" + written + table.encode() + f"startxref\n{start + len(written)}\n%%EOF\n".encode()


TAMPERED: dict[str, tuple[Callable[[Body], Body], set[str]]] = {
    "a byte of the signed part": (lambda body: body.replace(b"D:20", b"D:19", 1), {"signature"}),
    "a byte of the signature": (
        lambda body: _flipped(body, body.rindex(b"/Contents <") + 900),
        {"signature"},
    ),
    "the end cut off": (lambda body: body[: len(body) * 2 // 3], {"readable", "signature", "attachments"}),
    "no PDF": (lambda _body: b"<html>not a pdf</html>", {"readable"}),
    "saved again": (lambda body: edited(body, lambda _pdf: None), {"signature"}),
    "a page removed": (lambda body: edited(body, without_page), {"signature", "pages"}),
    "pages in another order": (lambda body: edited(body, pages_swapped), {"signature", "pages"}),
    "words printed twice": (lambda body: edited(body, with_words), {"signature", "pages"}),
    "words taken off a page": (lambda body: edited(body, without_words), {"signature", "pages"}),
    "a file attached": (lambda body: edited(body, with_file), {"signature", "attachment_added"}),
    "no manifest": (attached("manifest", lambda _data: None), {"signature", "attachments"}),
    "no content": (attached("content", lambda _data: None), {"signature", "attachments"}),
    "a text missing": (
        attached("text-", lambda _data: None),
        {"signature", "text_missing", "quotes"},
    ),
    "a word of a text": (
        attached("text-", lambda data: data.replace(b"terms", b"forms")),
        {"signature", "text_altered"},
    ),
    "a text of no UTF-8": (
        attached("text-", lambda data: b"\xff" + data),
        {"signature", "text_altered", "quotes"},
    ),
    "the edition in the manifest": (
        attached("manifest", in_json(lambda found: found.update(edition=7))),
        {"signature", "pages"},
    ),
    "a moment in the manifest": (
        attached("manifest", in_json(lambda found: found.update(as_of="2020-01-01T00:00:00.000000Z"))),
        {"signature"},
    ),
    "a place in the manifest": (
        attached("manifest", in_json(lambda found: found["quotes"][0].update(start=1))),  # type: ignore[index]  # JSON of ours
        {"signature", "manifest"},
    ),
    "a digest in the manifest": (
        attached("manifest", in_json(lambda found: found.update(content_sha256="0" * 64))),
        {"signature", "manifest"},
    ),
    "a manifest that is none": (attached("manifest", lambda _data: b"[]"), {"signature", "attachments"}),
    "the title": (
        in_content(lambda found: found.update(title="Another vendor")),
        {"signature", "manifest", "pages"},
    ),
    "the owner": (
        in_content(lambda found: found.update(workspace="Umbra")),
        {"signature", "manifest"},
    ),
    "the words of a quote": (
        in_content(lambda found: found["quotes"][0].update(words="We owe you nothing.")),  # type: ignore[index]  # JSON of ours
        {"signature", "manifest", "quotes"},
    ),
    "the place of a quote": (
        in_content(lambda found: found["quotes"][0].update(start=2)),  # type: ignore[index]  # JSON of ours
        {"signature", "manifest", "quotes"},
    ),
    "a grade": (
        in_content(lambda found: found["clauses"][0].update(severity="low")),  # type: ignore[index]  # JSON of ours
        {"signature", "manifest", "pages"},
    ),
    "a gap left out": (in_content(lambda found: found.update(gaps=[])), {"signature"}),
    "content with spaces": (
        attached("content", lambda data: data.replace(b'{"', b'{ "', 1)),
        {"signature", "manifest"},
    ),
}


def _flipped(body: Body, at: int) -> Body:
    return body[:at] + (b"0" if body[at : at + 1] != b"0" else b"1") + body[at + 1 :]


def test_each_kind_of_tampering_is_named(body: Body, drawer: Drawer) -> None:
    missed = {}
    for kind, (tamper, wanted) in TAMPERED.items():
        found = failed(verify(tamper(body), redraw=drawer if "pages" in wanted else drawer.first))
        if not (wanted & found if "readable" in wanted else wanted <= found):
            missed[kind] = found

    assert missed == {}
    assert len(TAMPERED) >= 20


def test_a_signature_that_was_taken_off_is_missed(body: Body, drawer: Drawer) -> None:
    unsigned = body[:-1]
    unsigned = unsigned[: unsigned.rindex(b"%%EOF", 0, unsigned.rindex(b"/ByteRange")) + 6]

    assert failed(verify(unsigned, redraw=drawer)) == {"signature_missing", "signature_gone"}


def test_the_manifest_of_another_dossier_is_found_out(export: Export, body: Body, drawer: Drawer) -> None:
    workspace = export.dossier.workspace
    vendor = make_vendor("Contoso", *OTHER)
    other = content_of_dossier(order(workspace, outline(Template.CLAUSE_FILE, vendor), "Contoso on file"))
    imprint = Imprint(1, clock.now(), digest_of(other), settings.SITE_URL, is_signed=True, is_stamped=False)
    theirs = manifest_of(other, imprint)

    found = failed(verify(attached("manifest", lambda _data: theirs)(body), redraw=drawer.first))

    assert {"signature", "manifest"} <= found


def test_the_command_says_what_is_proved(export: Export, body: Body, tmp_path: Path) -> None:
    path = tmp_path / export.file_name
    path.write_bytes(body)
    assert PendingLeaf.objects.filter(subject=f"{export.dossier.public_id}/1").count() == 1
    append_pending(limit=None)
    said = StringIO()

    call_command("verify_dossier", str(path), stdout=said)

    told = said.getvalue()
    for words in (
        "proved      signature",
        "proved      pages",
        "proved      quotes",
        "proved      record",
        "has its digest",
        "Not proved by any",
    ):
        assert words in told, told
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(CommandError, match="record"):
        call_command("verify_dossier", str(path), stdout=StringIO())
