"""The seal on the PDF: PAdES B-B by a certificate of the organisation's own authority.

Source: evidence.md §5. RSA-3072, authority 10 years, seal 3 years, PKCS#12 for the owner only.
"""

# pyright: reportUnknownMemberType=false

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from backend.plumbing.keys import key_folder, made_once

if TYPE_CHECKING:
    from pathlib import Path

KEY_BITS = 3072
AUTHORITY_DAYS = 3_652
SEAL_DAYS = 1_096
FIELD = "EvidenceSeal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose seal, where its keys lie, and the day from which new certificates hold."""

    data: Path
    organisation: str
    title: str
    today: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A certificate and its key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


def seal(path: Path, signer: signers.Signer) -> None:
    """Certify the PDF in place: its first bytes stay, no later change is allowed."""
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason="Evidence report sealed at issue",
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    with path.open("r+b") as file:
        writer = IncrementalPdfFileWriter(file)
        signers.PdfSigner(metadata, signer).sign_pdf(writer, in_place=True)


def signer_of(holder: Holder) -> signers.Signer:
    """The seal's key and certificates, made when they are first needed."""
    path = key_folder(holder.data, holder.organisation) / "seal.p12"
    made_once(path, lambda: _new_seal(holder))
    signer = signers.SimpleSigner.load_pkcs12(str(path))
    assert signer is not None, "the seal's key file cannot be read"
    return signer


def authority(holder: Holder) -> x509.Certificate:
    """The certificate that readers trust after they compared its fingerprint."""
    return _authority(holder).certificate


def _authority(holder: Holder) -> Pair:
    path = key_folder(holder.data, holder.organisation) / "authority.p12"
    key, certificate, _ = pkcs12.load_key_and_certificates(
        made_once(path, lambda: _new_authority(holder)), None
    )
    assert isinstance(key, rsa.RSAPrivateKey)
    assert certificate is not None
    return Pair(key=key, certificate=certificate)


def _new_authority(holder: Holder) -> bytes:
    key = _new_key()
    name = _name(holder, "Evidence authority")
    certificate = (
        _builder(holder, AUTHORITY_DAYS)
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"authority", key, certificate, None, NoEncryption()
    )


def _new_seal(holder: Holder) -> bytes:
    issuer, key = _authority(holder), _new_key()
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key())
    certificate = (
        _builder(holder, SEAL_DAYS)
        .subject_name(_name(holder, "Evidence seal"))
        .issuer_name(issuer.certificate.subject)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(identifier, critical=False)
        .sign(issuer.key, SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"seal", key, certificate, [issuer.certificate], NoEncryption()
    )


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65_537, key_size=KEY_BITS)


def _name(holder: Holder, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, holder.title[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _builder(holder: Holder, days: int) -> x509.CertificateBuilder:
    # A day back: readers' clocks may be behind.
    start = holder.today.astimezone(UTC) - timedelta(days=1)
    return (
        x509.CertificateBuilder()
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
