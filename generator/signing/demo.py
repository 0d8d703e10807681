"""The demonstration keys: every secret of the example office, derived from a public label (docs/spec/31-statements.md).

Anyone can make these keys again, so they prove nothing about who signed. They are admitted only where a trust
statement says ``demo``; :func:`is_demo_key` is how the rest of the program tells them from real keys.
Everything here is a pure function of its arguments, but for the four random check bytes inside a private key file.
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from generator.core import ed25519, strict_base64

HOLDERS = (
    "demo-office-1",
    "demo-office-2",
    "demo-office-3",
    "demo-leader-1",
    "demo-leader-2",
    "demo-leader-3",
    "demo-leader-4",
    "demo-leader-5",
    "demo-leader-6",
    "demo-leader-7",
    "demo-leader-8",
    "demo-supervisor-1",
    "demo-supervisor-2",
    "demo-expert-1",
    "demo-expert-2",
    "demo-reviewer-1",
    "demo-publisher-1",
    "demo-auditor-1",
    "demo-auditor-2",
)
"""The demonstration holders, in the order of the specification."""

RECIPIENTS = ("demo-office", "demo-auditor")
"""For whom the example's openings are sealed."""

LOG = "log"
"""What stands in place of a holder id for the log key."""

WITNESSES = ("demo-auditor-1", "demo-auditor-2")
"""The demonstration holders that also cosign checkpoints, each with a key of its own for that."""

SALT_SIZE = 16

_KEY_LABEL = b"kaohe demo key v1\n"
_WITNESS_LABEL = b"kaohe demo witness v1\n"
_AGE_LABEL = b"kaohe demo age v1\n"
_SALT_LABEL = b"kaohe demo salt v1\n"

_SSH_TYPE = b"ssh-ed25519"
_VKEY_ED25519 = b"\x01"

_BECH32_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_BECH32_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def seed(holder: str) -> bytes:
    """The 32-byte Ed25519 seed of a demonstration holder (or of ``LOG``)."""
    return hashlib.sha256(_KEY_LABEL + holder.encode()).digest()


def log_seed() -> bytes:
    """The 32-byte Ed25519 seed of the demonstration log key."""
    return seed(LOG)


def public_key(holder: str) -> bytes:
    """The 32 bytes of a holder's Ed25519 public key."""
    return ed25519.public_key_of(seed(holder))


def public_key_blob(holder: str) -> bytes:
    """A holder's public key as an SSH wire blob (RFC 8709, section 4): the bytes whose SHA-256 is its fingerprint."""
    return _ssh_blob(public_key(holder))


def public_key_line(holder: str) -> str:
    """A holder's public key as OpenSSH writes it, without line end; the comment is the holder's id."""
    return f"{_SSH_TYPE.decode()} {strict_base64.encode(public_key_blob(holder))} {holder}"


def private_key_file(holder: str) -> bytes:
    """A holder's private key as an unencrypted OpenSSH key file.

    The format holds four random check bytes, so two calls differ in them; the key inside is the same.
    """
    key = Ed25519PrivateKey.from_private_bytes(seed(holder))
    return key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())


def log_vkey(origin: str) -> str:
    """The verifier key of the demonstration log under the name ``origin`` (C2SP signed-note, Ed25519)."""
    key = _VKEY_ED25519 + public_key(LOG)
    key_id = hashlib.sha256(origin.encode() + b"\n" + key).hexdigest()[:8]
    return f"{origin}+{key_id}+{strict_base64.encode(key)}"


def witness_name(holder: str) -> str:
    """The name of a demonstration auditor's witness key."""
    return f"{holder}.example"


def witness_seed(holder: str) -> bytes:
    """The 32-byte Ed25519 seed of a demonstration auditor's witness key."""
    return hashlib.sha256(_WITNESS_LABEL + holder.encode()).digest()


def age_identity(recipient: str) -> str:
    """The age identity of a demonstration recipient, ``AGE-SECRET-KEY-1…`` (C2SP age, X25519)."""
    return _bech32("age-secret-key-", _age_secret(recipient)).upper()


def age_recipient(recipient: str) -> str:
    """The age recipient that belongs to :func:`age_identity`, ``age1…``."""
    return _bech32("age", X25519PrivateKey.from_private_bytes(_age_secret(recipient)).public_key().public_bytes_raw())


def salt(name: str) -> bytes:
    """The 16-byte nonce or salt called ``name``: a record's path with the cycle before it, or a disclosure's name."""
    return hashlib.sha256(_SALT_LABEL + name.encode()).digest()[:SALT_SIZE]


def _ssh_blob(raw: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in (_SSH_TYPE, raw))


def _age_secret(recipient: str) -> bytes:
    return hashlib.sha256(_AGE_LABEL + recipient.encode()).digest()


def _bech32(prefix: str, data: bytes) -> str:
    """The lower-case Bech32 text of ``data`` (BIP 173, without its limit of 90 characters)."""
    # Five bits at a time, the last group filled up with zeros on the right.
    padding = -len(data) * 8 % 5
    bits = int.from_bytes(data, "big") << padding
    groups = (len(data) * 8 + padding) // 5
    values = [bits >> 5 * (groups - 1 - i) & 31 for i in range(groups)]
    expanded = [ord(char) >> 5 for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    checksum = _bech32_polymod([*expanded, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [checksum >> 5 * (5 - i) & 31 for i in range(6)]
    return prefix + "1" + "".join(_BECH32_ALPHABET[value] for value in values)


def _bech32_polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_BECH32_GENERATOR):
            if top >> i & 1:
                check ^= generator
    return check


DEMO_KEYS = frozenset(
    ed25519.public_key_of(secret)
    for secret in (*(seed(name) for name in (*HOLDERS, LOG)), *(witness_seed(name) for name in WITNESSES))
)
"""The 32 bytes of every demonstration key: holders, log and witnesses."""


def is_demo_key(key: bytes) -> bool:
    """Whether ``key``, the 32 raw bytes whatever type of key they are wrapped in, is a demonstration's."""
    return key in DEMO_KEYS
