"""The certificate of a hall: what it is good for, and what it is not."""

import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from confederal.web.certificate import own_certificate, read


def verified(own_authority: Path, certificate: Path, name: str) -> None:
    store = Store([read(own_authority)])
    PolicyBuilder().store(store).build_server_verifier(x509.DNSName(name)).verify(read(certificate), [])


def test_it_is_good_for_its_names_under_its_own_authority(tmp_path: Path) -> None:
    own = own_certificate(tmp_path, ["hall.local", "192.168.1.20"])
    verified(own.authority, own.certificate, "hall.local")
    with pytest.raises(VerificationError):
        verified(own.authority, own.certificate, "bank.example")
    names = read(own.authority).extensions.get_extension_for_class(x509.NameConstraints).value
    assert x509.DNSName("hall.local") in (names.permitted_subtrees or [])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(own.certificate, own.key)
    assert own.key.stat().st_mode & 0o077 == 0


def test_it_stays_until_it_ends_or_the_names_change(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, ["hall.local"])
    made = first.certificate.read_bytes()
    again = own_certificate(tmp_path, ["hall.local"])
    assert again.fingerprint == first.fingerprint
    assert again.certificate.read_bytes() == made
    other = own_certificate(tmp_path, ["hall.local", "192.168.1.20"])
    assert other.fingerprint != first.fingerprint
