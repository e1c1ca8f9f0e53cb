"""A checker of our own for what PDF/A-3a and PDF/UA-1 ask and drawing could get wrong. Each rule is named by its clause.

veraPDF judges all of both; where it is on PATH a test calls it too.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pikepdf

_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
_PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"
_EXTENSION = "{http://www.aiim.org/pdfa/ns/extension/}"
_HEADINGS = [f"/H{level}" for level in range(1, 7)]


def broken_rules(body: bytes) -> list[str]:
    """Return every rule that the file breaks, with where."""
    with pikepdf.open(BytesIO(body)) as pdf:
        return [
            *_of_metadata(pdf),
            *_of_catalogue(pdf),
            *_of_fonts(pdf),
            *_of_content(pdf),
            *_of_images(pdf),
            *_of_structure(pdf),
            *_of_annotations(pdf),
            *_of_attachments(pdf),
        ]


def _of_metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    data = bytes(pdf.Root.Metadata.read_bytes())
    root = ET.fromstring(data[data.index(b"<x:xmpmeta") : data.rindex(b"</x:xmpmeta>") + 12])  # noqa: S314 - our own file
    if len(root.findall(f"{_RDF}RDF")) != 1:
        yield "A 6.6.2: not one rdf:RDF"
    said = {name: value for node in root.iter(f"{_RDF}Description") for name, value in _properties(node)}
    if (said.get(f"{_PDFA}part"), said.get(f"{_PDFA}conformance")) != ("3", "A"):
        yield "A 6.6.4: does not say PDF/A-3a"
    if said.get(f"{_PDFUA}part") != "1":
        yield "UA 5: does not say PDF/UA-1"
    if not any(node.tag == f"{_EXTENSION}schemas" for node in root.iter()):
        yield "A 6.6.2.3: the property of PDF/UA is not described"
    if "{http://purl.org/dc/elements/1.1/}title" not in {node.tag for node in root.iter()}:
        yield "UA 7.1-9: no dc:title"
    if "/Filter" in pdf.Root.Metadata and pdf.Root.Metadata.Filter == "/Crypt":
        yield "A 6.6.2.1: the metadata is filtered"


def _properties(node: ET.Element) -> Iterator[tuple[str, str]]:
    yield from node.attrib.items()
    for child in node:
        yield child.tag, (child.text or "").strip()


def _of_catalogue(pdf: pikepdf.Pdf) -> Iterator[str]:
    root: Any = pdf.Root
    if not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "UA 7.1: not marked"
    if "/Lang" not in root:
        yield "UA 7.2: no language"
    if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):
        yield "UA 7.1-10: the title is not displayed"
    intents = root.get("/OutputIntents", [])
    if not any(one.S == "/GTS_PDFA1" and "/DestOutputProfile" in one for one in intents):
        yield "A 6.2.3: no output intent"
    if "/ID" not in pdf.trailer:
        yield "A 6.1.3: no ID"
    if "/Encrypt" in pdf.trailer:
        yield "A 6.1.3: encrypted"
    for forbidden in ("/AA", "/OpenAction"):
        if forbidden in root and forbidden == "/AA":
            yield f"A 6.5.2: {forbidden}"
    if "/JavaScript" in root.get("/Names", {}):
        yield "A 6.5.1: script"


def _of_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for obj in pdf.objects:
        if not isinstance(obj, pikepdf.Dictionary) or obj.get("/Type") != "/FontDescriptor":
            continue
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(obj.keys()):
            yield f"A 6.2.11.4: {obj.get('/FontName')} is not embedded"
    for obj in pdf.objects:
        is_composite = isinstance(obj, pikepdf.Dictionary) and obj.get("/Subtype") == "/Type0"
        if is_composite and "/ToUnicode" not in obj:
            yield f"A 6.2.11.7: {obj.get('/BaseFont')} has no ToUnicode"


def _of_content(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Look for text outside tags and artefacts, and for glyphs that no font has."""
    for number, page in enumerate(pdf.pages, start=1):
        depth = 0
        for instruction in pikepdf.parse_content_stream(page):
            operands, name = instruction.operands, str(instruction.operator)
            if name in {"BDC", "BMC"}:
                depth += 1
            elif name == "EMC":
                depth -= 1
            elif name in {"Tj", "TJ"}:
                if depth < 1:
                    yield f"UA 7.1-3: page {number} has text that is neither tagged nor an artefact"
                if any(b"\x00\x00" in _pairs(part) for part in _strings(operands)):
                    yield f"A 6.2.11.8: page {number} shows .notdef"


def _strings(operands: Any) -> Iterator[bytes]:
    for operand in operands:
        for part in operand if isinstance(operand, pikepdf.Array | list) else [operand]:
            if isinstance(part, pikepdf.String):
                yield bytes(part)


def _pairs(data: bytes) -> list[bytes]:
    return [data[at : at + 2] for at in range(0, len(data) - 1, 2)]


def _of_images(pdf: pikepdf.Pdf) -> Iterator[str]:
    for obj in pdf.objects:
        if (
            isinstance(obj, pikepdf.Stream)
            and obj.get("/Subtype") == "/Image"
            and bool(obj.get("/Interpolate", False))
        ):
            yield "A 6.2.8-3: an image is interpolated"
        is_state = isinstance(obj, pikepdf.Dictionary) and obj.get("/Type") == "/ExtGState"
        if is_state and any(float(obj.get(name, 1)) != 1 for name in ("/ca", "/CA")):
            yield "trap: opacity"


def _of_structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    tree: Any = pdf.Root.get("/StructTreeRoot")
    if tree is None:
        yield "UA 7.1: no structure tree"
        return
    last = 0
    for element in _elements(tree):
        kind = str(element.get("/S", ""))
        if kind in _HEADINGS:
            level = _HEADINGS.index(kind) + 1
            if level > last + 1:
                yield f"UA 7.4.2: H{level} follows H{last}"
            last = level
        if kind == "/Figure" and not (element.get("/Alt") or element.get("/ActualText")):
            yield "UA 7.3: a figure says nothing"
        is_found = "/ID" in element or any("/Scope" in one for one in _attributes(element))
        if kind == "/TH" and not is_found:
            yield "UA 7.5: a header has neither scope nor an ID that cells name"
        if kind in {"/TH", "/TD"} and any("/ColSpan" in one for one in _attributes(element)):
            yield "trap: colspan"


def _elements(node: Any) -> Iterator[Any]:
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _attributes(element: Any) -> list[Any]:
    found = element.get("/A", [])
    return list(found) if isinstance(found, pikepdf.Array) else [found]


def _of_annotations(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        for annotation in page.get("/Annots", []):
            is_link = annotation.get("/Subtype") == "/Link"
            if is_link and "/StructParent" not in annotation:
                yield f"UA 7.18.5: page {number} has a link that is not tagged"
            if is_link and not annotation.get("/Contents"):
                yield f"UA 7.18.5: page {number} has a link that says nothing"
            if int(annotation.get("/F", 0)) & 0b100 == 0 and annotation.get("/Subtype") != "/Popup":
                yield f"A 6.3.2: page {number} has an annotation that is not printed"
        if "/Annots" in page and page.get("/Tabs") != "/S":
            yield f"UA 7.18.3: page {number} is not walked in order"


def _of_attachments(pdf: pikepdf.Pdf) -> Iterator[str]:
    root: Any = pdf.Root
    named = root.get("/Names", {}).get("/EmbeddedFiles", {}).get("/Names", [])
    keys = [bytes(one) for one in list(named)[::2]]
    if keys != sorted(keys):
        yield "7.9.6: the names of attachments are not in order"
    associated = {one.objgen for one in root.get("/AF", [])}
    for specification in list(named)[1::2]:
        if specification.get("/AFRelationship") is None or specification.objgen not in associated:
            yield "A 6.8: an attachment is associated with nothing"
        if not {"/F", "/UF"} <= set(specification.keys()):
            yield "A 6.8: an attachment has not both names"
        if "/Subtype" not in specification.EF.F:
            yield "A 6.8: an attachment has no type"
