"""What is asked of a timestamp authority and what may be believed of its answer."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.tsp import TimeStampRequest, TimeStampResponse

from apps.evidence.errors import StampRefusedError


@dataclass(frozen=True, slots=True)
class Stamp:
    """An authority's answer, checked, and the time in it."""

    token: bytes
    stamped_at: datetime


def ask_for(data: bytes) -> TimeStampRequest:
    """Return the request to stamp the SHA-256 of the bytes, with a nonce and for the authority's certificate."""
    return TimestampRequestBuilder(data, HashAlgorithm.SHA256).build()


def check_stamp(
    token: bytes, data: bytes, roots: list[Certificate], request: TimeStampRequest | None = None
) -> Stamp:
    """Check an answer: granted, for these bytes, signed, led to one of the roots, and the answer to this request if given.

    Raises StampRefusedError with the reason.
    """
    try:
        answer = decode_timestamp_response(token)
    except ValueError as error:
        raise StampRefusedError(f"The answer is no timestamp: {error}") from error
    if answer.status != 0:
        raise StampRefusedError(f"The authority refused: status {answer.status}")
    builder = VerifierBuilder.from_request(request) if request else VerifierBuilder()
    for root in dict.fromkeys(roots):
        builder = builder.add_root_certificate(root)
    for link in _between(answer, roots):
        builder = builder.add_intermediate_certificate(link)
    try:
        builder.build().verify_message(answer, data)
    except VerificationError as error:
        raise StampRefusedError(f"The timestamp does not hold: {error}") from error
    return Stamp(token, answer.tst_info.gen_time)


def certificates_in(token: bytes) -> list[Certificate]:
    """Return the certificates that came with an answer."""
    return _certificates(decode_timestamp_response(token))


def read_roots(path: str) -> list[Certificate]:
    """Return the certificates of a PEM file."""
    return load_pem_x509_certificates(Path(path).read_bytes())


def _between(answer: TimeStampResponse, roots: list[Certificate]) -> list[Certificate]:
    """Return what stands between the signer and a root: authorities send it along, and it proves nothing by itself."""
    known = set(roots)
    return [one for one in _certificates(answer) if one not in known and _is_authority(one)]


def _certificates(answer: TimeStampResponse) -> list[Certificate]:
    return [load_der_x509_certificate(bytes(one)) for one in answer.signed_data.certificates]


def _is_authority(certificate: Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
