"""People's keys of every type, made in software: what a person, a smart card or a FIDO device would sign."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from generator.core import ed25519
from generator.signing import ssh_keys, sshsig
from generator.signing.ssh_wire import string, uint32

TOUCH, PIN = 0x01, 0x04


@dataclass(frozen=True)
class Key:
    """A private key by its label. ``kind`` is ``ed25519``, ``ecdsa`` or ``sk``; ``flags`` are what the device saw."""

    label: str
    kind: str = "ed25519"
    flags: int = TOUCH
    application: bytes = b"ssh:"

    @property
    def seed(self) -> bytes:
        return hashlib.sha256(f"tests: {self.label}".encode()).digest()

    @property
    def public(self) -> ssh_keys.PublicKey:
        if self.kind == "ecdsa":
            text = self._ecdsa.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
            return ssh_keys.parse_public_key(text)
        point = ed25519.public_key_of(self.seed)
        if self.kind == "sk":
            return ssh_keys.parse_blob(string(b"sk-ssh-ed25519@openssh.com") + string(point) + string(self.application))
        return ssh_keys.ed25519_key(point)

    @property
    def line(self) -> str:
        return self.public.line

    @property
    def fingerprint(self) -> str:
        return self.public.fingerprint_hex

    @property
    def _ecdsa(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(int.from_bytes(self.seed, "big") >> 1, ec.SECP256R1())

    def sign(self, message: bytes, namespace: str) -> bytes:
        """The armored signature."""
        if self.kind == "ed25519":
            return sshsig.sign(message, namespace, self.seed)
        digest = hashlib.sha512(message).digest()
        data = b"SSHSIG" + b"".join(map(string, (namespace.encode(), b"", b"sha512", digest)))
        if self.kind == "ecdsa":
            r, s = decode_dss_signature(self._ecdsa.sign(data, ec.ECDSA(hashes.SHA256())))
            raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
            return sshsig.encode_signature(sshsig.SshSignature(self.public, namespace, "sha512", raw))
        seen = bytes([self.flags]) + uint32(7)
        device = hashlib.sha256(self.application).digest() + seen + hashlib.sha256(data).digest()
        made = sshsig.SshSignature(self.public, namespace, "sha512", ed25519.sign(self.seed, device), self.flags, 7)
        return sshsig.encode_signature(made)
