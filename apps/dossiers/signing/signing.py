"""Adding a signature to a finished file: an increment at its end, so that what was there stays byte for byte."""

import io
from dataclasses import dataclass

from apps.dossiers.errors import SigningError, TimestampError
from apps.dossiers.signing.authority import authority_at
from apps.dossiers.signing.keys import Signer

_FIELD = "ConductAtlas"


@dataclass(frozen=True, slots=True)
class Signed:
    body: bytes
    is_signed: bool
    is_stamped: bool


def sign(body: bytes, signer: Signer | None) -> Signed:
    """Return the file with a PAdES signature that allows no change; as it is where there is no key.

    With a time-stamping authority it is of level B-T. Raises SigningError for a key that does not open, TimestampError where the
    authority gives no token.
    """
    if signer is None:
        return Signed(body, is_signed=False, is_stamped=False)
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - slow import
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner  # noqa: PLC0415 - slow import
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter  # noqa: PLC0415 - slow import
    from pyhanko.sign.timestamps import TimestampRequestError  # noqa: PLC0415 - slow import

    try:
        key = SimpleSigner.load_pkcs12(signer.key_file, passphrase=signer.password.encode())  # type: ignore[no-untyped-call]  # pyHanko's
    except OSError as error:
        raise SigningError(f"The signing key {signer.key_file} cannot be read.") from error
    if key is None:
        raise SigningError(f"The signing key {signer.key_file} does not open with its password.")
    metadata = PdfSignatureMetadata(
        field_name=_FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        name="ConductAtlas",
        reason="Seals the content of this dossier",
    )
    stamper = authority_at(signer.timestamp_url) if signer.timestamp_url else None
    pdf = PdfSigner(
        metadata,
        signer=key,
        timestamper=stamper,
        new_field_spec=SigFieldSpec(_FIELD, empty_field_appearance=True),
    )
    try:
        out = pdf.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(body)))
    except TimestampRequestError as error:
        raise TimestampError("The time-stamping authority gave no token.") from error
    return Signed(out.getvalue(), is_signed=True, is_stamped=stamper is not None)
