"""Cosignatures (C2SP tlog-cosignature, Ed25519): a witness's dated signature on a checkpoint.

Byte format and codes: docs/spec/22-witnesses.md, "Witness keys" and "Cosignature".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from generator.core import ed25519
from generator.core.errors import FindingsError
from generator.ledger.checkpoint import decode
from generator.ledger.note import (
    PRIVATE_PREFIX,
    Note,
    SignatureLine,
    is_key_name,
    key_id_of,
    key_text,
    parse_note,
    parse_public_key,
    split_key_text,
)

COSIGNATURE = b"\x04"
MAX_TIME = 2**63 - 1

_TIME_SIZE = 8


@dataclass(frozen=True, slots=True)
class CosignerKey:
    """A witness's public key. Raises FindingsError L110 (name) or L114 (a key under which signatures prove nothing)."""

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
        return key_id_of(self.name, COSIGNATURE + self.public_key)

    def text(self) -> str:
        """The ``vkey``: ``name+hex key id+base64(0x04 || public key)``, without a newline."""
        return key_text(self.name, self.key_id, COSIGNATURE + self.public_key)


@dataclass(frozen=True, slots=True)
class Cosigner:
    """A witness's private key, from its 32-byte seed. Raises FindingsError L110 (name) or L171 (seed)."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a name or seed that no key can have."""
        if not is_key_name(self.name):
            raise FindingsError.of("L110")
        if len(self.seed) != ed25519.KEY_SIZE:
            raise FindingsError.of("L171")

    @property
    def key(self) -> CosignerKey:
        """The public half."""
        return CosignerKey(self.name, ed25519.public_key_of(self.seed))

    def text(self) -> str:
        """``PRIVATE+KEY+name+hex key id+base64(0x04 || seed)``, without a newline. Secret."""
        return PRIVATE_PREFIX + key_text(self.name, self.key.key_id, COSIGNATURE + self.seed)

    def sign(self, text: str, time: int) -> SignatureLine:
        """The line for a checkpoint's ``text`` at ``time`` (seconds since 1970). Raises FindingsError L173 (time)."""
        signature = ed25519.sign(self.seed, signed_bytes(text, time))
        return SignatureLine(self.name, self.key.key_id, time.to_bytes(_TIME_SIZE, "big") + signature)


class Cosignature(NamedTuple):
    """A witness, and when (seconds since 1970) it says that it saw the checkpoint as the largest.

    ``time`` is the first time that it said so, ``again`` the last one, None where it said so only once.
    """

    key: CosignerKey
    time: int
    again: int | None = None

    @property
    def times(self) -> tuple[int, ...]:
        """Both times, or the only one."""
        return (self.time,) if self.again is None else (self.time, self.again)


def parse_cosigner_key(text: str, path: str = "") -> CosignerKey:
    """The public key of a witness's ``vkey``.

    Raises FindingsError L111 (form), L110 (name), L112 (id), L170 (another algorithm), L114 (it proves nothing).
    """
    return CosignerKey(*parse_public_key(text, COSIGNATURE, "L170", path))


def parse_private_cosigner_key(text: str) -> Cosigner:
    """The private key of its text. Raises FindingsError L171, which never shows any part of the text."""
    try:
        name, _, data = split_key_text(text.removeprefix(PRIVATE_PREFIX), "L171", "")
        cosigner = Cosigner(name, data[1:])
    except FindingsError:
        raise FindingsError.of("L171") from None
    # Comparing the text again covers prefix, algorithm byte and key id at once.
    if cosigner.text() != text:
        raise FindingsError.of("L171")
    return cosigner


def signed_bytes(text: str, time: int) -> bytes:
    """What a cosignature of ``time`` on a checkpoint's ``text`` signs. Raises FindingsError L173 (time)."""
    if not 0 < time <= MAX_TIME:
        raise FindingsError.of("L173")
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def cosignatures(checkpoint: bytes, keys: Iterable[CosignerKey], path: str = "") -> tuple[Cosignature, ...]:
    """Who of ``keys`` cosigned ``checkpoint``, in the order of its lines; lines of other keys are ignored.

    The log's own signature is not looked at. Raises FindingsError L172 (length), L173 (time), L174 (false), L175 (one
    witness more than twice), L178 (its second line is not later than its first), and those of :func:`parse_note` and of
    a checkpoint's text (L131 to L135).
    """
    note = parse_note(checkpoint, path)
    decode(note.text, path)
    known = {(key.name, key.key_id): key for key in keys}
    found: dict[tuple[str, bytes], Cosignature] = {}
    for line in note.lines:
        at = (line.name, line.key_id)
        if at not in known:
            continue
        first = found.get(at)
        if first is not None and first.again is not None:
            raise FindingsError.of("L175", path, name=line.name)
        time = _verified_time(line, known[at], note.text, path)
        if first is not None and time <= first.time:
            raise FindingsError.of("L178", path, name=line.name)
        found[at] = Cosignature(known[at], time) if first is None else first._replace(again=time)
    return tuple(found.values())


def lines_of(checkpoint: bytes, key: CosignerKey, path: str = "") -> tuple[SignatureLine, ...]:
    """The lines of ``key`` on ``checkpoint``, the earlier first. Raises FindingsError as :func:`cosignatures`."""
    cosignatures(checkpoint, [key], path)
    own = (key.name, key.key_id)
    return tuple(line for line in parse_note(checkpoint, path).lines if (line.name, line.key_id) == own)


def add_cosignature(checkpoint: bytes, line: SignatureLine, key: CosignerKey, path: str = "") -> bytes:
    """The checkpoint with the line of ``key``, which must be true for it; the same bytes where it adds nothing.

    Of one key the earliest and the latest line stay, so that adding lines gives the same bytes in whatever order.
    Raises FindingsError L176 (the line is of another key), and those of :func:`cosignatures` for the line and for what
    is there of its key.
    """
    if (line.name, line.key_id) != (key.name, key.key_id):
        raise FindingsError.of("L176", path)
    before = parse_note(checkpoint, path)
    time = _verified_time(line, key, before.text, path)
    own = {_claimed_time(one): one for one in lines_of(checkpoint, key, path)}
    if time in own or (len(own) > 1 and min(own) < time < max(own)):
        return checkpoint
    own[time] = line
    others = [one for one in before.lines if (one.name, one.key_id) != (key.name, key.key_id)]
    kept = [own[at] for at in {min(own), max(own)}]
    return Note(before.text, in_writing_order((*others, *kept), before.text)).encode()


def with_first_lines(checkpoint: bytes, path: str = "") -> bytes:
    """The checkpoint as it was before anybody cosigned it again: of every key only its first line.

    Raises FindingsError as :func:`parse_note`.
    """
    note = parse_note(checkpoint, path)
    first: dict[tuple[str, bytes], SignatureLine] = {}
    for line in note.lines:
        first.setdefault((line.name, line.key_id), line)
    return Note(note.text, tuple(first.values())).encode()


def in_writing_order(lines: Iterable[SignatureLine], text: str) -> tuple[SignatureLine, ...]:
    """The log's own lines first (they bear the name in the text's first line), then by name, key id and time."""
    origin = text.partition("\n")[0]
    return tuple(sorted(lines, key=lambda line: (line.name != origin, line.name, line.key_id, _claimed_time(line))))


def _verified_time(line: SignatureLine, key: CosignerKey, text: str, path: str) -> int:
    if len(line.signature) != _TIME_SIZE + ed25519.SIGNATURE_SIZE:
        raise FindingsError.of("L172", path, name=line.name)
    time = _claimed_time(line)
    if not 0 < time <= MAX_TIME:
        raise FindingsError.of("L173", path, name=line.name)
    if not ed25519.verify(key.public_key, line.signature[_TIME_SIZE:], signed_bytes(text, time)):
        raise FindingsError.of("L174", path, name=line.name)
    return time


def _claimed_time(line: SignatureLine) -> int:
    """The time in a line that nobody has verified; of a line of another kind whatever its first bytes say."""
    return int.from_bytes(line.signature[:_TIME_SIZE], "big")
