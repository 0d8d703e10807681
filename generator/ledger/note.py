"""Signed notes (C2SP signed-note v1.0.0) with Ed25519 keys: a text, an empty line, signature lines.

A checkpoint of the log is such a note. Byte format and codes: docs/spec/20-log.md, "Signed note".
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.core import ed25519, strict_base64
from generator.core.errors import FindingsError

MAX_NOTE_SIZE = 1 << 20
MAX_SIGNATURES = 100
MAX_NAME_SIZE = 255
ED25519 = b"\x01"

_SIGNATURE_PREFIX = "— "
_PRIVATE_PREFIX = "PRIVATE+KEY+"
_KEY_ID_SIZE = 4


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public note key. Raises FindingsError L110 (name) or L114 (a key under which signatures prove nothing)."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        """Refuse a name or key that no note may use."""
        if not _is_key_name(self.name):
            raise FindingsError.of("L110")
        if not ed25519.is_acceptable_public_key(self.public_key):
            raise FindingsError.of("L114")

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand for this key in a signature line."""
        return _key_id(self.name, ED25519 + self.public_key)

    def text(self) -> str:
        """The ``vkey``: ``name+hex key id+base64(0x01 || public key)``, without a newline."""
        return f"{self.name}+{self.key_id.hex()}+{strict_base64.encode(ED25519 + self.public_key)}"

    def verify(self, text: str, signature: bytes) -> bool:
        """Whether the 64-byte ``signature`` is this key's over the note's text."""
        return ed25519.verify(self.public_key, signature, text.encode("utf-8"))


@dataclass(frozen=True, slots=True)
class Signer:
    """A private note key, from its 32-byte seed. Raises FindingsError L110 (name) or L115 (seed)."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a name or seed that no key can have."""
        if not _is_key_name(self.name):
            raise FindingsError.of("L110")
        if len(self.seed) != ed25519.KEY_SIZE:
            raise FindingsError.of("L115")

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, ed25519.public_key_of(self.seed))

    def text(self) -> str:
        """``PRIVATE+KEY+name+hex key id+base64(0x01 || seed)``, without a newline. Secret."""
        return f"{_PRIVATE_PREFIX}{self.name}+{self.verifier.key_id.hex()}+{strict_base64.encode(ED25519 + self.seed)}"

    def sign(self, text: str) -> bytes:
        """The 64-byte signature over the note's text."""
        return ed25519.sign(self.seed, text.encode("utf-8"))


class OpenedNote(NamedTuple):
    """A note of which at least one signature was verified: its text and the names of the keys that verified."""

    text: str
    names: tuple[str, ...]


def parse_vkey(text: str, path: str = "") -> VerifierKey:
    """The public key of a ``vkey`` text.

    Raises FindingsError L111 (form), L110 (name), L112 (key id is not that of name and key), L113 (not Ed25519),
    L114 (key that proves nothing).
    """
    name, key_id, data = _split_key(text, "L111", path)
    if not _is_key_name(name):
        raise FindingsError.of("L110", path)
    if key_id != _key_id(name, data).hex():
        raise FindingsError.of("L112", path)
    if data[:1] != ED25519:
        raise FindingsError.of("L113", path)
    if not ed25519.is_acceptable_public_key(data[1:]):
        raise FindingsError.of("L114", path)
    return VerifierKey(name, data[1:])


def parse_private_key(text: str) -> Signer:
    """The signer of a private key text. Raises FindingsError L115, which never shows any part of the text."""
    try:
        name, key_id, data = _split_key(text.removeprefix(_PRIVATE_PREFIX), "L115", "")
        signer = Signer(name, data[1:])
    except FindingsError:
        raise FindingsError.of("L115") from None
    # Comparing the text again covers prefix, algorithm byte and key id at once.
    if signer.text() != text or key_id != signer.verifier.key_id.hex():
        raise FindingsError.of("L115")
    return signer


def sign(text: str, signers: Sequence[Signer]) -> bytes:
    """The note over ``text`` with one signature line per signer, in their order.

    Raises FindingsError L129 (text without final newline, no signer, one key twice), L120 (too big), L121 (characters).
    """
    keys = [(signer.name, signer.verifier.key_id) for signer in signers]
    if not text.endswith("\n") or not 1 <= len(keys) <= MAX_SIGNATURES or len(set(keys)) != len(keys):
        raise FindingsError.of("L129")
    if not _has_allowed_characters(text):
        raise FindingsError.of("L121")
    lines = [
        f"{_SIGNATURE_PREFIX}{name} {strict_base64.encode(key_id + signer.sign(text))}\n"
        for (name, key_id), signer in zip(keys, signers, strict=True)
    ]
    data = (text + "\n" + "".join(lines)).encode("utf-8")
    if len(data) > MAX_NOTE_SIZE:
        raise FindingsError.of("L120", limit=MAX_NOTE_SIZE)
    return data


def open_note(data: bytes, verifiers: Sequence[VerifierKey], path: str = "") -> OpenedNote:
    """The text of a note after checking every signature by a key in ``verifiers``; other signatures are ignored.

    Raises FindingsError L120 (too big), L121 (not UTF-8 or a control character), L122 (not text, empty line and
    signature lines), L123 (a signature line), L124 (too many), L126 (a known key's signature is false), L127 (no known
    key signed), L128 (a known key signed twice).
    """
    text, signatures = _parse(data, path)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    names: list[str] = []
    seen: set[tuple[str, bytes]] = set()
    for name, key_id, signature in signatures:
        verifier = known.get((name, key_id))
        if verifier is None:
            continue
        if (name, key_id) in seen:
            raise FindingsError.of("L128", path, name=name)
        seen.add((name, key_id))
        if not verifier.verify(text, signature):
            raise FindingsError.of("L126", path, name=name)
        names.append(name)
    if not names:
        raise FindingsError.of("L127", path)
    return OpenedNote(text, tuple(names))


def _parse(data: bytes, path: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Text and signature lines as (name, key id, signature)."""
    if len(data) > MAX_NOTE_SIZE:
        raise FindingsError.of("L120", path, limit=MAX_NOTE_SIZE)
    try:
        note = data.decode("utf-8")
    except UnicodeDecodeError:
        raise FindingsError.of("L121", path) from None
    if not _has_allowed_characters(note):
        raise FindingsError.of("L121", path)
    before, blank, block = note.rpartition("\n\n")
    if not blank or not block.endswith("\n"):
        raise FindingsError.of("L122", path)
    lines = block[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise FindingsError.of("L124", path, limit=MAX_SIGNATURES)
    signatures = []
    for number, line in enumerate(lines, start=1):
        name, space, encoded = line.removeprefix(_SIGNATURE_PREFIX).partition(" ")
        raw = strict_base64.decode(encoded)
        well_formed = line.startswith(_SIGNATURE_PREFIX) and space and _is_key_name(name)
        if not well_formed or raw is None or len(raw) <= _KEY_ID_SIZE:
            raise FindingsError.of("L123", path, number=number)
        signatures.append((name, raw[:_KEY_ID_SIZE], raw[_KEY_ID_SIZE:]))
    return before + "\n", signatures


def _split_key(text: str, code: str, path: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)
    # The base64 part may itself contain "+", the two parts before it cannot.
    data = strict_base64.decode(parts[2]) if len(parts) == 3 else None
    if not data:
        raise FindingsError.of(code, path)
    return parts[0], parts[1], data


def _key_id(name: str, typed_key: bytes) -> bytes:
    return hashlib.sha256(name.encode("utf-8") + b"\n" + typed_key).digest()[:_KEY_ID_SIZE]


def _is_key_name(name: str) -> bool:
    if not name or "+" in name or any(char.isspace() for char in name) or not _has_allowed_characters(name):
        return False
    return len(name.encode("utf-8")) <= MAX_NAME_SIZE


def _has_allowed_characters(text: str) -> bool:
    """No control character but newline, and nothing that UTF-8 cannot carry (lone surrogates)."""
    return not any((char < " " and char != "\n") or "\ud800" <= char <= "\udfff" for char in text)
