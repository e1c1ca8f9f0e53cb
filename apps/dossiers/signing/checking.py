"""What a signature in a file proves: who signed, that nothing was changed since, and what an authority says of when."""

import io
from dataclasses import dataclass
from datetime import datetime

from apps.dossiers.errors import SigningError


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """`is_intact`: the bytes that were signed are the same; `covers_all`: nothing was added after them."""

    is_intact: bool
    covers_all: bool
    signer: str
    certificate_sha256: str
    said_at: datetime | None
    is_stamped: bool
    stamp_holds: bool
    stamped_at: datetime | None
    stamped_by: str


def check_signature(body: bytes) -> SignatureFacts | None:
    """Return what the file's signature proves; None where it has none. Raises SigningError where it cannot be read."""
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - slow import
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - slow import
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature  # noqa: PLC0415 - slow import
    from pyhanko.sign.validation.errors import SignatureValidationError  # noqa: PLC0415 - slow import
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - slow import

    try:
        signatures = PdfFileReader(io.BytesIO(body)).embedded_signatures
        if not signatures:
            return None
        certificate = signatures[0].signer_cert
        trusted = ValidationContext(trust_roots=[certificate], allow_fetching=False)
        status = validate_pdf_signature(signatures[0], signer_validation_context=trusted)
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError) as error:
        raise SigningError(f"The signature cannot be read: {error}") from error
    stamp = status.timestamp_validity
    return SignatureFacts(
        is_intact=bool(status.intact and status.valid),
        covers_all=status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
        signer=str(certificate.subject.human_friendly),
        certificate_sha256=certificate.sha256.hex(),
        said_at=status.signer_reported_dt,
        is_stamped=stamp is not None,
        stamp_holds=bool(stamp and stamp.intact and stamp.valid),
        stamped_at=stamp.timestamp if stamp else None,
        stamped_by=str(stamp.signing_cert.subject.human_friendly) if stamp else "",
    )
