"""age encryption whose randomness is an argument, so that the example's sealed files come out the same every time.

For the example only: real openings are sealed by a kept library with the system's randomness. Format: age v1, X25519
recipients, ChaCha20-Poly1305 STREAM payload. That our bytes are age files is shown by opening them with pyrage and with
Debian's ``age`` (tests/example/test_steady_age.py).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 64 * 1024
_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def seal(data: bytes, recipients: Sequence[str], derive: Callable[[str], bytes]) -> bytes:
    """``data`` as an age file; ``derive(name)`` gives 32 bytes for each thing that is random in a real file."""
    file_key = derive("file key")[:16]
    header = b"age-encryption.org/v1\n"
    for recipient in recipients:
        header += _stanza(recipient, file_key, derive(f"ephemeral {recipient}"))
    header += b"---"
    mac = hmac.new(_hkdf(file_key, b"", b"header"), header, hashlib.sha256).digest()
    nonce = derive("nonce")[:16]
    return header + b" " + _base64(mac) + b"\n" + nonce + _stream(data, _hkdf(file_key, nonce, b"payload"))


def _stanza(recipient: str, file_key: bytes, secret: bytes) -> bytes:
    public = _recipient_bytes(recipient)
    ephemeral = X25519PrivateKey.from_private_bytes(secret)
    share = ephemeral.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    key = _hkdf(shared, share + public, b"age-encryption.org/v1/X25519")
    wrapped = ChaCha20Poly1305(key).encrypt(bytes(12), file_key, None)
    return b"-> X25519 " + _base64(share) + b"\n" + _base64(wrapped) + b"\n"


def _stream(data: bytes, key: bytes) -> bytes:
    chunks = [data[start : start + CHUNK] for start in range(0, len(data), CHUNK)] or [b""]
    cipher = ChaCha20Poly1305(key)
    sealed = b""
    for number, chunk in enumerate(chunks):
        last = b"\x01" if number == len(chunks) - 1 else b"\x00"
        sealed += cipher.encrypt(number.to_bytes(11, "big") + last, chunk, None)
    return sealed


def _hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt or None, info).derive(secret)


def _base64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _recipient_bytes(recipient: str) -> bytes:
    values = [_CHARSET.index(char) for char in recipient.rpartition("1")[2]][:-6]
    number = 0
    for value in values:
        number = number << 5 | value
    return (number >> (5 * len(values) - 256)).to_bytes(32, "big")
