"""Age files: sealing a record for the office's recipients, opening it, and what shows without a key.

Format: age-encryption.org/v1, binary, X25519 recipients. Codes F20x and F22x: docs/spec/14-sealed.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import pyrage

from generator.core import strict_base64
from generator.core.errors import FindingsError, NotCheckedError
from generator.core.problem import Place, Problem
from generator.intake import reader

MAX_BYTES = reader.MAX_BYTES + 1024 * 1024
"""Largest sealed file: more than header and tags can add to the largest YAML file."""

MAX_HEADER = 64 * 1024

Identities: TypeAlias = Sequence[pyrage.x25519.Identity]

_INTRO = b"age-encryption.org/v1"
_STANZA = re.compile(rb"-> ([!-~]+)((?: [!-~]+)*)")
_MAC = re.compile(rb"--- (.*)")
_BODY = re.compile(rb"[A-Za-z0-9+/]*")
_LINE = 64
_KEY_SIZE = 32
_SHORTEST_PAYLOAD = 16 + 16
"""A nonce and the tag of an empty last chunk."""


def parse_identities(texts: Sequence[str]) -> Identities:
    """Age identities from their texts. Raises NotCheckedError F223, which shows nothing of a malformed one."""
    try:
        return [pyrage.x25519.Identity.from_str(text) for text in texts]
    except pyrage.IdentityError:
        raise NotCheckedError.of("F223") from None


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """``data`` as an age file for ``recipients`` (``age1…``). Raises FindingsError D120 for a bad one or none."""
    try:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
        return bytes(pyrage.encrypt(data, keys))
    except (pyrage.RecipientError, pyrage.EncryptError):
        raise FindingsError.of("D120") from None


def unseal(data: bytes, identities: Identities, path: str, limit: int = MAX_BYTES) -> bytes:
    """The plaintext of an age file of at most ``limit`` bytes; ``path`` is how messages call it.

    Raises NotCheckedError F220 without an identity and F221 where none fits; FindingsError F201 or F214 where this is
    no age file, F204 or F205 where header or payload were changed after sealing.
    """
    count_stanzas(data, path, limit)
    if not identities:
        raise NotCheckedError.of("F220", path)
    try:
        return bytes(pyrage.decrypt(data, identities))
    except pyrage.DecryptError as error:
        # The library has one exception and tells by its text what went wrong.
        said = str(error)
    if "No matching keys" in said:
        raise NotCheckedError.of("F221", path)
    if "Header is invalid" in said:
        raise FindingsError.of("F201", path)
    raise FindingsError.of("F204" if "MAC" in said else "F205", path)


def count_stanzas(data: bytes, path: str, limit: int = MAX_BYTES) -> int:
    """For how many X25519 recipients an age file is sealed, as its header says.

    Raises FindingsError F201 where the header is not that of a binary age file, F205 where the payload is cut off,
    F214 where the file has more than ``limit`` bytes.
    """
    if len(data) > limit:
        raise FindingsError.of("F214", path, limit=limit)
    lines = data[:MAX_HEADER].split(b"\n")
    if lines[0] != _INTRO:
        raise FindingsError.of("F201", path)
    count, at = 0, 1
    while at < len(lines) and (stanza := _STANZA.fullmatch(lines[at])) is not None:
        begin, at = at + 1, _after_body(lines, at + 1)
        if stanza[1] == b"X25519":
            if not all(_is_key(part) for part in (stanza[2][1:], b"\n".join(lines[begin:at]))):
                raise FindingsError.of("F201", path)
            count += 1
    # The last piece has no line end behind it, so it cannot be the line of the MAC.
    mac = _MAC.fullmatch(lines[at]) if at < len(lines) - 1 else None
    if mac is None or at == 1 or not _is_key(mac[1]):
        raise FindingsError.of("F201", path)
    header = sum(len(line) + 1 for line in lines[: at + 1])
    if len(data) - header < _SHORTEST_PAYLOAD:
        raise FindingsError.of("F205", path)
    return count


def check_stanzas(stanzas: Mapping[str, int], recipients: int) -> Iterator[Problem]:
    """F202 and F203: files (by path) whose number of recipients is not that of the organ.

    Whose stanzas they are cannot be read from a header.
    """
    for path, count in stanzas.items():
        if count != recipients:
            words = {"count": str(count), "recipients": str(recipients)}
            yield Problem("F202" if count < recipients else "F203", Place(path), words, clause="P2-5.1")


def _after_body(lines: list[bytes], at: int) -> int:
    """The line after a stanza's body: full lines, then one that is not full. A wrong one ends the header."""
    while at < len(lines) and _BODY.fullmatch(lines[at]) and len(lines[at]) <= _LINE:
        at += 1
        if len(lines[at - 1]) < _LINE:
            return at
    return len(lines)


def _is_key(text: bytes) -> bool:
    """Whether this is 32 bytes in base64 without padding: a share, a wrapped file key with its tag, a check value."""
    decoded = strict_base64.decode(text.decode("latin-1") + "=")
    return decoded is not None and len(decoded) == _KEY_SIZE
