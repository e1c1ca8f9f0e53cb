"""A timestamp authority of one's own, for development and tests: it is right about the form and worth nothing as evidence."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import randbits
from typing import Final, Self

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

POLICY: Final = "1.3.6.1.4.1.58263.0.1"  # a placeholder of this authority alone
_YEARS: Final = timedelta(days=3653)


class LocalAuthority:
    """Hold the key and certificates, and answer requests."""

    def __init__(
        self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate, root: x509.Certificate
    ) -> None:
        self._key = key
        self.certificate = certificate
        self.root = root

    @classmethod
    def make(cls, now: datetime) -> Self:
        """Make a root and, under it, an authority."""
        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root_name = _name("Development timestamp root, proves nothing")
        root = (
            _builder(root_name, root_name, root_key.public_key(), now)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(root_key, hashes.SHA256())
        )
        certificate = (
            _builder(_name("Development timestamp authority"), root_name, key.public_key(), now)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(root_key, hashes.SHA256())
        )
        return cls(key, certificate, root)

    @classmethod
    def kept_in(cls, path: Path, now: datetime) -> Self:
        """Return the authority of this file, made the first time it is asked for."""
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            made = cls.make(now)
            path.touch(mode=0o600)
            path.write_bytes(made.pem())
        data = path.read_bytes()
        key = load_pem_private_key(data, password=None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise TypeError(f"{path} holds no key of this authority")
        certificate, root = x509.load_pem_x509_certificates(data)
        return cls(key, certificate, root)

    def pem(self) -> bytes:
        """Return the key and both certificates."""
        key = self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return key + self.certificate.public_bytes(Encoding.PEM) + self.root.public_bytes(Encoding.PEM)

    def answer(self, request: bytes, at: datetime) -> bytes:
        """Return the TimeStampResp to a TimeStampReq, both in DER, for a moment in whole seconds."""
        asked = tsp.TimeStampReq.load(request)
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": asked["message_imprint"],
                "serial_number": randbits(63),
                "gen_time": at.astimezone(UTC).replace(microsecond=0),
                **({"nonce": asked["nonce"]} if asked["nonce"].native is not None else {}),
            }
        )
        token = cms.ContentInfo({"content_type": "signed_data", "content": self._signed(info)})
        return bytes(tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump())

    def _signed(self, info: tsp.TSTInfo) -> cms.SignedData:
        content = info.dump()
        mine = asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))
        root = asn1_x509.Certificate.load(self.root.public_bytes(Encoding.DER))
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [sha256(content).digest()]}),
                cms.CMSAttribute(
                    {
                        "type": "signing_certificate_v2",
                        "values": [tsp.SigningCertificateV2({"certs": [_essence(mine)]})],
                    }
                ),
            ]
        )
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {
                        "issuer_and_serial_number": {
                            "issuer": mine.issuer,
                            "serial_number": mine.serial_number,
                        }
                    }
                ),
                "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "signed_attrs": attributes,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                "signature": self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
            }
        )
        return cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(content),
                },
                "certificates": [mine, root],
                "signer_infos": [signer],
            }
        )


def _essence(certificate: asn1_x509.Certificate) -> tsp.ESSCertIDv2:
    return tsp.ESSCertIDv2({"cert_hash": sha256(certificate.dump()).digest()})


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _YEARS)  # sample data is sealed on the dates it tells of
        .not_valid_after(now + _YEARS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
