"""A certificate of our own, for a hall without internet: a small authority of this home and a certificate under it.

Whoever installs the authority once on their phone, after comparing its fingerprint with the one on the wall, gets no
warning any more. X.509 as `cryptography` writes it (RFC 5280); P-256 keys; the authority may sign for nothing but the
names it was made for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from msgspec import Struct

FOLDER: Final = "https"
AUTHORITY_DAYS: Final = 825
CERTIFICATE_DAYS: Final = 397
"""Longer ones are refused by phones."""
RENEWED_DAYS: Final = 30


class Own(Struct, frozen=True):
    """Where certificate, key and authority stand, and the authority's fingerprint (SHA-256, in pairs)."""

    certificate: Path
    key: Path
    authority: Path
    fingerprint: str


def own_certificate(home: Path, names: Sequence[str]) -> Own:
    """The home's own certificate for these names and addresses; made, or made anew, where it is missing, of other
    names, or about to end. The authority stays the same as long as the names do."""
    folder = home / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    wanted = sorted(set(names))
    authority, authority_key = folder / "authority.pem", folder / "authority.key"
    certificate, key = folder / "certificate.pem", folder / "certificate.key"
    if not fits(authority, wanted):
        make_authority(authority, authority_key, wanted)
        certificate.unlink(missing_ok=True)
    if not fits(certificate, wanted):
        make_certificate(certificate, key, authority, authority_key, wanted)
    digest = read(authority).fingerprint(hashes.SHA256()).hex(" ", 2).upper()
    return Own(certificate, key, authority, digest)


def fits(path: Path, names: list[str]) -> bool:
    """Whether a certificate is there, for these names, and not about to end."""
    if not path.exists():
        return False
    found = read(path)
    if found.not_valid_after_utc < datetime.now(UTC) + timedelta(days=RENEWED_DAYS):
        return False
    return sorted(
        str(attribute.value) for attribute in found.subject.get_attributes_for_oid(NameOID.DN_QUALIFIER)
    ) == [",".join(names)]


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def make_authority(path: Path, key_path: Path, names: list[str]) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = subject("Confederal: the authority of this hall", names)
    permitted = [constraint(each) for each in names]
    made = (
        begun(name, name, key, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage(sign=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .sign(key, hashes.SHA256())
    )
    write(key_path, private(key), 0o600)
    write(path, made.public_bytes(serialization.Encoding.PEM), 0o644)


def make_certificate(
    path: Path, key_path: Path, authority: Path, authority_key: Path, names: list[str]
) -> None:
    signer = serialization.load_pem_private_key(authority_key.read_bytes(), None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        begun(subject("Confederal", names), read(authority).subject, key, CERTIFICATE_DAYS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage(sign=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([general(each) for each in names]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    write(key_path, private(key), 0o600)
    write(path, made.public_bytes(serialization.Encoding.PEM), 0o644)


def begun(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, days: int
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def usage(*, sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign,
        crl_sign=sign,
        encipher_only=False,
        decipher_only=False,
    )


def subject(common: str, names: list[str]) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.DN_QUALIFIER, ",".join(names)),
        ]
    )


def general(name: str) -> x509.GeneralName:
    """A name or an address as a certificate writes it."""
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def constraint(name: str) -> x509.GeneralName:
    """The same as what an authority may sign for: this very address, this very name."""
    try:
        return x509.IPAddress(ip_network(name))
    except ValueError:
        return x509.DNSName(name)


def private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write(path: Path, data: bytes, mode: int) -> None:
    """Puts a file in its place whole or not at all, readable by whom it may be."""
    beside = path.with_name(path.name + ".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(data)
        os.fsync(file.fileno())
    beside.replace(path)
