"""https on this machine: an authority of the folder's own, and a certificate for 127.0.0.1 and localhost."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .identity import write_private

LIFETIME = timedelta(days=825)
MARGIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Certificates:
    """Where the files are: the authority's to trust, the server's to serve."""

    ca_file: Path
    chain_file: Path
    key_file: Path


def make_certificates(folder: Path) -> Certificates:
    """Give the folder's certificates, made anew when there are none or they are about to expire."""
    files = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server-key.pem")
    if files.chain_file.exists() and files.key_file.exists() and files.ca_file.exists():
        kept = x509.load_pem_x509_certificate(files.chain_file.read_bytes())
        if kept.not_valid_after_utc > datetime.now(UTC) + MARGIN:
            return files
    ca_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Userferry's embedded tenant: authority")])
    server_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip
    key_id = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    ca = (
        begin(ca_name, ca_name, ca_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(key_id, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    loopback = ipaddress.IPv4Address("127.0.0.1")
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(loopback)])
    server = (
        begin(server_name, ca_name, server_key)
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(key_id), critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key_form = (pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    write_private(files.key_file, server_key.private_bytes(*key_form))
    write_private(files.chain_file, server.public_bytes(pem) + ca.public_bytes(pem))
    write_private(files.ca_file, ca.public_bytes(pem))
    return files


def begin(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    """Begin a certificate that is valid from yesterday, for clocks that disagree."""
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + LIFETIME)
    )
