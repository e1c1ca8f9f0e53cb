"""The checks, each with what it found in words for whoever holds the file. Every one is made, whatever another found."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import zip_longest
from typing import Any

from pydantic import ValidationError

from apps.dossiers.errors import SigningError
from apps.dossiers.manifest import MANIFEST_NAME, as_json, content_of, manifest_of, text_name
from apps.dossiers.rendering import Attached, draw, page_of
from apps.dossiers.signing import SignatureFacts, check_signature
from apps.dossiers.types import Content, Imprint
from apps.dossiers.verification.opening import Opened, UnreadableError, opened

CONTENT_NAME = "content.json"
_CONTEXT = 30  # characters shown around what differs
Redraw = Callable[[Content, Imprint, dict[str, bytes]], bytes]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `code` is stable. Not `holds`: the file does not prove that."""

    code: str
    holds: bool
    told: str


def redraw(content: Content, imprint: Imprint, attachments: dict[str, bytes]) -> bytes:
    """Draw the file again from what is attached to it."""
    texts = {source.text_sha256: source for source in content.sources}
    files = [
        Attached(MANIFEST_NAME, "Where each quote stands", "Data", attachments[MANIFEST_NAME]),
        Attached(CONTENT_NAME, "What the dossier says, as data", "Data", attachments[CONTENT_NAME]),
        *(
            Attached(
                text_name(digest),
                f"{source.platform}, {source.document}, version {source.version}",
                "Source",
                attachments[text_name(digest)],
            )
            for digest, source in texts.items()
        ),
    ]
    return draw(
        page_of(content, imprint), paper=content.outline.paper, attachments=files, made_at=imprint.as_of
    ).body


def verify(body: bytes, *, redraw: Redraw = redraw) -> list[Finding]:
    """Return what each check found in a file, in the order in which people ask."""
    try:
        file = opened(body)
    except UnreadableError as error:
        return [Finding("readable", holds=False, told=f"This is no PDF that can be read: {error}.")]
    signature = list(_signature(body))
    read = _read(file)
    if isinstance(read, Finding):
        return [*signature, read]
    content, imprint = read
    return [
        *signature,
        *_promised(signature, imprint),
        *_attached(file, content, imprint),
        *_quotes(file, content),
        *_pages(body, file, content, imprint, redraw),
    ]


def record_of(body: bytes) -> tuple[str, int] | None:
    """Return which record and edition the file says it is; None where it does not say."""
    try:
        read = _read(opened(body))
    except UnreadableError:
        return None
    return None if isinstance(read, Finding) else (read[0].record, read[1].edition)


def _signature(body: bytes) -> Iterator[Finding]:
    try:
        facts = check_signature(body)
    except SigningError as error:
        yield Finding("signature", holds=False, told=str(error))
        return
    if facts is None:
        told = "The file is not signed: nothing in it says who made it. Compare its digest with the record."
        yield Finding("signature_missing", holds=False, told=told)
        return
    yield _signed(facts)
    if not facts.covers_all:
        told = "Something was added to the file after it was signed."
        yield Finding("signature_covers_all", holds=False, told=told)
    if facts.is_stamped:
        told = f"An authority, {facts.stamped_by}, confirms that it existed at {facts.stamped_at:%Y-%m-%d %H:%M:%S} UTC."
        if not facts.stamp_holds:
            told = "The timestamp does not belong to this signature."
        yield Finding("timestamp", holds=facts.stamp_holds, told=told)
    else:
        yield Finding("timestamp_missing", holds=False, told="No authority confirms when it was signed.")


def _promised(signature: list[Finding], imprint: Imprint) -> Iterator[Finding]:
    """Yield what the file says it has, and has not: somebody took it off."""
    codes = {finding.code for finding in signature}
    if imprint.is_signed and "signature_missing" in codes:
        yield Finding(
            "signature_gone", holds=False, told="It says that it is signed, and no signature is in it."
        )
    elif imprint.is_stamped and "timestamp_missing" in codes:
        yield Finding(
            "timestamp_gone", holds=False, told="It says that it is time-stamped, and no timestamp is in it."
        )


def _signed(facts: SignatureFacts) -> Finding:
    if not facts.is_intact:
        return Finding("signature", holds=False, told="Bytes were changed after it was signed.")
    told = f"Signed by {facts.signer}, certificate SHA-256 {facts.certificate_sha256}. Whether that certificate is theirs, ask them."
    return Finding("signature", holds=True, told=told)


def _read(file: Opened) -> tuple[Content, Imprint] | Finding:
    missing = [name for name in (MANIFEST_NAME, CONTENT_NAME) if name not in file.attachments]
    if missing:
        return Finding(
            "attachments", holds=False, told=f"It lacks {' and '.join(missing)}: it is no dossier of ours."
        )
    try:
        content = content_of(file.attachments[CONTENT_NAME])
        imprint = _imprint(json.loads(file.attachments[MANIFEST_NAME]), file)
    except (ValidationError, ValueError, KeyError, TypeError) as error:
        return Finding(
            "attachments", holds=False, told=f"Manifest or content cannot be read: {type(error).__name__}."
        )
    return content, imprint


def _imprint(manifest: dict[str, Any], file: Opened) -> Imprint:
    site_url = str(manifest["verify_at"]).partition("/verify/")[0]
    return Imprint(
        edition=int(manifest["edition"]),
        as_of=datetime.fromisoformat(manifest["as_of"]).astimezone(UTC),
        content_sha256=sha256(file.attachments[CONTENT_NAME]).hexdigest(),
        site_url=site_url,
        is_signed=bool(manifest["is_signed"]),
        is_stamped=bool(manifest["is_stamped"]),
    )


def _attached(file: Opened, content: Content, imprint: Imprint) -> Iterator[Finding]:
    is_canonical = as_json(content) == file.attachments[CONTENT_NAME]
    is_ours = manifest_of(content, imprint) == file.attachments[MANIFEST_NAME]
    told = "Manifest and content agree, each in its canonical form."
    if not (is_canonical and is_ours):
        told = "The manifest does not say what the content says: one of them was changed, or is another dossier's."
    yield Finding("manifest", holds=is_canonical and is_ours, told=told)
    wanted = {text_name(source.text_sha256): source.text_sha256 for source in content.sources}
    missing = sorted(set(wanted) - set(file.attachments))
    altered = [
        name
        for name, digest in wanted.items()
        if name in file.attachments and sha256(file.attachments[name]).hexdigest() != digest
    ]
    added = sorted(set(file.attachments) - set(wanted) - {MANIFEST_NAME, CONTENT_NAME})
    for code, names, told in (
        ("text_missing", missing, "A text that is quoted is not attached"),
        ("text_altered", altered, "An attached text is not what its digest says"),
        ("attachment_added", added, "Something is attached that the dossier does not name"),
    ):
        if names:
            yield Finding(code, holds=False, told=f"{told}: {', '.join(names)}.")
    if not (missing or altered or added):
        yield Finding(
            "texts",
            holds=True,
            told=f"All {len(wanted)} texts are attached, each with the digest that is its name.",
        )


def _quotes(file: Opened, content: Content) -> Iterator[Finding]:
    names = {source.key: text_name(source.text_sha256) for source in content.sources}
    wrong = [
        quote.key
        for quote in content.quotes
        if _words(file, names.get(quote.source, ""), quote.start, quote.end) != quote.words
        or sha256(quote.words.encode()).hexdigest() != quote.sha256
    ]
    if wrong:
        yield Finding(
            "quotes", holds=False, told=f"These quotes do not stand where they should: {', '.join(wrong)}."
        )
    else:
        yield Finding(
            "quotes",
            holds=True,
            told=f"All {len(content.quotes)} quotes stand at their places in the attached texts.",
        )


def _words(file: Opened, name: str, start: int, end: int) -> str | None:
    text = file.attachments.get(name)
    try:
        return None if text is None else text.decode()[start:end]
    except UnicodeDecodeError:
        return None


def _pages(body: bytes, file: Opened, content: Content, imprint: Imprint, again: Redraw) -> Iterator[Finding]:
    try:
        drawn = again(content, imprint, file.attachments)
    except KeyError:
        yield Finding("pages", holds=False, told="The pages cannot be drawn again: a text is missing.")
        return
    if body.startswith(drawn):
        yield Finding(
            "pages",
            holds=True,
            told=f"All {len(file.pages)} pages, drawn again from the content, are the same bytes.",
        )
        return
    differing = _difference(file.pages, opened(drawn).pages)
    if differing:
        yield Finding("pages", holds=False, told=differing)
    else:
        told = "The pages say what the content says; their bytes differ, as those of another version of the software do."
        yield Finding("pages", holds=True, told=told)


def _difference(shown: tuple[str, ...], expected: tuple[str, ...]) -> str:
    if len(shown) != len(expected):
        return f"It has {len(shown)} pages, and {len(expected)} where they are drawn again from the content."
    for number, (here, there) in enumerate(zip(shown, expected, strict=True), start=1):
        if here != there:
            at = next(place for place, (one, other) in enumerate(zip_longest(here, there)) if one != other)
            start = max(0, at - _CONTEXT)
            return f"Page {number} says “{here[start : at + _CONTEXT]}”, and the content “{there[start : at + _CONTEXT]}”."
    return ""
