"""Data inside data: gzip, zlib, ZIP members, PNG text chunks and PDF streams, unpacked within a budget.

Members are found by their own headers, wherever they stand, and not by a directory that may leave some out.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

GZIP = b"\x1f\x8b\x08"
ZIP = b"PK\x03\x04"
PNG = b"\x89PNG\r\n\x1a\n"
_ZIP_HEADER = struct.Struct("<4s5H3I2H")
_ENCRYPTED = 1
_STORED, _DEFLATED = 0, 8
_PIECE = 4096
_CLOSED = (
    *(b"BZh%d1AY&SY" % level for level in range(1, 10)),
    b"\xfd7zXZ\x00",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18",
    b"MSCF",
    b"age-encryption.org/v1",
    b"-----BEGIN AGE ENCRYPTED FILE-----",
)
"""First bytes of what is not opened here: bzip2, xz, 7-Zip, RAR, Zstandard, LZ4, cabinet, age."""
_PDF_STREAM = re.compile(rb"stream\r?\n")


class TooLargeError(Exception):
    """The budget is used up: the file unpacks to more than may be looked at."""


class ClosedContainerError(Exception):
    """A container that cannot be opened: encrypted, or of a kind not known here."""


@dataclass(slots=True)
class Budget:
    """Bytes that may still be unpacked (``unpacked``) and characters that may still be searched (``text``)."""

    unpacked: int
    text: int

    def spend(self, characters: int) -> None:
        """Count text to be searched; raises TooLargeError."""
        self.text -= characters
        if self.text < 0:
            raise TooLargeError


@dataclass(frozen=True, slots=True)
class Member:
    """Something unpacked: where its packed form begins, how it was packed, and its bytes."""

    start: int
    form: str
    data: bytes


def members(data: bytes, budget: Budget) -> Iterator[Member]:
    """Everything packed in ``data``; damaged streams give what they hold up to the damage.

    Raises TooLargeError and ClosedContainerError.
    """
    if data.startswith(_CLOSED):
        raise ClosedContainerError
    yield from _gzip_files(data, budget)
    if starts_zlib(data):
        yield from _inflated(data, 0, "zlib", 15, budget)
    for start in _places(data, ZIP):
        yield from _zip_member(data, start, budget)
    for start in _places(data, PNG):
        yield from _png_texts(data, start, budget)
    if data.startswith(b"%PDF"):
        if b"/Encrypt" in data:
            raise ClosedContainerError
        for match in _PDF_STREAM.finditer(data):
            if starts_zlib(data[match.end() : match.end() + 2]):
                yield from _inflated(data, match.end(), "pdf stream", 15, budget)


def stream_at(data: bytes, start: int, budget: Budget) -> Iterator[Member]:
    """What begins exactly at ``start``, where that is not the beginning of ``data``: a zlib stream.

    Raises TooLargeError and ClosedContainerError.
    """
    if data.startswith(_CLOSED, start):
        raise ClosedContainerError
    if starts_zlib(data[start : start + 2]):
        yield from _inflated(data, start, "zlib", 15, budget)


def starts_zlib(data: bytes) -> bool:
    """Whether the first two bytes can be a zlib header (RFC 1950): method, window and check bits."""
    return (
        len(data) > 1
        and data[0] & 15 == 8
        and data[0] >> 4 <= 7
        and not data[1] & 32
        and int.from_bytes(data[:2]) % 31 == 0
    )


def _places(data: bytes, mark: bytes) -> Iterator[int]:
    at = data.find(mark)
    while at >= 0:
        yield at
        at = data.find(mark, at + 1)


def _inflated(data: bytes, start: int, form: str, window_bits: int, budget: Budget, at: int = -1) -> Iterator[Member]:
    """The stream that begins at ``at`` (or ``start``); ``start`` is the place that is reported."""
    content, _ = _inflate(data, start if at < 0 else at, window_bits, budget)
    if content:
        yield Member(start, form, content)


def _inflate(data: bytes, at: int, window_bits: int, budget: Budget) -> tuple[bytes, int]:
    """What the stream at ``at`` holds up to its end or first damaged place, and its end (``at`` if damaged)."""
    stream = zlib.decompressobj(window_bits)
    content = bytearray()
    end = at
    try:
        # Piece by piece, so that what stands before a damaged place is not lost.
        for place in range(at, len(data), _PIECE):
            # Trying is work as well: a file may be full of beginnings of streams that are none.
            budget.spend(_PIECE)
            content += stream.decompress(data[place : place + _PIECE], budget.unpacked - len(content) + 1)
            if len(content) > budget.unpacked:
                raise TooLargeError
            if stream.eof:
                end = min(place + _PIECE, len(data)) - len(stream.unused_data)
                break
    except zlib.error:
        pass
    budget.unpacked -= len(content)
    return bytes(content), end


def _gzip_files(data: bytes, budget: Budget) -> Iterator[Member]:
    """Files of gzip anywhere in ``data``; members that follow one another are one file (RFC 1952)."""
    at = data.find(GZIP)
    while at >= 0:
        start, content = at, b""
        while data.startswith(GZIP, at):
            part, end = _inflate(data, at, 31, budget)
            content += part
            if end == at:
                break
            at = end
        if content:
            yield Member(start, "gzip", content)
        at = data.find(GZIP, max(at, start + 1))


def _zip_member(data: bytes, start: int, budget: Budget) -> Iterator[Member]:
    if len(data) - start < _ZIP_HEADER.size:
        return
    _, _, flags, method, _, _, _, size, _, name_size, extra_size = _ZIP_HEADER.unpack_from(data, start)
    if method not in {_STORED, _DEFLATED} or flags & _ENCRYPTED:
        raise ClosedContainerError
    at = start + _ZIP_HEADER.size
    yield Member(start, "zip", data[at : at + name_size])
    at += name_size + extra_size
    if method == _DEFLATED:
        yield from _inflated(data, start, "zip", -15, budget, at)
    elif size:
        budget.unpacked -= size
        if budget.unpacked < 0:
            raise TooLargeError
        yield Member(start, "zip", data[at : at + size])


def _png_texts(data: bytes, start: int, budget: Budget) -> Iterator[Member]:
    at = start + len(PNG)
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + size]
        if kind in {b"tEXt", b"iTXt", b"zTXt", b"eXIf"}:
            yield Member(at, "png text", body)
        if kind in {b"zTXt", b"iTXt", b"iCCP"}:
            # Keyword, zero byte and a few bytes of header; the stream begins where a zlib header stands.
            for skip in range(min(len(body), 512)):
                if starts_zlib(body[skip : skip + 2]):
                    yield from _inflated(body, at, "png text", 15, budget, skip)
        at += 12 + size
        if kind == b"IEND":
            return
