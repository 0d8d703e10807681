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
PRIVATE_PREFIX = "PRIVATE+KEY+"
KEY_ID_SIZE = 4


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public note key. Raises FindingsError L110 (name) or L114 (a key under which signatures prove nothing)."""

    name: str
    public_key: bytes

    def __post_init__(self) -> None:
        """Refuse a name or key that no note may use."""
        if not is_key_name(self.name):
            raise FindingsError.of("L110")
        if not ed25519.is_acceptable_public_key(self.public_key):
            raise FindingsError.of("L114")

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand for this key in a signature line."""
        return key_id_of(self.name, ED25519 + self.public_key)

    def text(self) -> str:
        """The ``vkey``: ``name+hex key id+base64(0x01 || public key)``, without a newline."""
        return key_text(self.name, self.key_id, ED25519 + self.public_key)

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
        if not is_key_name(self.name):
            raise FindingsError.of("L110")
        if len(self.seed) != ed25519.KEY_SIZE:
            raise FindingsError.of("L115")

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, ed25519.public_key_of(self.seed))

    def text(self) -> str:
        """``PRIVATE+KEY+name+hex key id+base64(0x01 || seed)``, without a newline. Secret."""
        return PRIVATE_PREFIX + key_text(self.name, self.verifier.key_id, ED25519 + self.seed)

    def sign(self, text: str) -> bytes:
        """The 64-byte signature over the note's text."""
        return ed25519.sign(self.seed, text.encode("utf-8"))


class SignatureLine(NamedTuple):
    """One line below a note's text: the key's name, its four-byte id, and what it signed."""

    name: str
    key_id: bytes
    signature: bytes

    def text(self) -> str:
        """The line, newline included."""
        return f"{_SIGNATURE_PREFIX}{self.name} {strict_base64.encode(self.key_id + self.signature)}\n"


class Note(NamedTuple):
    """A note as it is written; nothing says that any of its signatures is true."""

    text: str
    lines: tuple[SignatureLine, ...]

    def encode(self) -> bytes:
        """Its bytes. Raises FindingsError L120 (too big), L124 (too many signature lines)."""
        if len(self.lines) > MAX_SIGNATURES:
            raise FindingsError.of("L124", limit=MAX_SIGNATURES)
        data = (self.text + "\n" + "".join(line.text() for line in self.lines)).encode("utf-8")
        if len(data) > MAX_NOTE_SIZE:
            raise FindingsError.of("L120", limit=MAX_NOTE_SIZE)
        return data


class OpenedNote(NamedTuple):
    """A note of which at least one signature was verified: its text and the names of the keys that verified."""

    text: str
    names: tuple[str, ...]


def parse_vkey(text: str, path: str = "") -> VerifierKey:
    """The public key of a ``vkey`` text.

    Raises FindingsError L111 (form), L110 (name), L112 (key id is not that of name and key), L113 (not Ed25519),
    L114 (key that proves nothing).
    """
    return VerifierKey(*parse_public_key(text, ED25519, "L113", path))


def parse_public_key(text: str, algorithm: bytes, other: str, path: str = "") -> tuple[str, bytes]:
    """Name and 32-byte Ed25519 key of a ``vkey`` whose first byte is ``algorithm``.

    Raises FindingsError ``other`` (another algorithm), L111, L110, L112, L114 as :func:`parse_vkey`.
    """
    name, key_id, data = split_key_text(text, "L111", path)
    if not is_key_name(name):
        raise FindingsError.of("L110", path)
    if key_id != key_id_of(name, data).hex():
        raise FindingsError.of("L112", path)
    if data[:1] != algorithm:
        raise FindingsError.of(other, path)
    if not ed25519.is_acceptable_public_key(data[1:]):
        raise FindingsError.of("L114", path)
    return name, data[1:]


def parse_private_key(text: str) -> Signer:
    """The signer of a private key text. Raises FindingsError L115, which never shows any part of the text."""
    try:
        name, key_id, data = split_key_text(text.removeprefix(PRIVATE_PREFIX), "L115", "")
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
        SignatureLine(name, key_id, signer.sign(text)) for (name, key_id), signer in zip(keys, signers, strict=True)
    ]
    return Note(text, tuple(lines)).encode()


def open_note(data: bytes, verifiers: Sequence[VerifierKey], path: str = "") -> OpenedNote:
    """The text of a note after checking every signature by a key in ``verifiers``; other signatures are ignored.

    Raises FindingsError L120 (too big), L121 (not UTF-8 or a control character), L122 (not text, empty line and
    signature lines), L123 (a signature line), L124 (too many), L126 (a known key's signature is false), L127 (no known
    key signed), L128 (a known key signed twice).
    """
    text, lines = parse_note(data, path)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    names: list[str] = []
    seen: set[tuple[str, bytes]] = set()
    for name, key_id, signature in lines:
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


def parse_note(data: bytes, path: str = "") -> Note:
    """Text and signature lines of a note, nothing verified. Raises FindingsError L120 to L124."""
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
        well_formed = line.startswith(_SIGNATURE_PREFIX) and space and is_key_name(name)
        if not well_formed or raw is None or len(raw) <= KEY_ID_SIZE:
            raise FindingsError.of("L123", path, number=number)
        signatures.append(SignatureLine(name, raw[:KEY_ID_SIZE], raw[KEY_ID_SIZE:]))
    return Note(before + "\n", tuple(signatures))


def key_text(name: str, key_id: bytes, typed_key: bytes) -> str:
    """``name+hex key id+base64(algorithm || key)``: the form of public and private keys."""
    return f"{name}+{key_id.hex()}+{strict_base64.encode(typed_key)}"


def split_key_text(text: str, code: str, path: str) -> tuple[str, str, bytes]:
    """The three parts of a key's text. Raises FindingsError ``code`` where it has another form."""
    parts = text.split("+", 2)
    # The base64 part may itself contain "+", the two parts before it cannot.
    data = strict_base64.decode(parts[2]) if len(parts) == 3 else None
    if not data:
        raise FindingsError.of(code, path)
    return parts[0], parts[1], data


def key_id_of(name: str, typed_key: bytes) -> bytes:
    """The four bytes that stand for a key: ``typed_key`` is its algorithm byte and the public key."""
    return hashlib.sha256(name.encode("utf-8") + b"\n" + typed_key).digest()[:KEY_ID_SIZE]


def is_key_name(name: str) -> bool:
    """Whether a note's key may have this name."""
    if not name or "+" in name or any(char.isspace() for char in name) or not _has_allowed_characters(name):
        return False
    return len(name.encode("utf-8")) <= MAX_NAME_SIZE


def _has_allowed_characters(text: str) -> bool:
    """No control character but newline, and nothing that UTF-8 cannot carry (lone surrogates)."""
    return not any((char < " " and char != "\n") or "\ud800" <= char <= "\udfff" for char in text)
