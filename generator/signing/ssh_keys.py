"""SSH public keys: parsing, the one text form, fingerprints, and verification of raw signatures.

Three types: ``ssh-ed25519``, ``ecdsa-sha2-nistp256`` and ``sk-ssh-ed25519@openssh.com`` (FIDO). Byte formats and codes:
docs/spec/21-sshsig.md, "Public keys".
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from generator.core import ed25519, strict_base64
from generator.core.errors import FindingsError
from generator.signing.ssh_wire import Reader, string

ED25519 = "ssh-ed25519"
ECDSA = "ecdsa-sha2-nistp256"
SK_ED25519 = "sk-ssh-ed25519@openssh.com"
TYPES = (ED25519, ECDSA, SK_ED25519)

MAX_LINE_SIZE = 4096

_CURVE_NAME = b"nistp256"
_UNCOMPRESSED_POINT_SIZE = 65


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key that passed the checks of :func:`parse_blob`.

    ``blob`` is its wire encoding, ``point`` the 32 bytes of Ed25519 or the 65 of an uncompressed P-256 point,
    ``application`` the FIDO application (empty for the other types).
    """

    type: str
    blob: bytes
    point: bytes
    application: bytes = b""

    @property
    def line(self) -> str:
        """``type base64``, the text form without a comment and without a newline."""
        return f"{self.type} {strict_base64.encode(self.blob)}"

    @property
    def fingerprint(self) -> str:
        """``SHA256:...`` as ``ssh-keygen -l`` prints it."""
        return "SHA256:" + strict_base64.encode(hashlib.sha256(self.blob).digest()).rstrip("=")

    @property
    def fingerprint_hex(self) -> str:
        """The same digest as 64 lower-case hex digits: safe as a file name, unlike base64."""
        return hashlib.sha256(self.blob).hexdigest()

    @property
    def is_hardware(self) -> bool:
        """Whether the private key lives in a FIDO device, whose signatures tell if somebody touched it."""
        return self.type == SK_ED25519


def parse_public_key(line: str, path: str = "") -> PublicKey:
    """The key of a line ``type base64 [comment]``; a final newline is allowed, the comment is dropped.

    Raises FindingsError G101 (form), G102 (unsupported type), G103 (malformed blob), G104 (a key that proves nothing).
    """
    if len(line) > MAX_LINE_SIZE or not line.removesuffix("\n").isprintable():
        raise FindingsError.of("G101", path)
    name, _, rest = line.removesuffix("\n").partition(" ")
    if name not in TYPES:
        # Nothing of the line goes into the message: it may be a private key pasted by mistake.
        raise FindingsError.of("G102", path)
    blob = strict_base64.decode(rest.partition(" ")[0])
    if not blob:
        raise FindingsError.of("G101", path)
    key = parse_blob(blob, path)
    if key.type != name:
        raise FindingsError.of("G103", path)
    return key


def parse_blob(blob: bytes, path: str = "") -> PublicKey:
    """The key of a wire encoding. Raises FindingsError G102, G103, G104 as :func:`parse_public_key` does."""
    reader = Reader(blob, "G103", path)
    name = reader.string()
    if name == ED25519.encode():
        key = PublicKey(ED25519, blob, reader.string())
    elif name == ECDSA.encode():
        if reader.string() != _CURVE_NAME:
            raise FindingsError.of("G103", path)
        key = PublicKey(ECDSA, blob, reader.string())
    elif name == SK_ED25519.encode():
        key = PublicKey(SK_ED25519, blob, reader.string(), reader.string())
    else:
        raise FindingsError.of("G102", path)
    reader.end()
    _check_point(key, path)
    return key


def ed25519_key(point: bytes) -> PublicKey:
    """The ``ssh-ed25519`` key of 32 raw bytes. Raises FindingsError G103, G104."""
    return parse_blob(string(ED25519.encode()) + string(point))


def verify_raw(key: PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether the 64-byte ``signature`` (Ed25519, or r and s of 32 bytes each) fits ``data`` under ``key``."""
    if key.type != ECDSA:
        return ed25519.verify(key.point, signature, data)
    if len(signature) != ed25519.SIGNATURE_SIZE:
        return False
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    try:
        _p256(key.point).verify(der, data, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _check_point(key: PublicKey, path: str) -> None:
    if key.type == ECDSA:
        if len(key.point) != _UNCOMPRESSED_POINT_SIZE:
            raise FindingsError.of("G103", path)
        try:
            _p256(key.point)
        except ValueError:
            raise FindingsError.of("G104", path) from None
    elif len(key.point) != ed25519.KEY_SIZE:
        raise FindingsError.of("G103", path)
    elif not ed25519.is_acceptable_public_key(key.point):
        raise FindingsError.of("G104", path)


def _p256(point: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
