"""SSHSIG: the detached signatures that ``ssh-keygen -Y sign`` makes (OpenSSH PROTOCOL.sshsig, version 1).

Read strictly: one armor, one encoding, an empty reserved field. Byte formats and codes: docs/spec/21-sshsig.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from generator.core import ed25519, strict_base64
from generator.core.errors import FindingsError
from generator.signing.ssh_keys import ECDSA, PublicKey, ed25519_key, parse_blob, parse_public_key, verify_raw
from generator.signing.ssh_wire import Reader, mpint, string, uint32

__all__ = [
    "PublicKey",
    "SshSignature",
    "encode_signature",
    "is_namespace",
    "parse_public_key",
    "parse_signature",
    "sign",
    "verify",
]

MAX_SIGNATURE_SIZE = 16 * 1024
MAX_NAMESPACE_SIZE = 255

_MAGIC = b"SSHSIG"
_VERSION = 1
_BEGIN = "-----BEGIN SSH SIGNATURE-----\n"
_END = "-----END SSH SIGNATURE-----\n"
_COLUMNS = 70
_HASHES = ("sha512", "sha256")
_USER_PRESENT = 0x01
_USER_VERIFIED = 0x04
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class SshSignature:
    """What a signature file says; nothing of it is verified before :func:`verify`.

    ``raw`` is 64 bytes: Ed25519, or r and s of ECDSA. ``flags`` and ``counter`` are what a FIDO device signed besides
    the message, None for keys without a device.
    """

    public_key: PublicKey
    namespace: str
    hash_algorithm: str
    raw: bytes
    flags: int | None = None
    counter: int | None = None

    @property
    def user_present(self) -> bool:
        """Whether a FIDO device saw a touch; always true for keys without a device."""
        return self.flags is None or bool(self.flags & _USER_PRESENT)

    @property
    def user_verified(self) -> bool:
        """Whether a FIDO device checked a PIN or a finger; never true for keys without a device."""
        return self.flags is not None and bool(self.flags & _USER_VERIFIED)


def is_namespace(text: str) -> bool:
    """Whether ``text`` can be a namespace: 1 to 255 visible ASCII characters."""
    return 0 < len(text) <= MAX_NAMESPACE_SIZE and all("!" <= char <= "~" for char in text)


def parse_signature(data: bytes, path: str = "") -> SshSignature:
    """The signature of an armored file, exactly as ``ssh-keygen`` writes it.

    Raises FindingsError G111 (armor), G112 (too big), G113 (blob cut off, with leftovers or not in its one encoding),
    G114 (version), G115 (namespace), G116 (reserved field), G117 (hash), G118 (signature of another algorithm than the
    key), G119 (signature part), and G102 to G104 for the key in it.
    """
    reader = Reader(_unarmor(data, path), "G113", path)
    if reader.take(len(_MAGIC)) != _MAGIC:
        raise FindingsError.of("G113", path)
    if reader.uint32() != _VERSION:
        raise FindingsError.of("G114", path)
    key = parse_blob(reader.string(), path)
    namespace = reader.string().decode("ascii", errors="replace")
    if not is_namespace(namespace):
        raise FindingsError.of("G115", path)
    if reader.string():
        raise FindingsError.of("G116", path)
    algorithm = reader.string().decode("ascii", errors="replace")
    if algorithm not in _HASHES:
        raise FindingsError.of("G117", path)
    inner = Reader(reader.string(), "G119", path)
    reader.end()
    if inner.string() != key.type.encode():
        raise FindingsError.of("G118", path)
    raw = _raw_ecdsa(inner.string(), path) if key.type == ECDSA else inner.string()
    if len(raw) != ed25519.SIGNATURE_SIZE:
        raise FindingsError.of("G119", path)
    flags = inner.take(1)[0] if key.is_hardware else None
    counter = inner.uint32() if key.is_hardware else None
    inner.end()
    signature = SshSignature(key, namespace, algorithm, raw, flags, counter)
    if encode_signature(signature) != data:
        raise FindingsError.of("G113", path)
    return signature


def encode_signature(signature: SshSignature) -> bytes:
    """The armored file; the inverse of :func:`parse_signature`."""
    raw = signature.raw
    if signature.public_key.type == ECDSA:
        raw = mpint(int.from_bytes(raw[:32], "big")) + mpint(int.from_bytes(raw[32:], "big"))
    inner = string(signature.public_key.type.encode()) + string(raw)
    if signature.flags is not None and signature.counter is not None:
        inner += bytes([signature.flags]) + uint32(signature.counter)
    fields = (signature.public_key.blob, signature.namespace.encode(), b"", signature.hash_algorithm.encode(), inner)
    return _armor(_MAGIC + uint32(_VERSION) + b"".join(string(field) for field in fields))


def verify(
    signature: SshSignature,
    public_key: PublicKey,
    namespace: str,
    message: bytes,
    *,
    require_touch: bool = True,
    require_pin: bool = False,
    path: str = "",
) -> None:
    """Check that ``public_key`` signed ``message`` for ``namespace``.

    Raises FindingsError G121 (made by another key), G122 (for another namespace), G123 (false), G124 (a FIDO device
    signed without a touch; ``ssh-keygen`` accepts that, we do not unless ``require_touch`` is false), G125 (a FIDO
    device signed without a PIN or a finger where ``require_pin`` asks for one). Keys without a device have no flags.
    """
    if signature.public_key.blob != public_key.blob:
        raise FindingsError.of("G121", path, found=signature.public_key.fingerprint, expected=public_key.fingerprint)
    if signature.namespace != namespace:
        raise FindingsError.of("G122", path, found=signature.namespace, expected=namespace)
    data = _signed_data(namespace, signature.hash_algorithm, message)
    if signature.flags is not None and signature.counter is not None:
        application = hashlib.sha256(public_key.application).digest()
        data = application + bytes([signature.flags]) + uint32(signature.counter) + hashlib.sha256(data).digest()
    if not verify_raw(public_key, signature.raw, data):
        raise FindingsError.of("G123", path)
    if require_touch and not signature.user_present:
        raise FindingsError.of("G124", path)
    if require_pin and signature.flags is not None and not signature.user_verified:
        raise FindingsError.of("G125", path)


def sign(message: bytes, namespace: str, seed: bytes) -> bytes:
    """The armored ``ssh-ed25519`` signature by a 32-byte private seed: the very bytes that ``ssh-keygen`` would write.

    For keys that a program holds (the demonstration keys of the example). People sign with
    :mod:`generator.signing.ssh_keygen`. Raises FindingsError G115 (namespace).
    """
    if not is_namespace(namespace):
        raise FindingsError.of("G115")
    key = ed25519_key(ed25519.public_key_of(seed))
    raw = ed25519.sign(seed, _signed_data(namespace, "sha512", message))
    return encode_signature(SshSignature(key, namespace, "sha512", raw))


def _signed_data(namespace: str, algorithm: str, message: bytes) -> bytes:
    digest = hashlib.new(algorithm, message).digest()
    return _MAGIC + b"".join(string(field) for field in (namespace.encode(), b"", algorithm.encode(), digest))


def _raw_ecdsa(data: bytes, path: str) -> bytes:
    """The numbers r and s, each within the order of the curve, as 32 bytes each."""
    reader = Reader(data, "G119", path)
    numbers = reader.mpint(), reader.mpint()
    reader.end()
    if max(numbers) >= _P256_ORDER:
        raise FindingsError.of("G119", path)
    return b"".join(number.to_bytes(32, "big") for number in numbers)


def _armor(blob: bytes) -> bytes:
    text = strict_base64.encode(blob)
    lines = [text[start : start + _COLUMNS] + "\n" for start in range(0, len(text), _COLUMNS)]
    return (_BEGIN + "".join(lines) + _END).encode("ascii")


def _unarmor(data: bytes, path: str) -> bytes:
    if len(data) > MAX_SIGNATURE_SIZE:
        raise FindingsError.of("G112", path, limit=MAX_SIGNATURE_SIZE)
    text = data.decode("ascii", errors="replace")
    blob = None
    if text.startswith(_BEGIN) and text.endswith(_END):
        blob = strict_base64.decode(text[len(_BEGIN) : -len(_END)].replace("\n", ""))
    # Armoring again refuses lines of another length, other line ends and anything before or after.
    if not blob or _armor(blob) != data:
        raise FindingsError.of("G111", path)
    return blob
