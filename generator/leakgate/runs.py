"""Base64 and hexadecimal runs in a text, decoded to bytes."""

from __future__ import annotations

import re
from binascii import a2b_base64
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

SEPARATOR = b"\xd8\xd8\xd8\xd8"
"""Stands between decoded runs; no text in UTF-8, and not a character of UTF-16 either."""

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}(?:[ \t]*\r?\n[ \t]*[A-Za-z0-9+/_-]{2,})*")
_SINGLE_CASE = re.compile(r"[a-z+/_\s-]+|[0-9_\s-]+")
_HEX = re.compile(r"[0-9a-fA-F]{12,}(?:[ \t]*\r?\n[ \t]*[0-9a-fA-F]{2,})*")
_HEX_SPACED = re.compile(r"[0-9a-fA-F]{2}(?:[ :,-][0-9a-fA-F]{2}){5,}")
_SHAPE = bytes(
    ord("h") if char in b"0123456789abcdefABCDEF" else ord("s") if char in b" :,-" else ord("x") for char in range(256)
)
_PLAIN_HINT, _SPACED_HINT = b"h" * 12, b"hhshhshh"
_HEX_ONLY = re.compile(r"[0-9a-fA-F]{16,}")
_SPACE = re.compile(r"\s+")
_NOT_HEX = re.compile(r"[^0-9a-fA-F]+")
_CLEAN_LIMIT = 2_000_000
_URL_ALPHABET = str.maketrans("-_", "+/")


@dataclass(slots=True)
class RunMemory:
    """Runs that need not be decoded again: those met in this file, and those in which an earlier file showed nothing.

    What a run decodes to depends on nothing around it. ``top`` says that the text at hand is not decoded itself; only
    runs of such texts are remembered beyond the file, since deeper ones were decoded to a lesser depth.
    """

    clean: set[int] = field(default_factory=set)
    top: bool = True
    _met: set[int] = field(default_factory=set)
    _met_at_top: set[int] = field(default_factory=set)

    def is_new(self, form: str, run: str) -> bool:
        """Whether the run was not met before; it has been from now on."""
        key = hash((form, run))
        if key in self.clean or key in self._met:
            return False
        self._met.add(key)
        if self.top:
            self._met_at_top.add(key)
        return True

    def next_file(self, *, was_clean: bool) -> None:
        """Forget the runs of this file, or keep them as clean."""
        if was_clean and len(self.clean) < _CLEAN_LIMIT:
            self.clean |= self._met_at_top
        self._met.clear()
        self._met_at_top.clear()


@dataclass(frozen=True, slots=True)
class Runs:
    """The decoded runs of one encoding, joined; ``places`` pairs positions in ``data`` with positions in the text."""

    form: str
    data: bytes
    places: tuple[tuple[int, int], ...]

    def source(self, index: int) -> int:
        """The character of the text at which the run begins that holds byte ``index``."""
        return self.places[max(bisect_right(self.places, (index, 1 << 62)) - 1, 0)][1]

    def starts(self) -> Iterator[int]:
        """Where each decoded run begins in ``data``."""
        return (here for here, _ in self.places)


def base64_runs(text: str, memory: RunMemory) -> Runs | None:
    """All runs of the standard and the URL alphabet, line breaks taken out, read at each of the four phases.

    Runs that ``memory`` knows are left out. Words in lower case alone are not taken for Base64: no text of
    three Chinese characters encodes to one.
    """
    found: list[tuple[int, bytes]] = []
    for match in _BASE64.finditer(text):
        run = match[0]
        if _SINGLE_CASE.fullmatch(run) or _HEX_ONLY.fullmatch(run) or not memory.is_new("base64", run):
            continue
        body = (_SPACE.sub("", run) if not run.isalnum() else run).translate(_URL_ALPHABET)
        found += [(match.start(), _unbase64(body[phase:])) for phase in range(4)]
    return _joined("base64", found)


def hex_runs(text: str, memory: RunMemory) -> Runs | None:
    """All runs of at least six octets as hex digits, plain or with separators; an odd run is read both ways."""
    found: list[tuple[int, bytes]] = []
    # The shape of the text is searched much faster than the text.
    shape = text.encode("utf-8", "surrogatepass").translate(_SHAPE)
    for pattern, hint in ((_HEX, _PLAIN_HINT), (_HEX_SPACED, _SPACED_HINT)):
        if hint not in shape:
            continue
        for match in pattern.finditer(text):
            if not memory.is_new("hex", match[0]):
                continue
            digits = _NOT_HEX.sub("", match[0])
            half = len(digits) // 2 * 2
            found.append((match.start(), bytes.fromhex(digits[:half])))
            if half != len(digits):
                found.append((match.start(), bytes.fromhex(digits[1:])))
    return _joined("hex", found)


def _unbase64(body: str) -> bytes:
    rest = len(body) % 4
    return a2b_base64(body[: len(body) - 1] if rest == 1 else body + "=" * (-len(body) % 4))


def _joined(form: str, found: list[tuple[int, bytes]]) -> Runs | None:
    if not found:
        return None
    parts, places, here = [], [], 0
    for start, data in found:
        parts.append(data)
        places.append((here, start))
        here += len(data) + len(SEPARATOR)
    return Runs(form, SEPARATOR.join(parts), tuple(places))
